import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from '#server/database/connect.js';
import { createStore } from '#test/support/store.js';
import { createCommandLine, hostNode, type CommandLine, type Finished } from '#test/support/command-line.js';

const PASSWORD = 'a sentence long enough';
const SECRET_TEXT = '[A-Za-z0-9_-]{43,}';

const parsed = ({ code, stdout, stderr }: Finished): Record<string, unknown> => {
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout.trim().split('\n').length, 1, 'one line of JSON');
  const value: unknown = JSON.parse(stdout);
  assert.ok(typeof value === 'object' && value !== null);
  return { ...value };
};

/** The error of a failed command: exit code 1, nothing on standard output, the reason on standard error. */
const reasonOf = ({ code, stdout, stderr }: Finished): string => {
  assert.deepEqual([code, stdout], [1, '']);
  return stderr;
};

const NODES = [
  { name: 'the Node that came with the workspace', node: process.execPath },
  { name: `the Node of this machine`, node: hostNode() },
];

const named = (user: string) => ['--username', user, '--email', `${user}@example.com`, '--password', PASSWORD];

for (const { name, node } of NODES) {
  describe(`octroi, run by ${name}`, { skip: node === undefined && 'this machine has none' }, () => {
    let folder: string;
    let octroi: CommandLine;
    const json = async (...args: string[]): Promise<Record<string, unknown>> =>
      parsed(await octroi.run([...args, '--json']));

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'octroi-commands-'));
      octroi = createCommandLine({ folder, ...(node === undefined ? {} : { node }) });
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('migrates an empty database once', async () => {
      const { applied } = await json('migrate');
      assert.ok(Array.isArray(applied) && applied.length > 0);
      assert.deepEqual(await json('migrate'), { applied: [] });
    });

    it('creates users, reading the password from standard input or from a flag', async () => {
      const alice = await octroi.run(
        ['user', 'create', '--username', 'alice', '--email', 'alice@example.com', '--password-stdin', '--json'],
        { input: `${PASSWORD}\n` },
      );
      const { id, warning, ...rest } = parsed(alice);
      assert.ok(Number.isInteger(id));
      assert.match(String(warning), /not confirmed/);
      const email = { email: 'alice@example.com', email_verified: false };
      assert.deepEqual(rest, { username: 'alice', ...email, role: 'user' });

      const dora = ['--username', 'dora', '--email', 'dora@example.com', '--password', PASSWORD, '--role', 'developer'];
      assert.equal((await json('user', 'create', ...dora))['role'], 'developer');
    });

    // Whoever reads the mail of an address that nobody has confirmed gets past the second step of its account.
    it('says what an address that is not confirmed cannot protect, and how to confirm it', async () => {
      const said = /two-step sign-in.*\/account\/security.*--email-verified/;
      const unconfirmed = await octroi.run(['user', 'create', ...named('uma')]);
      const confirmed = await octroi.run(['user', 'create', ...named('vic'), '--email-verified']);
      assert.match(unconfirmed.stdout, said);
      assert.doesNotMatch(confirmed.stdout, said);
    });

    it('credits, disables and enables a user', async () => {
      assert.deepEqual(await json('user', 'credit', 'alice', '--units', '500000', '--memo', 'Welcome'), {
        username: 'alice',
        quota: 500_000,
        balance_formatted: '500.00',
      });
      assert.deepEqual(await json('user', 'disable', 'alice'), { username: 'alice', status: 2 });
      assert.deepEqual(await json('user', 'enable', 'alice@example.com'), { username: 'alice', status: 1 });
    });

    it('makes developer tokens', async () => {
      const { token, name: tokenName } = await json('developer-token', 'create', '--user', 'dora', '--name', 'ci');
      assert.match(String(token), new RegExp(`^dev_${SECRET_TEXT}$`));
      assert.equal(tokenName, 'ci');
    });

    it('registers apps, with a secret or without', async () => {
      const uris = ['https://app.example/callback', 'https://app.example/other'];
      const draft = ['--owner', 'dora', '--name', 'My app', ...uris.flatMap((uri) => ['--redirect-uri', uri])];
      const { id, client_id, client_secret, ...rest } = await json('app', 'create', ...draft);
      assert.ok(Number.isInteger(id));
      assert.match(String(client_id), new RegExp(`^client_${SECRET_TEXT}$`));
      assert.match(String(client_secret), new RegExp(`^secret_${SECRET_TEXT}$`));
      assert.deepEqual(rest, { name: 'My app', redirect_uri: uris[0], redirect_uris: uris });

      const secretless = await json('app', 'create', ...draft, '--public');
      assert.ok(!('client_secret' in secretless));
    });

    // Re-enabling a user also revived the developer tokens that disabling had revoked.
    it('revokes a disabled user’s developer tokens, and audits what it creates', async () => {
      const create = ['user', 'create', '--username', 'dan', '--email', 'dan@example.com', '--password', PASSWORD];
      const id = String((await json(...create, '--role', 'developer'))['id']);
      await json('developer-token', 'create', '--user', 'dan');
      await json('user', 'credit', 'dan', '--units', '7');
      await json('user', 'disable', 'dan');
      await json('user', 'enable', 'dan');

      const database = await connect(`file:${join(folder, 'data/octroi.db')}`, () => {});
      const store = createStore(database);
      const tokens = await store.developerTokens.listByUser(id);
      const written = await store.auditEvents.listByUser(id, ['role_granted', 'balance_credited']);
      await database.close();
      assert.deepEqual(tokens, []);
      assert.deepEqual(
        written.map(({ type, detail }) => [type, detail]),
        [
          ['balance_credited', { units: 7 }],
          ['role_granted', { role: 'developer' }],
        ],
      );
    });

    it('deletes a user, after confirmation', async () => {
      const create = ['user', 'create', '--username', 'gone', '--email', 'gone@example.com', '--password', PASSWORD];
      const { id } = await json(...create);
      assert.match(
        reasonOf(await octroi.run(['user', 'delete', 'gone'])),
        /erases gone .*cannot be undone\. Add --yes/,
      );
      assert.deepEqual(await json('user', 'delete', 'gone', '--yes'), { id, deleted: true });
      assert.match(reasonOf(await octroi.run(['user', 'enable', 'gone'])), /no user gone/);
      assert.notEqual((await json(...create))['id'], id, 'the name and the address are free');
    });

    it('makes one-time links for users and for operators', async () => {
      for (const role of ['user', 'operator']) {
        const { url, ...rest } = await json(role, 'invite');
        assert.deepEqual(rest, {});
        assert.match(String(url), new RegExp(`^http://localhost:3000/sign-up\\?invitation=invitation_${SECRET_TEXT}$`));
      }
    });

    it('makes the link with which a user sets a new password', async () => {
      const { url } = await json('user', 'reset-link', 'alice');
      assert.match(String(url), new RegExp(`^http://localhost:3000/reset-password\\?token=${SECRET_TEXT}$`));
      assert.match(reasonOf(await octroi.run(['user', 'reset-link', 'nobody'])), /nobody/);
    });

    it('resets the second step of a user, and says whether there was one', async () => {
      const reset = await json('user', 'reset-second-step', 'alice');
      assert.deepEqual(reset, { username: 'alice', was_on: false, passkeys_removed: 0 });
      const { stdout } = await octroi.run(['user', 'reset-second-step', 'alice', '--passkeys']);
      assert.equal(stdout, 'alice had no second step. Passkeys removed: 0.\n');
      assert.match(reasonOf(await octroi.run(['user', 'reset-second-step', 'nobody'])), /no user nobody/);
    });

    it('refuses to invite users where nobody may sign up', async () => {
      const closed = { env: { OCTROI_SIGN_UP: 'closed' } };
      assert.match(reasonOf(await octroi.run(['user', 'invite'], closed)), /closed.*OCTROI_SIGN_UP=invite/);
      parsed(await octroi.run(['operator', 'invite', '--json'], closed));
    });

    it('prints text without --json', async () => {
      const credited = await octroi.run(['user', 'credit', 'alice', '--units', '250']);
      assert.deepEqual(credited, { code: 0, stdout: 'alice now has 500.25 USD.\n', stderr: '' });
      const token = await octroi.run(['developer-token', 'create', '--user', 'dora']);
      assert.match(token.stdout, new RegExp(`^dev_${SECRET_TEXT}\n$`), 'the token alone, ready for a variable');
    });

    it('fails with a reason and a remedy', async () => {
      const refusals: [string[], RegExp][] = [
        [['user', 'disable', 'nobody'], /no user nobody.*octroi user create/],
        [['developer-token', 'create', '--user', 'alice'], /alice is not a developer.*--role developer/],
        [['user', 'credit', 'alice', '--units', 'ten'], /--units must be a whole number/],
        [['user', 'credit', 'alice', '--units', '9007199254740991'], /holds at most 9007199254740991 units.*Nothing/],
        [['user', 'create', '--username', 'x', '--email', 'x@example.com'], /Use --password-stdin to read it/],
        [['app', 'create', '--name', 'My app', '--owner', 'dora'], /--redirect-uri <uri...>' not specified/],
        [
          ['app', 'create', '--name', 'A', '--owner', 'dora', '--redirect-uri', 'http://app.example/'],
          /redirect_uri: .*https/,
        ],
        [['frobnicate'], /unknown command 'frobnicate'[^]*octroi --help/],
      ];
      const reasons = await Promise.all(refusals.map(async ([args]) => reasonOf(await octroi.run(args))));
      refusals.forEach(([, expected], index) => assert.match(reasons[index] ?? '', expected));
    });

    it('names all faults of an input at once, by field in JSON', async () => {
      const args = ['user', 'create', '--username', 'a@b', '--email', 'alice', '--password', 'short'];
      const faulty: unknown = JSON.parse(reasonOf(await octroi.run([...args, '--json'])));
      assert.ok(typeof faulty === 'object' && faulty !== null && 'error' in faulty && 'faults' in faulty);
      assert.ok(Array.isArray(faulty.faults));
      const fields = faulty.faults.map((fault: { field: string; message: string }) => fault.field);
      assert.deepEqual(fields.toSorted(), ['email', 'password', 'username']);
      assert.match(String(faulty.error), /not created/);
      assert.doesNotMatch(String(faulty.error), /short\b/, 'the password is not repeated');
    });

    it('answers a wrong call in JSON too, when JSON is asked for', async () => {
      for (const args of [['user', 'credit', 'alice'], ['frobnicate'], ['start', '--frobnicate'], ['user']]) {
        const answer: unknown = JSON.parse(reasonOf(await octroi.run(['--json', ...args])));
        assert.ok(typeof answer === 'object' && answer !== null && 'error' in answer, args.join(' '));
        assert.doesNotMatch(String(answer.error), /^error|\n/);
      }
    });
  });
}
