// A request is held back by whoever sends it: all but its last byte arrives, and the rest once its sender's access has ended.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CALLBACK } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';
import { PLACES, startProcesses, type Processes } from './processes.js';

const PASSWORD = 'a sentence long enough';
const FORM = 'application/x-www-form-urlencoded';
/** Enough for the headers and the first part of the body to be read. In milliseconds. */
const UNDER_WAY = 300;

interface Held {
  /** Sends the last byte. Resolves to the answer's status. */
  letGo(): Promise<number>;
}

const hold = async (url: string, method: string, headers: Record<string, string>, body: string): Promise<Held> => {
  const bytes = Buffer.from(body);
  const sent = httpRequest(url, { method, headers: { ...headers, 'content-length': String(bytes.length) } });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.write(bytes.subarray(0, -1));
  await delay(UNDER_WAY);
  return {
    letGo: async () => {
      sent.end(bytes.subarray(-1));
      const [answer] = await answered;
      answer.resume();
      return answer.statusCode ?? 0;
    },
  };
};

const cookiesOf = (visitor: Visitor): Record<string, string> => ({
  'content-type': FORM,
  cookie: [...visitor.cookies].map(([cookie, value]) => `${cookie}=${value}`).join('; '),
});

for (const [name, place] of Object.entries(PLACES)) {
  describe(`a request whose last byte is withheld, ${name}`, () => {
    let processes: Processes;
    let origins: readonly string[];

    before(async () => {
      processes = await place(startProcesses);
      ({ origins } = processes);
    });
    after(() => processes.close());

    /** A browser of alice's, at the process of this turn. */
    const signedIn = async (turn = 0): Promise<Visitor> => {
      const origin = origins[turn % origins.length];
      const visitor = createVisitor({
        request: (path, init = {}) => fetch(new URL(path, origin), { redirect: 'manual', ...init }),
      });
      await visitor.signIn('alice');
      return visitor;
    };

    const holdForm = (visitor: Visitor, path: string, fields: Record<string, string>): Promise<Held> => {
      const body = new URLSearchParams({ ...fields, csrf: visitor.csrfToken() }).toString();
      return hold(`${origins[0]}${path}`, 'POST', cookiesOf(visitor), body);
    };

    /** Each ends the access of alice's other browsers, in the other process if there is one. */
    const endings: Record<string, () => Promise<void>> = {
      'the user signs out everywhere else': async () => {
        const page = await (await signedIn(1)).post('/account/security/sessions/end-others');
        assert.equal(page.status, 303);
      },
      'the password is changed': async () => {
        const fields = { current_password: PASSWORD, new_password: PASSWORD };
        assert.equal((await (await signedIn(1)).post('/account/security/password', fields)).status, 200);
      },
      'an operator disables the user': async () => {
        await processes.command('user', 'disable', 'alice');
        await processes.command('user', 'enable', 'alice');
      },
    };

    /** What it does, a page that shows what is there, and a sign that it was done. */
    const forms: Record<string, { path: string; fields: Record<string, string>; shown: string; sign: string }> = {
      'a developer token': { path: '/console/tokens', fields: { name: 'late' }, shown: '/console', sign: 'late' },
      'an app': {
        path: '/console/new-app',
        fields: { name: 'Latecomer', redirect_uris: CALLBACK },
        shown: '/console',
        sign: 'Latecomer',
      },
      'another name': {
        path: '/account/profile/username',
        fields: { username: 'latecomer', current_password: PASSWORD },
        shown: '/account',
        sign: 'latecomer',
      },
    };

    for (const [what, end] of Object.entries(endings)) {
      test(`changes nothing once ${what}`, async () => {
        for (const [thing, { path, fields, shown, sign }] of Object.entries(forms)) {
          const visitor = await signedIn();
          const held = await holdForm(visitor, path, fields);
          await end();
          assert.ok([303, 403].includes(await held.letGo()), thing);
          const page = await (await signedIn()).get(shown);
          assert.equal(page.status, 200);
          assert.ok(!page.html.includes(sign), `${thing} was made`);
        }
      });
    }

    test('creates no app once the developer token is revoked', async () => {
      const { token } = (await processes.command('developer-token', 'create', '--user', 'alice')) as { token: string };
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ name: 'Latecomer', redirect_uris: [CALLBACK] });
      const held = await hold(`${origins[0]}/api/oauth_apps`, 'POST', headers, body);
      await endings['an operator disables the user']?.();
      assert.equal(await held.letGo(), 401);
      assert.ok(!(await (await signedIn()).get('/console')).html.includes('Latecomer'));
    });

    test('is done, when nothing has ended', async () => {
      const visitor = await signedIn();
      const held = await holdForm(visitor, '/console/tokens', { name: 'in time' });
      assert.equal(await held.letGo(), 200);
      assert.ok((await visitor.get('/console')).html.includes('in time'));
    });
  });
}
