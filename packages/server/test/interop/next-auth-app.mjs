// An Express app with next-auth's API route handler, configured by its environment. A separate process, for the reason
// in auth-js-app.mjs.
import express from 'express';
import NextAuth from 'next-auth';
import { callbacks } from './auth-js-callbacks.mjs';

const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, PORT: port } = process.env;

const octroi = {
  id: 'octroi',
  name: 'Octroi',
  type: 'oauth',
  wellKnown: `${issuer}/.well-known/openid-configuration`,
  clientId,
  clientSecret,
  authorization: { params: { scope: 'openid profile email balance' } },
  checks: ['pkce', 'state', 'nonce'],
  idToken: true,
  userinfo: { request: ({ client, tokens }) => client.userinfo(tokens) },
  profile: ({ sub, username, email }) => ({ id: sub, name: username, email }),
};
const options = { secret: 'of this test alone, and long enough', providers: [octroi], callbacks };

/** Converts an Express request to what Next.js passes to the API route `pages/api/auth/[...nextauth]`. */
const asNextRequest = ({ method, headers, body, query, params: { nextauth } }) => ({
  method,
  headers,
  body,
  query: { ...query, nextauth },
  cookies: Object.fromEntries(new URLSearchParams(headers.cookie?.replaceAll('; ', '&'))),
});

const app = express();
app.use(express.urlencoded());
app.all('/api/auth/*nextauth', (request, response) => NextAuth.default(asNextRequest(request), response, options));
app.listen(Number(port), '127.0.0.1', () => console.log('Ready'));
