import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseJsonObject } from '../../kernel/json.js';
import { Secret } from '../../kernel/secret.js';
import type { Services } from '../../server.js';

/** The demo's users. Their passwords are printed, because the demo is not for production. */
export const DEMO_USERS = [
  { username: 'alice', password: 'alice-demo', quota: 1_000_000n, usedQuota: 250_000n, role: 'user' },
  { username: 'bob', password: 'bob-demo-1', quota: 50_000n, usedQuota: 0n, role: 'user' },
  { username: 'dora', password: 'dora-demo', quota: 200_000n, usedQuota: 12_340n, role: 'developer' },
] as const;

export interface DemoCredentials {
  clientId: string;
  clientSecret: string;
}

/** Null if the file is missing or damaged; then it is replaced. */
const readCredentials = (file: string): DemoCredentials | null => {
  const kept = existsSync(file) ? parseJsonObject(readFileSync(file, 'utf8')) : null;
  const { clientId, clientSecret } = kept ?? {};
  return typeof clientId === 'string' && typeof clientSecret === 'string' ? { clientId, clientSecret } : null;
};

/** Creates the users that do not exist yet. */
export const ensureDemoUsers = async ({ accounts, database, developers }: Services): Promise<void> => {
  for (const { username, password, quota, usedQuota, role } of DEMO_USERS) {
    const email = `${username}@example.com`;
    const identity = { username, email, isEmailVerified: true, password: new Secret(password) };
    const account = { ...identity, quota, usedQuota, memo: 'Demo balance' };
    const registration = await accounts.register(account, (insert) =>
      database.write(async (transaction) => {
        const created = await insert(transaction);
        if (role === 'developer') await developers.grantRoleIn(transaction, created.id, role);
        return created;
      }),
    );
    const faults = registration.outcome === 'created' ? [] : registration.faults;
    if (faults.some(({ reason }) => reason !== 'taken')) throw new Error(`the demo user ${username} was refused`);
  }
};

/** The demo app's credentials, kept in a file because the database stores only the secret's hash. */
export const ensureDemoApp = async (
  { accounts, apps }: Services,
  { file, name, redirectUri }: { file: string; name: string; redirectUri: string },
): Promise<DemoCredentials> => {
  const kept = readCredentials(file);
  if (kept !== null && (await apps.findByClientId(kept.clientId)) !== undefined) return kept;
  const owner = await accounts.findByLogin('dora');
  if (owner === null) throw new Error('the demo developer is missing');
  const created = await apps.create(owner.id, {
    name,
    description: 'A writing assistant that is paid from your balance',
    redirectUris: [redirectUri],
    requirePkce: true,
  });
  if (created.outcome === 'refused' || created.value.secret === null) throw new Error('the demo app was refused');
  const fresh = { clientId: created.value.app.clientId, clientSecret: created.value.secret.reveal() };
  writeFileSync(file, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600 });
  return fresh;
};
