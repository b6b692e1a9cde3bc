// An Express app with Auth.js, told by its environment where everything is. A process of its own, since the library's types
// bring those of a browser with them, which would then hold for every test.
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
  // The profile is what userinfo says.
  idToken: false,
  profile: ({ sub, username, email }) => ({ id: sub, name: username, email }),
};
const config = { secret: 'of this test alone, and long enough', trustHost: true, providers: [octroi], callbacks };

const app = express();
app.use(/^\/auth\/(.+)/, ExpressAuth(config));
app.get('/', async (request, response) => response.json(await getSession(request, config)));
app.listen(Number(port), '127.0.0.1', () => console.log('Ready'));
