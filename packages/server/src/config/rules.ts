import type { Settings } from './variables.js';
import { isLoopbackHost, isPostgres } from './values.js';

/** Faults between settings that are fine each by itself. A value that is not there is at fault already. */
export const faultsBetween = ({
  issuer,
  host = '',
  databaseUrl = '',
  secretKey,
  topupProviders = [],
  mailUrl = null,
}: Partial<Settings>): string[] => {
  const faults: string[] = [];
  const isPublic = issuer?.startsWith('https:') === true;
  if (issuer === null && !isLoopbackHost(host)) {
    faults.push(
      'OCTROI_ISSUER is missing; set it to the public https origin of this server, such as https://id.example.com.',
    );
  }
  if (secretKey === null && isPostgres(databaseUrl)) {
    faults.push(
      'OCTROI_SECRET_KEY is missing; on PostgreSQL set it to the same value for all processes (`openssl rand -hex 32` makes one).',
    );
  }
  if (isPublic && topupProviders.includes('test')) {
    faults.push(
      'OCTROI_TOPUP_PROVIDERS names test, which gives quota away for nothing; remove it, or try it out with an http issuer on loopback, such as http://localhost:3000.',
    );
  }
  if (isPublic && mailUrl !== null && mailUrl.kind !== 'smtp') {
    faults.push(
      `OCTROI_MAIL_URL is ${mailUrl.kind}, where others could read links that sign users in; set it to a mail server, such as smtps://USER:PASSWORD@mail.example.com.`,
    );
  }
  return faults;
};
