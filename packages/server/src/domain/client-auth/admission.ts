import type { Common } from '../../database/shared.js';
import { OAuthError } from '../../protocol/errors.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import type { Client } from '../apps/index.js';
import type { Needs } from './needs.js';

export interface RequestSender {
  address: string;
  /** The header that browsers send for a page. */
  origin: string | undefined;
}

const FIVE_MINUTES = 5 * 60;

/**
 * Limits requests that are stored in an app's name. Anybody can send them in a public app's name, so those are counted by
 * app and address, and nobody can block the app for others. A confidential app has authenticated, so it is counted wherever
 * it sends from; its limit is far above what a busy one needs. Pages of sites that are not the app's, which any visitor of
 * theirs sends from, have a count of their own.
 */
export const createAdmission = ({ appRecords, audit, limits }: Common & Needs) => {
  const ofPublic = limits.create({ name: 'stored of public app', points: 60, durationSeconds: FIVE_MINUTES });
  const ofConfidential = limits.create({ name: 'stored of app', points: 30_000, durationSeconds: FIVE_MINUTES });

  /** Whether a page sends it that is not at an origin of the app's redirect URIs. */
  const isForeign = async ({ id }: Client, origin: string | undefined): Promise<boolean> => {
    if (origin === undefined) return false;
    const app = await appRecords.find(id);
    return app?.redirectUris.every(({ uri }) => originOfUri(uri) !== origin) ?? true;
  };

  /** @throws {OAuthError} temporarily_unavailable, with status 429 */
  return async (kind: 'pushed_request' | 'device_request', client: Client, sender: RequestSender): Promise<void> => {
    const { address, origin } = sender;
    const limited = client.isPublic
      ? await ofPublic.consume(`${kind} ${client.id} ${address}${(await isForeign(client, origin)) ? ' page' : ''}`)
      : await ofConfidential.consume(`${kind} ${client.id}`);
    if (limited === null) return;
    const { retryAfterSeconds, isFirst } = limited;
    const detail = { kind, address, retryAfterSeconds };
    if (isFirst) await audit.observe({ type: 'requests_limited', appId: client.id, detail });
    throw new OAuthError(
      'temporarily_unavailable',
      `This app has sent too many requests. Try again in ${retryAfterSeconds} seconds.`,
      { status: 429, retryAfterSeconds },
    );
  };
};

export type Admit = ReturnType<typeof createAdmission>;
