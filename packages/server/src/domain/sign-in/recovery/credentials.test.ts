import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionsEnded, WritersEnded } from '#server/kernel/ended.js';
import { Secret } from '#server/kernel/secret.js';
import { form, grantTokens, readAnswer, registerApp, textOf, type OAuthApp } from '#test/support/oauth-app.js';
import { jwksOf, newAppKey } from '#test/support/client-proofs.js';
import { mailsOf } from '#test/support/scenes/recovery.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { PASSWORD } from '#test/support/installation.js';
import { REGISTER, sendJson } from '#test/support/scenes/registrar.js';

const NEXT = 'another sentence long enough';

// An intruder's developer tokens, secrets and registrations survived the owner's recovery, and the owner heard of none.
onEachDatabase(
  'credentials of a developer',
  (scene) => {
    /** A new developer with one credential of each kind, and whether they still work. */
    const developer = async (name: string) => {
      const { installation } = scene();
      const { apps, developers } = installation.services;
      const id = await scene().person(name);
      await installation.confirmEmail(id, `${name}@example.com`);
      await developers.grantRole(id, 'developer');
      const created = await developers.createToken(id, 'ci', null);
      assert.ok(created.outcome === 'done');
      const token = created.value.token.reveal();
      const app = await registerApp(installation, { owner: id });
      const answer = await sendJson(
        installation,
        'POST',
        REGISTER,
        { redirect_uris: ['https://self.example/cb'] },
        { token },
      );
      const registration = textOf(answer, 'registration_access_token');
      const path = `${REGISTER}/${textOf(answer, 'client_id')}`;
      const statuses = async () => ({
        token: (await installation.request('/api/oauth_apps', { headers: { authorization: `Bearer ${token}` } }))
          .status,
        secret: (await app.introspect('none')).status,
        registration: (await sendJson(installation, 'GET', path, undefined, { token: registration })).status,
      });
      assert.deepEqual(await statuses(), { token: 200, secret: 200, registration: 200 });
      return { id, app, apps, statuses };
    };
    const DEAD = { token: 401, secret: 401, registration: 401 };
    const fields = { current_password: PASSWORD, new_password: NEXT };

    test('end with a password reset, and the page says so', async () => {
      const { installation } = scene();
      const { id, statuses } = await developer('reset');
      const { accounts, passwordReset } = installation.services;
      const account = await accounts.getById(id);
      assert.ok(account);
      const link = await passwordReset.createLink(account);
      const page = await (await scene().browser()).get(link.slice(installation.issuer.length));
      assert.match(page.html, /This also revokes your developer tokens/);
      assert.ok(
        await passwordReset.reset(new URL(link).searchParams.get('token') ?? '', {
          password: new Secret(NEXT),
          locale: 'en',
          address: '192.0.2.1',
        }),
      );
      assert.deepEqual(await statuses(), DEAD);
    });

    test('end with a password change that asks for it, and stay with another', async () => {
      const { statuses } = await developer('change');
      const browser = await scene().browser('change');
      assert.match((await browser.get('/account/security')).html, /name="revoke_credentials"/);
      assert.equal((await browser.post('/account/security/password', fields)).status, 200);
      assert.deepEqual(await statuses(), { token: 200, secret: 200, registration: 200 });
      const again = { current_password: NEXT, new_password: PASSWORD, revoke_credentials: 'true' };
      assert.equal((await browser.post('/account/security/password', again)).status, 200);
      assert.deepEqual(await statuses(), DEAD);
    });

    test('nobody else is offered to end what they do not have', async () => {
      await scene().person('plain');
      const browser = await scene().browser('plain');
      assert.doesNotMatch((await browser.get('/account/security')).html, /name="revoke_credentials"/);
    });

    test('once ended, an app works again with a new secret, and so do the tokens of its users', async () => {
      const { installation } = scene();
      const { id, app, apps } = await developer('again');
      await scene().person('customer');
      const { refresh } = await grantTokens(await scene().browser('customer'), app);
      await installation.services.database.write((transaction) =>
        apps.revokeCredentialsOf(transaction, new WritersEnded(new SessionsEnded(id))),
      );
      const refreshWith = async ({ clientId }: OAuthApp, secret: string) =>
        (
          await readAnswer(
            await installation.request(
              '/api/oauth2/token',
              form(
                new URLSearchParams({
                  client_id: clientId,
                  client_secret: secret,
                  grant_type: 'refresh_token',
                  refresh_token: refresh,
                }).toString(),
              ),
            ),
          )
        ).status;
      assert.equal(await refreshWith(app, app.secret), 401);
      const found = await apps.find(app.id, id);
      assert.ok(found);
      const added = await apps.addSecret(found);
      assert.ok(added.outcome === 'done');
      assert.equal(await refreshWith(app, added.value.secret.reveal()), 200);
    });

    test('each new one is told by mail, and keys too', async () => {
      const { installation } = scene();
      const { id, app, apps } = await developer('told');
      const found = await apps.find(app.id, id);
      assert.ok(found);
      assert.equal((await apps.addSecret(found)).outcome, 'done');
      await apps.update(app.id, id, { jwks: jwksOf(await newAppKey()) });
      await apps.update(app.id, id, { description: 'No credential' });
      const mails = (await mailsOf(installation)).filter(({ to }) => to === 'told@example.com');
      assert.deepEqual(mails.map(({ subject }) => subject).toSorted(), [
        'A developer token was created',
        'A secret was added to Inkwell',
        'The keys of Inkwell were changed',
        'Your account has a new app: Inkwell',
        'Your account has a new app: self.example',
      ]);
      assert.ok(mails.every(({ text }) => text.includes(`${installation.issuer}/console`)));
    });
  },
  { OCTROI_REGISTRATION: 'token', OCTROI_MAIL_URL: 'mailbox' },
);
