import type { Common } from '../../database/shared.js';
import type { Needs } from './needs.js';

/** What was wrong: the app's authentication, what it presents, or its redirect URI. */
export type FailureKind = 'credentials' | 'grant' | 'redirect_uri';

export interface Failure {
  kind: FailureKind;
  /** As sent. */
  clientId: string | null;
  /** The client's address, or its /64 for IPv6. */
  address: string;
}

const MINUTES = 60;

/**
 * Counts failed requests per app and address, or per address if no app has the client_id. Requests that succeed or come from
 * an app that authenticated are never counted or limited: secrets, codes and refresh tokens have 256 random bits, so the limit guards against noise, not
 * guessing, and sharing an app's address must not be enough to stop it.
 */
export const createFailures = ({ appRecords, audit, limits }: Common & Needs) => {
  const limiters = {
    credentials: limits.create({ name: 'failed credentials', points: 20, durationSeconds: 5 * MINUTES }),
    // Only in public apps' names. Users revoke access, sometimes many at once.
    grant: limits.create({ name: 'failed grant', points: 60, durationSeconds: MINUTES }),
    redirect_uri: limits.create({ name: 'failed redirect', points: 60, durationSeconds: 5 * MINUTES }),
    // One address may be shared by many apps, some of which use a client_id that no longer exists.
    unknown: limits.create({ name: 'unknown client', points: 60, durationSeconds: 5 * MINUTES }),
  };

  return {
    /** Null while the number is normal, otherwise the seconds to wait. */
    count: async ({ kind, clientId, address }: Failure): Promise<number | null> => {
      const app = clientId === null ? undefined : await appRecords.findByClientId(clientId);
      const limited = await (app === undefined
        ? limiters.unknown.consume(address)
        : limiters[kind].consume(`${app.id} ${address}`));
      if (limited === null) return null;
      const { retryAfterSeconds, isFirst } = limited;
      if (isFirst) {
        const detail = { kind: app === undefined ? 'unknown_app' : kind, address, retryAfterSeconds };
        await audit.observe({ type: 'requests_limited', appId: app?.id ?? null, detail });
      }
      return retryAfterSeconds;
    },
  };
};

export type Failures = ReturnType<typeof createFailures>;
