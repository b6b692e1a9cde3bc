import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '#server/kernel/secret.js';
import { openInstallation, PASSWORD, START, type Installation } from '../support/installation.js';
import { assertOAuthError, form, readAnswer, textOf, type Answer } from '../support/oauth-app.js';
import { createVisitor, type Visitor } from '../support/page-visitor.js';

// One description per section of the document, in its order. Keys the document does not have are listed separately, so
// that adding one is a decision.

const CREATED = START / 1000;
const REDIRECT_URI = 'https://yourapp.com/oauth/callback';
const SECRET_TEXT = '[A-Za-z0-9_-]{43,}';

let installation: Installation;
let developerToken: string;
let visitor: Visitor;

const keysOf = (value: unknown): string[] =>
  (typeof value === 'object' && value !== null ? Object.keys(value) : []).toSorted();

before(async () => {
  installation = await openInstallation({ OCTROI_TOPUP_PROVIDERS: 'test' });
  const { accounts, developers } = installation.services;
  const developer = await installation.addUser('developer');
  await developers.grantRole(developer, 'developer');
  const created = await developers.createToken(developer, 'curl', null);
  assert.ok(created.outcome === 'done');
  developerToken = created.value.token.reveal();
  await accounts.register({
    username: 'user123',
    email: 'user@example.com',
    password: new Secret(PASSWORD),
    quota: 1_000_000n,
    usedQuota: 250_000n,
  });
  visitor = createVisitor(installation);
  await visitor.signIn('user123');
});
after(() => installation.close());

const createOAuthApp = async (): Promise<Answer> =>
  readAnswer(
    await installation.request('/api/oauth_apps', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${developerToken}` },
      body: `{
    "name": "My Third-party App",
    "description": "App description",
    "redirect_uri": "${REDIRECT_URI}"
  }`,
    }),
  );

interface Credentials {
  client_id: string;
  client_secret: string;
}

const createdApp = async (): Promise<Credentials> => {
  const { data } = (await createOAuthApp()).json;
  assert.ok(typeof data === 'object' && data !== null && 'client_id' in data && 'client_secret' in data);
  return { client_id: String(data.client_id), client_secret: String(data.client_secret) };
};

const authorizePath = (app: Credentials, changes: Record<string, string> = {}): string =>
  `/api/oauth2/authorize?${new URLSearchParams({
    client_id: app.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'profile balance',
    state: 'a-random-state',
    auto_authorize: 'true',
    ...changes,
  })}`;

/** Requests authorization, presses the page's button if there is one, and resolves to what the app receives. */
const authorize = async (app: Credentials, changes: Record<string, string> = {}): Promise<URL> => {
  const first = await visitor.get(authorizePath(app, changes));
  const answer = first.location.startsWith('/') ? await pressContinue(first.location) : first.location;
  assert.ok(answer.startsWith(`${REDIRECT_URI}?`), answer);
  return new URL(answer);
};

const pressContinue = async (path: string): Promise<string> => {
  const page = await visitor.get(path);
  const request = /name="request" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  return (await visitor.post('/authorize', { request, decision: 'allow' })).location;
};

const token = async (fields: Record<string, string>): Promise<Answer> =>
  readAnswer(await installation.request('/api/oauth2/token', form(new URLSearchParams(fields).toString())));

const exchange = async (app: Credentials): Promise<Answer> => {
  const code = (await authorize(app)).searchParams.get('code') ?? '';
  return token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...app });
};

const ask = async (path: string, accessToken: string): Promise<Answer> =>
  readAnswer(await installation.request(path, { headers: { authorization: `Bearer ${accessToken}` } }));

/** The document's token response: these five keys, without an envelope. */
const assertTokenAnswer = (answer: Answer): void => {
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(keysOf(answer.json), ['access_token', 'expires_in', 'refresh_token', 'scope', 'token_type']);
  assert.equal(answer.json['token_type'], 'Bearer');
  assert.equal(answer.json['expires_in'], 7200);
  assert.equal(answer.json['scope'], 'profile balance');
  assert.match(textOf(answer, 'refresh_token'), new RegExp(`^refresh_${SECRET_TEXT}$`));
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
};

const decoded = (part: string | undefined): unknown =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));

describe('POST /api/oauth_apps, as the document calls it with curl', () => {
  it('answers in the envelope, with the keys and formats of the example', async () => {
    const answer = await createOAuthApp();
    assert.equal(answer.status, 201);
    assert.deepEqual(keysOf(answer.json), ['data', 'message', 'success']);
    assert.equal(answer.json['success'], true);
    assert.equal(answer.json['message'], 'Application created successfully');

    const { data } = answer.json;
    assert.ok(typeof data === 'object' && data !== null);
    const { id, name, client_id, client_secret, redirect_uri, created_time } = data as Record<string, unknown>;
    assert.ok(Number.isInteger(id));
    assert.match(String(client_id), new RegExp(`^client_${SECRET_TEXT}$`));
    assert.match(String(client_secret), new RegExp(`^secret_${SECRET_TEXT}$`));
    assert.deepEqual(
      { name, redirect_uri, created_time },
      { name: 'My Third-party App', redirect_uri: REDIRECT_URI, created_time: CREATED },
    );
  });
});

describe('1. GET /api/oauth2/authorize', () => {
  it('returns to the redirect URI with a code and the state, after one click and then without any (RFC 6749 section 4.1.2)', async () => {
    const app = await createdApp();
    const first = await authorize(app);
    assert.deepEqual([...first.searchParams.keys()].toSorted(), ['code', 'iss', 'state']);
    assert.equal(first.searchParams.get('state'), 'a-random-state');
    assert.equal(first.searchParams.get('iss'), installation.issuer);

    const second = await visitor.get(authorizePath(app, { state: 'another-state' }));
    assert.equal(second.status, 303);
    assert.equal(new URL(second.location).searchParams.get('state'), 'another-state');
  });

  it('asks on a full page when auto_authorize is missing', async () => {
    const app = await createdApp();
    const page = await visitor.follow(await visitor.get(authorizePath(app, { auto_authorize: '' })));
    assert.match(page.html, />Allow</);
    assert.match(page.html, /type="checkbox" name="scope" value="balance"/);
  });

  it('does without scope, which the document calls optional, and then shares the profile only (RFC 6749 section 3.3)', async () => {
    const app = await createdApp();
    const path = authorizePath(app).replace('&scope=profile+balance', '');
    assert.doesNotMatch(path, /scope/);
    const answer = new URL(await pressContinue((await visitor.get(path)).location));
    const code = answer.searchParams.get('code') ?? '';
    const tokens = await token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...app });
    assert.equal(tokens.json['scope'], 'profile');
  });

  it('goes nowhere when the redirect URI is not exactly the registered one (RFC 6749 section 3.1.2.4)', async () => {
    const app = await createdApp();
    for (const wrong of [
      `${REDIRECT_URI}/`,
      `${REDIRECT_URI}?a=b`,
      'https://yourapp.com.evil.example/oauth/callback',
      '',
    ]) {
      const page = await visitor.get(authorizePath(app, { redirect_uri: wrong }));
      assert.equal(page.status, 400, wrong);
      assert.equal(page.location, '', wrong);
    }
  });

  it('tells the app when response_type is not code (RFC 6749 section 4.1.2.1)', async () => {
    const answer = await authorize(await createdApp(), { response_type: 'token' });
    assert.equal(answer.searchParams.get('error'), 'unsupported_response_type');
    assert.equal(answer.searchParams.get('state'), 'a-random-state');
    assert.equal(answer.hash, '');
  });
});

describe('2. POST /api/oauth2/token', () => {
  it('exchanges a code for the answer of the example (RFC 6749 sections 4.1.4 and 5.1)', async () => {
    assertTokenAnswer(await exchange(await createdApp()));
  });

  it('hands out access tokens that are JWTs, typed and signed with HS256 (RFC 9068 section 2.1)', async () => {
    const answer = await exchange(await createdApp());
    const [header, payload, signature, ...rest] = textOf(answer, 'access_token').split('.');
    assert.equal(rest.length, 0);
    assert.match(signature ?? '', /^[\w-]{43}$/);
    const head = decoded(header);
    assert.ok(typeof head === 'object' && head !== null && 'alg' in head && 'typ' in head);
    assert.deepEqual([head.alg, head.typ], ['HS256', 'at+jwt']);
    const claims = decoded(payload);
    assert.ok(typeof claims === 'object' && claims !== null && 'iss' in claims && 'exp' in claims && 'iat' in claims);
    assert.equal(claims.iss, installation.issuer);
    assert.equal(Number(claims.exp) - Number(claims.iat), 7200);
  });

  it('exchanges a refresh token for an answer of the same form, with new tokens (RFC 6749 sections 5.1 and 6)', async () => {
    const app = await createdApp();
    const first = await exchange(app);
    const second = await token({ grant_type: 'refresh_token', refresh_token: textOf(first, 'refresh_token'), ...app });
    assertTokenAnswer(second);
    assert.notEqual(second.json['refresh_token'], first.json['refresh_token']);
    assert.notEqual(second.json['access_token'], first.json['access_token']);
  });

  it('requires each parameter that the document requires (RFC 6749 section 4.1.3)', async () => {
    const app = await createdApp();
    const code = (await authorize(app)).searchParams.get('code') ?? '';
    const whole = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...app };
    const refusals: Record<string, [number, string]> = {
      grant_type: [400, 'invalid_request'],
      code: [400, 'invalid_request'],
      redirect_uri: [400, 'invalid_grant'],
      client_id: [401, 'invalid_client'],
      client_secret: [401, 'invalid_client'],
    };
    for (const [missing, [status, error]] of Object.entries(refusals)) {
      const rest = Object.entries(whole).filter(([name]) => name !== missing);
      assertOAuthError(await token(Object.fromEntries(rest)), status, error);
    }
    assertTokenAnswer(await token(whole));
  });

  it('answers a refusal in plain OAuth, without the envelope (RFC 6749 section 5.2)', async () => {
    const answer = await token({
      grant_type: 'refresh_token',
      refresh_token: 'refresh_unknown',
      ...(await createdApp()),
    });
    assertOAuthError(answer, 400, 'invalid_grant');
    assert.deepEqual(keysOf(answer.json), ['error', 'error_description', 'error_uri']);
  });
});

describe('3. GET /api/oauth2/userinfo', () => {
  it('answers with the fields, types and formats of the example, and no envelope', async () => {
    const access = textOf(await exchange(await createdApp()), 'access_token');
    const answer = await ask('/api/oauth2/userinfo', access);
    assert.equal(answer.status, 200);
    const { id, sub, email_verified, preferred_username, name, ...documented } = answer.json;
    assert.ok(Number.isInteger(id));
    assert.equal(sub, String(id));
    assert.deepEqual([preferred_username, name], ['user123', 'user123']);
    assert.equal(email_verified, false);
    assert.deepEqual(documented, {
      username: 'user123',
      email: 'user@example.com',
      quota: 1_000_000,
      used_quota: 250_000,
      balance_formatted: '750.00',
      created_time: CREATED,
      status: 1,
    });
  });

  it('answers 401 without a token, which is when the document has apps sign in again (RFC 6750 section 3)', async () => {
    const answer = await readAnswer(await installation.request('/api/oauth2/userinfo'));
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer /);
  });
});

describe('GET /api/oauth2/topup, as the sample page calls it', () => {
  it('answers with one key, an address at which this user can top up', async () => {
    const access = textOf(await exchange(await createdApp()), 'access_token');
    const answer = await ask('/api/oauth2/topup', access);
    assert.deepEqual(keysOf(answer.json), ['topup_url']);
    const address = new URL(textOf(answer, 'topup_url'));
    assert.equal(address.origin + address.pathname, `${installation.issuer}/topup`);
    const page = await visitor.get(address.pathname + address.search);
    assert.match(page.html, /You came from My Third-party App/);
  });
});
