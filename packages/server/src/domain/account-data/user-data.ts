import { formatUnits, unitsToNumber } from '../../kernel/quota.js';
import { toSeconds } from '../../kernel/clock.js';
import type { Account } from '../accounts/index.js';
import { STATUS_NUMBERS } from '../../protocol/claims.js';
import { formatScope } from '../../protocol/scopes.js';
import { batches } from '../../database/batches.js';
import type { Download, Downloads } from './downloads.js';
import type { AccountHistory } from './history.js';
import type { Needs } from './needs.js';
import type { OrderPlace } from '../wallet/index.js';

type Row = Record<string, unknown>;

const seconds = (at: number | null): number | null => (at === null ? null : toSeconds(at));

async function* mapped<Line>(source: AsyncIterable<Line[]>, row: (line: Line) => Row): AsyncGenerator<Row[]> {
  for await (const lines of source) yield lines.map(row);
}

/** Reads a list that is short enough for memory, when its turn comes. */
async function* listed<Line>(read: () => Promise<Line[]>, row: (line: Line) => Row): AsyncGenerator<Row[]> {
  yield (await read()).map(row);
}

/** `"name": [...]`, a member of an object, with one row per line and one piece per batch. */
async function* member(name: string, batchesOfRows: AsyncIterable<Row[]>): AsyncGenerator<string> {
  yield `,\n${JSON.stringify(name)}: [`;
  let separator = '\n';
  for await (const rows of batchesOfRows) {
    if (rows.length === 0) continue;
    yield separator + rows.map((row) => JSON.stringify(row)).join(',\n');
    separator = ',\n';
  }
  yield ']';
}

/**
 * Everything stored about a user, for that user. Times are seconds since the epoch. Contains no secrets, tokens or hashes.
 */
export const createUserData = (needs: Needs & { history: AccountHistory; downloads: Downloads }) => {
  const { clock, audit, downloads, history, money } = needs;

  /** The lists of the document, in order. */
  const lists: Readonly<Record<string, (userId: string) => AsyncIterable<Row[]>>> = {
    ledger: (userId) =>
      mapped(history.allEntries(userId), ({ createdAt, quotaDelta, usedDelta, memo }) => ({
        created_time: toSeconds(createdAt),
        quota: unitsToNumber(quotaDelta),
        used_quota: unitsToNumber(usedDelta),
        memo,
      })),

    orders: (userId) =>
      mapped(
        batches(
          (limit, after: OrderPlace | null) => needs.wallet.listOrders(userId, limit, after),
          ({ createdAt, id }) => ({ createdAt, id }),
          downloads.turnOf(userId),
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
      ),

    authorizations: (userId) =>
      mapped(
        batches(
          (limit, before: number | null) => needs.authorizations.listGiven(userId, limit, before),
          ({ id }) => id,
          downloads.turnOf(userId),
        ),
        (given) => ({
          app: given.appName,
          client_id: given.clientId,
          scope: formatScope(given.scopes),
          declined_scope: formatScope(given.declined),
          resources: given.resources,
          shown_at: given.shown.map(({ origin }) => origin),
          granted_time: toSeconds(given.grantedAt),
          last_used_time: toSeconds(given.lastUsedAt),
          ended_time: seconds(given.endedAt),
        }),
      ),

    sessions: (userId) =>
      listed(
        () => needs.sessions.list(userId),
        ({ signIn, userAgent, createdAt, lastSeenAt, expiresAt }) => ({
          sid: signIn.sid,
          user_agent: userAgent,
          created_time: toSeconds(createdAt),
          last_seen_time: toSeconds(lastSeenAt),
          expires_time: toSeconds(expiresAt),
        }),
      ),

    passkeys: (userId) =>
      listed(
        () => needs.passkeys.list(userId),
        ({ name, createdAt, lastUsedAt }) => ({
          name,
          created_time: toSeconds(createdAt),
          last_used_time: seconds(lastUsedAt),
        }),
      ),

    identities: (userId) =>
      listed(
        () => needs.upstreamIdentities.list(userId),
        ({ issuer, subject, label, createdAt, lastUsedAt }) => ({
          issuer,
          subject,
          label,
          created_time: toSeconds(createdAt),
          last_used_time: seconds(lastUsedAt),
        }),
      ),

    apps: (userId) =>
      listed(
        () => needs.apps.list(userId),
        (app) => ({
          id: app.id,
          client_id: app.clientId,
          name: app.name,
          description: app.description,
          public: app.isPublic,
          redirect_uris: app.redirectUris.map(({ uri }) => uri),
          grant_types: app.grantTypes,
          created_time: toSeconds(app.createdAt),
        }),
      ),

    resources: (userId) =>
      listed(
        () => needs.resources.list(userId),
        ({ id, identifier, name, scopes, createdAt }) => ({
          id,
          identifier,
          name,
          scopes,
          created_time: toSeconds(createdAt),
        }),
      ),

    developer_tokens: (userId) =>
      listed(
        () => needs.developers.listTokens(userId),
        ({ name, createdAt, lastUsedAt, expiresAt }) => ({
          name,
          created_time: toSeconds(createdAt),
          last_used_time: seconds(lastUsedAt),
          expires_time: seconds(expiresAt),
        }),
      ),

    events: (userId) =>
      mapped(
        batches(
          (limit, before: number | null) => audit.page(userId, limit, before),
          ({ id }) => id,
          downloads.turnOf(userId),
        ),
        ({ type, appId, detail, createdAt }) => ({ type, created_time: toSeconds(createdAt), app: appId, detail }),
      ),
  };

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
        role: await needs.developers.roleOf(id),
        language: account.locale ?? null,
        second_step_since: seconds(await needs.secondStep.since(id)),
        quota: unitsToNumber(account.quota),
        used_quota: unitsToNumber(account.usedQuota),
        balance_formatted: formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency),
      },
    };
    yield JSON.stringify(about, null, 1).slice(0, -2);
    for (const [name, rowsOf] of Object.entries(lists)) yield* member(name, rowsOf(id));
    yield '\n}\n';
  }

  return {
    /** The JSON document, piece by piece. */
    download: (account: Account): Promise<Download> =>
      downloads.start(account.id, async () => {
        await audit.observe({ type: 'data_downloaded', userId: account.id });
        return document(account);
      }),
  };
};

export type UserData = ReturnType<typeof createUserData>;
