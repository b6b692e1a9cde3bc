// An Express app with Auth.js, configured by its environment. A separate process, because the library's types include
// browser types, which would then apply to every test.
import { ExpressAuth, getSession } from '@auth/express';
import express from 'express';
import { callbacks } from './auth-js-callbacks.mjs';

const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, PORT: port } = process.env;

const octroi = {
  id: 'octroi',
  name: 'Octroi',
  type: 'oidc',
  issuer,
  clientId,
  clientSecret,
  authorization: { params: { scope: 'openid profile email balance' } },
  checks: ['pkce', 'state', 'nonce'],
  // The profile comes from userinfo.
  idToken: false,
  profile: ({ sub, username, email }) => ({ id: sub, name: username, email }),
};
const config = { secret: 'of this test alone, and long enough', trustHost: true, providers: [octroi], callbacks };

const app = express();
app.use(/^\/auth\/(.+)/, ExpressAuth(config));
app.get('/', async (request, response) => response.json(await getSession(request, config)));
app.listen(Number(port), '127.0.0.1', () => console.log('Ready'));
