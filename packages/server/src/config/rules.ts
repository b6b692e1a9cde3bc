import type { Settings } from './variables.js';
import { NO_PRIVATE_HOSTS } from '../kernel/private-hosts.js';
import { createReach, hostAndPort } from '../kernel/reach.js';
import { isLoopbackHost } from '../kernel/settings/values.js';
import { isPostgres } from './values.js';

/** Conflicts between settings that are each valid. A missing value has already been reported. */
export const faultsBetween = ({
  issuer,
  host = '',
  databaseUrl = '',
  secretKey,
  mailUrl = null,
  upstream = [],
  privateHosts = NO_PRIVATE_HOSTS,
}: Partial<Settings>): string[] => {
  const faults: string[] = [];
  const isPublic = issuer?.startsWith('https:') === true;
  if (issuer?.startsWith('http:') === true && !isLoopbackHost(host)) {
    faults.push(
      `OCTROI_HOST is ${host}, which others can reach, and OCTROI_ISSUER uses http, which is for development. Set OCTROI_ISSUER to the public https origin of this server, or OCTROI_HOST to 127.0.0.1.`,
    );
  }
  if (issuer === null && !isLoopbackHost(host)) {
    faults.push(
      'OCTROI_ISSUER is missing. Set it to the public https origin of this server, such as https://id.example.com.',
    );
  }
  if (secretKey === null && isPostgres(databaseUrl)) {
    faults.push(
      'OCTROI_SECRET_KEY is missing. On PostgreSQL, set it to the same value for all processes (create one with `openssl rand -hex 32`).',
    );
  }
  if (isPublic && mailUrl !== null && mailUrl.kind !== 'smtp') {
    faults.push(
      `OCTROI_MAIL_URL is ${mailUrl.kind}, which exposes links that sign users in. Set it to a mail server, such as smtps://USER:PASSWORD@mail.example.com.`,
    );
  }
  const { faultOf } = createReach({ allowLoopback: !isPublic, privateHosts });
  for (const provider of upstream) {
    const url = URL.parse(provider.issuer);
    if (url === null || faultOf(url, true) === null) continue;
    faults.push(
      `OCTROI_UPSTREAM names ${url.origin}, which is not on the public internet. If it is on your network, add ${hostAndPort(url)} to OCTROI_PRIVATE_HOSTS.`,
    );
  }
  return faults;
};
