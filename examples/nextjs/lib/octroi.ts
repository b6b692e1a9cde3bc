import { createOctroi, type Octroi } from '@octroi/sdk/server';

const {
  OCTROI_ISSUER = 'http://localhost:3000',
  OCTROI_CLIENT_ID = '',
  OCTROI_CLIENT_SECRET = '',
  COOKIE_SECRET = '', // openssl rand -hex 32
  PORT = '4000',
  REDIRECT_URI = `http://localhost:${PORT}/oauth/callback`,
} = process.env;

let made: Octroi | undefined;

/**
 * One instance for all routes, created at the first request because `next build` loads every route without secrets.
 * Sessions are in an encrypted cookie.
 */
export const octroi = (): Octroi => {
  made ??= createOctroi({
    issuer: OCTROI_ISSUER,
    clientId: OCTROI_CLIENT_ID,
    clientSecret: OCTROI_CLIENT_SECRET,
    redirectUri: REDIRECT_URI,
    cookieSecret: COOKIE_SECRET,
  });
  return made;
};
