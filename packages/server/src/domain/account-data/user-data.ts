import { formatUnits, unitsToNumber } from '../../kernel/quota.js';
import { toSeconds, type Clock } from '../../kernel/clock.js';
import type { Account, Money } from '../accounts/index.js';
import { STATUS_NUMBERS } from '../../protocol/claims.js';
import { formatScope } from '../../protocol/scopes.js';
import type { AccountHistory } from './history.js';
import type { Audit } from '../audit/index.js';
import type { Authorizations } from '../authorization/index.js';
import type { Developers } from '../developers/index.js';
import type { Resources } from '../resources/index.js';
import type { Passkeys, SecondStep, UpstreamIdentities } from '../sign-in/index.js';
import type { OrderPlace, Wallet } from '../wallet/index.js';
import type { Apps } from '../apps/index.js';
import type { Sessions } from '../sessions/index.js';

/** Rows read at once, so that few are in memory. */
const BATCH = 500;

interface Dependencies {
  apps: Apps;
  authorizations: Authorizations;
  developers: Developers;
  identities: UpstreamIdentities;
  passkeys: Passkeys;
  resources: Resources;
  secondStep: SecondStep;
  sessions: Sessions;
  wallet: Wallet;
  clock: Clock;
  audit: Audit;
  history: AccountHistory;
  money: Money;
}

type Row = Record<string, unknown>;

const seconds = (at: number | null): number | null => (at === null ? null : toSeconds(at));

/** Reads a list in batches, each starting where the last ended. */
async function* batches<Line, Place>(
  read: (limit: number, after: Place | null) => Promise<Line[]>,
  placeOf: (line: Line) => Place,
): AsyncGenerator<Line[]> {
  let after: Place | null = null;
  for (;;) {
    const lines: Line[] = await read(BATCH, after);
    yield lines;
    const last = lines.at(-1);
    if (last === undefined || lines.length < BATCH) return;
    after = placeOf(last);
  }
}

async function* mapped<Line>(source: AsyncIterable<Line[]>, row: (line: Line) => Row): AsyncGenerator<Row> {
  for await (const lines of source) yield* lines.map(row);
}

/** `"name": [...]`, a member of an object, with one row per line. */
async function* member(name: string, rows: AsyncIterable<Row>): AsyncGenerator<string> {
  yield `,\n${JSON.stringify(name)}: [`;
  let separator = '\n';
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield ']';
}

/**
 * Everything stored about a user, for that user. Times are seconds since the epoch. Contains no secrets, tokens or hashes.
 */
export const createUserData = (dependencies: Dependencies) => {
  const { clock, audit, history, money } = dependencies;

  const ledger = (userId: string): AsyncIterable<Row> =>
    mapped(history.allEntries(userId), ({ createdAt, quotaDelta, usedDelta, memo }) => ({
      created_time: toSeconds(createdAt),
      quota: unitsToNumber(quotaDelta),
      used_quota: unitsToNumber(usedDelta),
      memo,
    }));

  const orders = (userId: string): AsyncIterable<Row> =>
    mapped(
      batches(
        (limit, after: OrderPlace | null) => dependencies.wallet.listOrders(userId, limit, after),
        ({ createdAt, id }) => ({ createdAt, id }),
      ),
      (order) => ({
        id: order.id,
        created_time: toSeconds(order.createdAt),
        status: order.status,
        paid_time: seconds(order.paidAt),
        provider: order.provider,
        amount: formatUnits(BigInt(order.amount), 100n),
        currency: order.currency,
        quota: order.units,
      }),
    );

  const authorizations = (userId: string): AsyncIterable<Row> =>
    mapped(
      batches(
        (limit, before: number | null) => dependencies.authorizations.listGiven(userId, limit, before),
        ({ id }) => id,
      ),
      (given) => ({
        app: given.appName,
        client_id: given.clientId,
        scope: formatScope(given.scopes),
        declined_scope: formatScope(given.declined),
        resources: given.resources,
        granted_time: toSeconds(given.grantedAt),
        last_used_time: toSeconds(given.lastUsedAt),
        ended_time: seconds(given.endedAt),
      }),
    );

  async function* sessions(userId: string): AsyncGenerator<Row> {
    for (const session of await dependencies.sessions.list(userId)) {
      yield {
        sid: session.signIn.sid,
        user_agent: session.userAgent,
        created_time: toSeconds(session.createdAt),
        last_seen_time: toSeconds(session.lastSeenAt),
        expires_time: toSeconds(session.expiresAt),
      };
    }
  }

  async function* passkeys(userId: string): AsyncGenerator<Row> {
    for (const passkey of await dependencies.passkeys.list(userId)) {
      yield {
        name: passkey.name,
        created_time: toSeconds(passkey.createdAt),
        last_used_time: seconds(passkey.lastUsedAt),
      };
    }
  }

  async function* identities(userId: string): AsyncGenerator<Row> {
    for (const identity of await dependencies.identities.list(userId)) {
      yield {
        issuer: identity.issuer,
        subject: identity.subject,
        label: identity.label,
        created_time: toSeconds(identity.createdAt),
        last_used_time: seconds(identity.lastUsedAt),
      };
    }
  }

  async function* apps(userId: string): AsyncGenerator<Row> {
    for (const app of await dependencies.apps.list(userId)) {
      yield {
        id: app.id,
        client_id: app.clientId,
        name: app.name,
        description: app.description,
        public: app.isPublic,
        redirect_uris: app.redirectUris.map(({ uri }) => uri),
        grant_types: app.grantTypes,
        created_time: toSeconds(app.createdAt),
      };
    }
  }

  async function* resources(userId: string): AsyncGenerator<Row> {
    for (const resource of await dependencies.resources.list(userId)) {
      yield {
        id: resource.id,
        identifier: resource.identifier,
        name: resource.name,
        scopes: resource.scopes,
        created_time: toSeconds(resource.createdAt),
      };
    }
  }

  async function* developerTokens(userId: string): AsyncGenerator<Row> {
    for (const token of await dependencies.developers.listTokens(userId)) {
      yield {
        name: token.name,
        created_time: toSeconds(token.createdAt),
        last_used_time: seconds(token.lastUsedAt),
        expires_time: seconds(token.expiresAt),
      };
    }
  }

  const events = (userId: string): AsyncIterable<Row> =>
    mapped(
      batches(
        (limit, before: number | null) => audit.page(userId, limit, before),
        ({ id }) => id,
      ),
      ({ type, appId, detail, createdAt }) => ({
        type,
        created_time: toSeconds(createdAt),
        app: appId,
        detail,
      }),
    );

  async function* document(account: Account): AsyncGenerator<string> {
    const { id } = account;
    const about = {
      exported_time: toSeconds(clock.now()),
      units_per_currency: unitsToNumber(money.unitsPerCurrency),
      currency: money.currency,
      profile: {
        id,
        username: account.username,
        email: account.email,
        email_verified: account.emailVerified,
        created_time: seconds(account.createdAt),
        status: STATUS_NUMBERS[account.status],
        role: await dependencies.developers.roleOf(id),
        language: account.locale ?? null,
        second_step_since: seconds(await dependencies.secondStep.since(id)),
        quota: unitsToNumber(account.quota),
        used_quota: unitsToNumber(account.usedQuota),
        balance_formatted: formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency),
      },
    };
    yield JSON.stringify(about, null, 1).slice(0, -2);
    yield* member('ledger', ledger(id));
    yield* member('orders', orders(id));
    yield* member('authorizations', authorizations(id));
    yield* member('sessions', sessions(id));
    yield* member('passkeys', passkeys(id));
    yield* member('identities', identities(id));
    yield* member('apps', apps(id));
    yield* member('resources', resources(id));
    yield* member('developer_tokens', developerTokens(id));
    yield* member('events', events(id));
    yield '\n}\n';
  }

  return {
    /** The JSON document, piece by piece. */
    download: async (account: Account): Promise<AsyncIterable<string>> => {
      await audit.record({ type: 'data_downloaded', userId: account.id });
      return document(account);
    },
  };
};

export type UserData = ReturnType<typeof createUserData>;
