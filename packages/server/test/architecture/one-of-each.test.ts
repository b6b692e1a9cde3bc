import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PACKAGE } from '../support/paths.js';

const SOURCE = join(PACKAGE, 'src');

interface Rule {
  /** What may occur in one place only. */
  what: string;
  pattern: RegExp;
  /** Files and folders, the latter with a slash at the end. */
  places: readonly string[];
}

const RULES: readonly Rule[] = [
  // Locks, limits and tokens each read the machine's clock, which anybody may set (ADR 0046).
  {
    what: 'reading the machine’s clock',
    pattern: /\bDate\.now\b|\bDate\(\)/,
    places: ['kernel/clock.ts'],
  },
  // While a migration added a column, 64 of 103 sign-ins failed in the processes that had prepared statements with `*`.
  {
    what: 'reading all columns without naming them (database/columns.ts)',
    pattern: /\b(?:selectAll|returningAll)\b|\b(?:select|returning) \*/i,
    places: [],
  },
  // Pages created a formatter for every date they showed, 870 kB a view that V8 does not see. The methods create one too.
  {
    what: 'formatters, segmenters and collators',
    pattern: /\bIntl\b|\.toLocale\w*\(|\.localeCompare\(/,
    places: ['web/kit/format.tsx'],
  },
  // The playground signed tokens of made-up users with the published keys. Tokens are signed by the signer of their view.
  {
    what: 'signing with the published keys',
    pattern: /\bkeys\.sign\(/,
    places: ['domain/logout/notices.ts'],
  },
  // A page that was open while a resource was removed wrote it back. Both hold the app and its resources first.
  {
    what: 'recording what a user allows',
    pattern: /\brecordConsent\(/,
    places: ['domain/authorization/store/answers.ts', 'domain/device/store.ts'],
  },
  // A provider's answer and the playground's were read past the rules for parameters, so a repeated one went unnoticed.
  {
    what: 'reading the query of a request',
    pattern: /\breq\.(?:query|queries|url)\b|\braw\.url\b/,
    places: [
      'web/http/query.ts',
      // Look for credentials in it, to refuse them.
      'web/http/bearer-access.ts',
      'web/http/client-request.ts',
      // Lead back to the page.
      'web/visitor/signed-in-only.ts',
      'web/visitor/visitor.ts',
    ],
  },
  {
    what: 'parameters of a URL, read past their rules (protocol/params.ts)',
    pattern: /\bsearchParams\b/,
    places: [
      // URLs of others.
      'database/postgres/faults.ts',
      'domain/sign-in/upstream/code-flow.ts',
      'protocol/redirect-uri.ts',
    ],
  },
  // Apps were authenticated, and then waited: a secret that was removed meanwhile still redeemed a code.
  {
    what: 'authenticating apps, whose request then depends on what they proved',
    pattern: /clients\.authenticate\(|\bclients\n\s*\.authenticate\(/,
    places: ['web/http/client-request.ts'],
  },
  // Two of three password checks forgot it.
  {
    what: 'the header Retry-After',
    pattern: /(['"])retry-after\1/i,
    places: [
      'web/http/oauth-response.ts',
      'web/visitor/form-fault.ts',
      // Shows this server's answers to developers.
      'features/playground/answers.ts',
    ],
  },
  {
    what: 'asking for the password of a signed-in user',
    pattern: /\.checkPassword\(/,
    places: ['features/sign-in/index.tsx', 'web/visitor/password-proof.ts'],
  },
  // Each check costs a hash, so each is counted, bounded, and waits its turn.
  {
    what: 'checking a password against an account source',
    pattern: /accounts\.verifyPassword\(/,
    places: ['domain/sign-in/password.ts'],
  },
  // So does each new one: newcomers, or one reset link, kept everybody from signing in.
  {
    what: 'hashing a new password outside of a queue',
    pattern: /accounts\.(?:newPassword|register)\(/,
    places: [
      'domain/sign-in/recovery/password-change.ts',
      'domain/sign-in/sign-up.ts',
      // Before anybody else, or in a process of its own.
      'commands/user.ts',
      'commands/demo/seed-demo.ts',
    ],
  },
  // A stolen token that could create another would outlive its revocation.
  {
    what: 'creating developer tokens',
    pattern: /developers\.createToken\(/,
    places: ['features/console/index.tsx', 'commands/developer-token.ts'],
  },
  // An app that authenticated was told to retry with its dead tokens for ever.
  {
    what: 'counting failed requests of apps',
    pattern: /failures\.count\(/,
    places: ['web/http/failure-limits.ts', 'features/authorize/refusals.tsx'],
  },
  {
    what: 'form controls with a label',
    pattern: /<(select|textarea)\b|type="(file|password|radio)"/,
    places: ['web/kit/fields.tsx'],
  },
  { what: 'tables and lists of facts', pattern: /<table\b|<dl class="facts"/, places: ['web/kit/lists.tsx'] },
  {
    what: 'asking whether a text is an error code',
    pattern: /hasOwn\(OAUTH_ERRORS/,
    places: ['protocol/errors.ts'],
  },
  // Five files had makers of their own for the most common errors.
  {
    what: 'writing out the codes of common errors',
    pattern: /(OAuthError|failing)\(\s*'invalid_(client|grant|request|scope)'/,
    places: ['protocol/errors.ts'],
  },
  // A password of 60 kB of combining marks stopped the server for seconds, and a username too.
  { what: 'normalising text', pattern: /\.normalize\(/, places: ['kernel/text.ts'] },
  // Identities, passkeys and apps were taken away before what was writing them had ended, so one more came after.
  {
    what: 'a proof that what can write has ended',
    pattern: /new (?:Sessions|Writers)Ended\(/,
    places: [
      'domain/developers/developers.ts',
      'domain/developers/erase-user.ts',
      'domain/sessions/erase-user.ts',
      'domain/sessions/sessions.ts',
    ],
  },
  // Two of these looked at different things in the same row.
  { what: 'asking whether an update changed a row', pattern: /\bnumUpdatedRows\b/, places: ['database/changes.ts'] },
  // It was written out in six places. Ours needs no object that the collector frees late.
  { what: 'HMAC', pattern: /\bcreateHmac\b|\b0x5c\b/, places: ['kernel/hmac.ts'] },
  // The system's look-up takes one of four threads for as long as a stranger's name server likes (ADR 0044).
  { what: 'looking up names', pattern: /'(?:node:)?dns\/promises'|\bdns\./, places: ['kernel/look-up.ts'] },
  { what: 'connections to others over https', pattern: /from '(?:node:)?https'/, places: ['kernel/safe-fetch.ts'] },
  // Node's own `fetch` goes anywhere, so each place that calls something of that name is known.
  {
    what: 'calling fetch',
    pattern: /(?<![\w.])fetch\(/,
    places: [
      // Of kernel/safe-fetch.ts.
      'domain/apps/documents/client-id-documents.ts',
      'domain/request-log/calls.ts',
      'domain/sign-in/upstream/fetch.ts',
      // This server, on loopback.
      'commands/doctor/installation.ts',
      // In browsers.
      'features/console/requests/live-script.ts',
      'features/topup/progress-script.ts',
      // The app's own handler of requests.
      'web/http/own-host.ts',
    ],
  },
  { what: 'links between the pages of a list', pattern: /rel="next"/, places: ['web/kit/pager.tsx'] },
];

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));

const isIn = (path: string, places: readonly string[]): boolean =>
  places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));

for (const { what, pattern, places } of RULES) {
  test(`${what}: ${places.length === 0 ? 'nowhere' : 'one place'}`, () => {
    const users = sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    assert.deepEqual(
      users.filter((path) => !isIn(path, places)),
      [],
      places.length === 0 ? 'belongs nowhere' : `belongs in ${places.join(', ')}`,
    );
    assert.deepEqual(
      places.filter((place) => !users.some((path) => isIn(path, [place]))),
      [],
      'places that are gone',
    );
  });
}

// A column that a newer version adds to the other table would make the name ambiguous for processes of this one.
test('a query over several tables says which table a column is of', () => {
  const unqualified = /[jJ]oin\([^;]*\.(?:where|whereRef|orderBy|groupBy|select)\(\[?\s*'[^'.]+'[^;]*;/;
  const [wrong, right] = [
    "from('a').innerJoin('b', 'b.id', 'a.id').orderBy('name');",
    "innerJoin('b').orderBy('a.name');",
  ];
  assert.ok(unqualified.test(wrong) && !unqualified.test(right), 'the pattern finds it');
  assert.deepEqual(
    sources.filter(({ text }) => unqualified.test(text)).map(({ path }) => path),
    [],
  );
});

// An app was created and its caller told that it was not, because the event was recorded in a commit of its own.
test('a change is recorded in the transaction that makes it', () => {
  const apart = /audit\.record\((?!transaction,)|write\(\(transaction\) =>\s*audit\.record\(/;
  assert.deepEqual(
    sources.filter(({ text }) => apart.test(text)).map(({ path }) => path),
    [],
  );
});

// Userinfo failed because it could not be written down when an authorization was last used.
test('nothing fails because it could not be written down when something was last used', () => {
  const awaited = /await (?:store|appRecords|authorizations)\.touch/;
  assert.deepEqual(
    sources.filter(({ text }) => awaited.test(text)).map(({ path }) => path),
    // Whoever has unlinked the identity meanwhile does not sign in with it, so this one decides.
    ['domain/sign-in/upstream/identities.ts'],
  );
});
