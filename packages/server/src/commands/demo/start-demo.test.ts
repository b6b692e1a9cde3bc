import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOfApp } from '#server/commands/demo/start-demo.js';

// The app was given the server's whole environment, with the key that protects everything at rest.
test('the demo app is given its own settings and none of the server’s', () => {
  const ours = { PATH: '/bin', OCTROI_SECRET_KEY: 'ours', OCTROI_DATABASE_URL: 'postgres://u:p@db/o', AWS_SECRET: 'x' };
  const app = { issuer: 'http://localhost:3000', port: 4000, clientId: 'client_1', clientSecret: 'secret_1' };
  const { NODE_OPTIONS, NODE_EXTRA_CA_CERTS, SystemRoot, ...given } = environmentOfApp(ours, app);
  assert.deepEqual([NODE_OPTIONS, NODE_EXTRA_CA_CERTS, SystemRoot], [undefined, undefined, undefined]);
  assert.deepEqual(given, {
    PATH: '/bin',
    OCTROI_ISSUER: 'http://localhost:3000',
    OCTROI_CLIENT_ID: 'client_1',
    OCTROI_CLIENT_SECRET: 'secret_1',
    PORT: '4000',
    REDIRECT_URI: 'http://localhost:4000/oauth/callback',
  });
});
