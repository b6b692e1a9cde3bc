import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifiedOf } from '#server/domain/accounts/index.js';
import { EVERYTHING } from '#server/domain/request-log/filter.js';
import { ConditionEndedError, dependOn, inRequest } from '#server/kernel/condition.js';
import { Secret } from '#server/kernel/secret.js';
import { PASSWORD_AMR } from '#server/protocol/acr.js';
import { openInstallation } from '#test/support/installation.js';
import { createMigratedDatabase } from '#test/support/postgres.js';

const BROWSER = { id: 'b'.repeat(43), userAgent: '', locale: 'en' } as const;

for (const dialect of ['SQLite', 'PostgreSQL']) {
  const withAlice = async (
    work: (services: Awaited<ReturnType<typeof openInstallation>>['services'], alice: string) => Promise<void>,
  ): Promise<void> => {
    const place = dialect === 'PostgreSQL' ? await createMigratedDatabase() : null;
    const installation = await openInstallation(
      place === null ? {} : { OCTROI_DATABASE_URL: place.url, OCTROI_SECRET_KEY: 'ab'.repeat(32) },
    );
    try {
      await work(installation.services, await installation.addUser('alice'));
    } finally {
      await installation.close();
      await place?.drop();
    }
  };

  test(`a write of a request is not made once its session has ended (${dialect})`, async () => {
    await withAlice(async ({ accounts, database, developers, sessions }, alice) => {
      const account = await accounts.getById(alice);
      assert.ok(account);
      const { session } = await sessions.start(verifiedOf(account), PASSWORD_AMR, BROWSER);
      await inRequest(async () => {
        dependOn(sessions.conditionOf(session));
        assert.equal((await developers.createToken(alice, 'in time', null)).outcome, 'done');
        const elsewhere = inRequest(() => database.write((transaction) => sessions.endAll(transaction, alice)));
        await elsewhere;
        await assert.rejects(developers.createToken(alice, 'late', null), ConditionEndedError);
      });
      assert.deepEqual(
        (await developers.listTokens(alice)).map(({ name }) => name),
        ['in time'],
      );
    });
  });

  test(`a password that was verified before it changed starts no session (${dialect})`, async () => {
    await withAlice(async ({ accounts, passwordChange, sessions }, alice) => {
      const account = await accounts.getById(alice);
      assert.ok(account);
      await passwordChange.set(account, {
        password: new Secret('another long sentence'),
        kept: null,
        address: '192.0.2.1',
        locale: 'en',
        revokesCredentials: true,
      });
      await assert.rejects(sessions.start(verifiedOf(account), PASSWORD_AMR, BROWSER), ConditionEndedError);
      assert.deepEqual(await sessions.list(alice), []);
    });
  });

  test(`nor does one verified before the user was disabled, even once they are enabled again (${dialect})`, async () => {
    await withAlice(async ({ accounts, accountStatuses, sessions }, alice) => {
      const account = await accounts.getById(alice);
      assert.ok(account);
      await accountStatuses.set(alice, 'disabled');
      await accountStatuses.set(alice, 'enabled');
      await assert.rejects(sessions.start(verifiedOf(account), PASSWORD_AMR, BROWSER), ConditionEndedError);
    });
  });
}

test('what a request does for others too does not end with its session', async () => {
  const installation = await openInstallation();
  try {
    const { sessions, accounts, requestLog, apps } = installation.services;
    const alice = await accounts.getById(await installation.addUser('alice'));
    assert.ok(alice);
    const draft = { name: 'Chat', redirectUris: ['https://chat.example/callback'] };
    const created = await apps.create(alice.id, draft);
    assert.ok(created.outcome === 'done');
    const { clientId, id } = created.value.app;
    const { session } = await sessions.start(verifiedOf(alice), PASSWORD_AMR, BROWSER);
    await installation.request('/api/oauth2/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `client_id=${clientId}&client_secret=wrong&grant_type=refresh_token&refresh_token=r`,
    });
    await inRequest(async () => {
      dependOn(sessions.conditionOf(session));
      await inRequest(() =>
        installation.services.database.write((transaction) => sessions.endAll(transaction, alice.id)),
      );
      await requestLog.flush();
    });
    assert.equal((await requestLog.list(id, EVERYTHING)).length, 1);
  } finally {
    await installation.close();
  }
});
