import type { Limits } from '../../database/limits.js';
import type { AppsStore } from '../apps/index.js';
import type { Audit } from '../audit/index.js';

/** What was wrong: who the app says it is, what it presents, or where its users should be sent. */
export type FailureKind = 'credentials' | 'grant' | 'redirect_uri';

export interface Failure {
  kind: FailureKind;
  /** As it was sent. */
  clientId: string | null;
  /** The client's address, or its /64 for IPv6. */
  address: string;
}

interface Dependencies {
  apps: AppsStore;
  limits: Limits;
  audit: Audit;
}

const MINUTES = 60;

const limitersOn = (limits: Limits) => ({
  credentials: limits.create({ name: 'failed credentials', points: 20, durationSeconds: 5 * MINUTES }),
  // In the life of an app that does nothing wrong users end authorizations, at times many of them at once.
  grant: limits.create({ name: 'failed grant', points: 60, durationSeconds: MINUTES }),
  redirect_uri: limits.create({ name: 'failed redirect', points: 60, durationSeconds: 5 * MINUTES }),
  // One address may be the way out of many apps, some of which name a client_id that no longer is one.
  unknown: limits.create({ name: 'unknown client', points: 60, durationSeconds: 5 * MINUTES }),
});

/**
 * Counts the requests of apps that failed, per app and address; per address alone where no app has the client_id. Nothing
 * is counted, or asked, for a request that succeeds: a secret, a code and a refresh token have 256 random bits, so what a
 * limit is there for is noise and not luck, and whoever shares an app's address must not be able to stop it.
 */
export const createFailures = ({ apps, audit, limits }: Dependencies) => {
  const limiters = limitersOn(limits);

  return {
    /** Null while that is nothing unusual; otherwise in how many seconds to try again. */
    count: async ({ kind, clientId, address }: Failure): Promise<number | null> => {
      const app = clientId === null ? undefined : await apps.findByClientId(clientId);
      const limited = await (app === undefined
        ? limiters.unknown.consume(address)
        : limiters[kind].consume(`${app.id} ${address}`));
      if (limited === null) return null;
      const { retryAfterSeconds, isFirst } = limited;
      if (isFirst) {
        const detail = { kind: app === undefined ? 'unknown_app' : kind, address, retryAfterSeconds };
        await audit.record({ type: 'requests_limited', appId: app?.id ?? null, detail });
      }
      return retryAfterSeconds;
    },
  };
};

export type Failures = ReturnType<typeof createFailures>;
