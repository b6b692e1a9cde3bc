// Shows the balance of the user who signs in, on any device (RFC 8628). A public client: it has no secret.
import { setTimeout } from 'node:timers/promises';

const { OCTROI_ISSUER = 'http://localhost:3000', OCTROI_CLIENT_ID = '' } = process.env;
const TIMEOUT = 10_000;

const call = async (endpoint, init) => {
  const response = await fetch(`${OCTROI_ISSUER}${endpoint}`, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  return { ok: response.ok, body: await response.json() };
};

const post = (endpoint, fields) =>
  call(endpoint, { method: 'POST', body: new URLSearchParams({ client_id: OCTROI_CLIENT_ID, ...fields }) });

const fail = ({ error, error_description: description }) => {
  console.error(`${error}: ${description}`);
  process.exit(1);
};

/** Polls for tokens until the user has answered (RFC 8628 section 3.5). */
const waitForTokens = async ({ device_code, interval = 5 }) => {
  let seconds = interval;
  for (;;) {
    await setTimeout(seconds * 1000);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const { ok, body } = await post('/api/oauth2/token', { grant_type, device_code }).catch((error) => {
      // After a connection error, polls more and more slowly.
      console.error(String(error));
      return { ok: false, body: { error: 'slow_down' } };
    });
    if (ok) return body;
    if (body.error === 'slow_down') seconds += 5;
    else if (body.error !== 'authorization_pending') fail(body);
  }
};

const device = await post('/api/oauth2/device_authorization', { scope: 'profile balance' });
if (!device.ok) fail(device.body);
const { verification_uri, user_code, verification_uri_complete } = device.body;
console.log(`Open ${verification_uri} and enter ${user_code}`);
console.log(`or open ${verification_uri_complete}`);

const tokens = await waitForTokens(device.body);
const user = await call('/api/oauth2/userinfo', { headers: { authorization: `Bearer ${tokens.access_token}` } });
if (!user.ok) fail(user.body);
console.log(`${user.body.username} has ${user.body.balance_formatted ?? 'not said how much'} left.`);

// This command signs out when it ends. A program that stays signed in would store the refresh token in the system's keychain.
await post('/api/oauth2/revoke', { token: tokens.refresh_token });
