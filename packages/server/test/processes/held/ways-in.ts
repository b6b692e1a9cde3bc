import { hashSecret, randomSecret } from '#server/kernel/secret.js';
import type { MailLinkPurpose } from '#server/domain/mail/tables.js';
import { createAuthenticator } from '../../support/authenticator.js';
import { storeOf } from '../../support/store.js';
import type { Entries, Entry } from './entry.js';
import { formOf } from './sending.js';
import { PASSWORD, type World } from './world.js';

const byAccount = (ask: Entry['ask'], more: Partial<Entry> = {}): Entry => ({ by: 'account', ask, ...more });

const atSignIn = async (world: World) => {
  const visitor = world.stranger();
  return { visitor, page: await visitor.get('/sign-in') };
};

/** The form behind a link in a mail to bob. */
const ofLink = (path: string, purpose: MailLinkPurpose, email: string, fields: Record<string, string> = {}): Entry =>
  byAccount(
    async (world) => {
      const { visitor } = await atSignIn(world);
      const token = randomSecret();
      const [now, userId] = [Date.now(), world.ids.bob];
      const { mailLinks } = storeOf(world.services);
      await mailLinks.replace({ hash: hashSecret(token), purpose, userId, email, now, expiresAt: now + 600_000 });
      return formOf(visitor, path, { token: token.reveal(), ...fields });
    },
    { about: ['mail_links'] },
  );

/** How bob signs in, and what works without: his account is disabled meanwhile. */
export const WAYS_IN: Entries = {
  'POST /sign-in': byAccount(async (world) => {
    const { visitor } = await atSignIn(world);
    return formOf(visitor, '/sign-in', { username: 'bob', password: PASSWORD });
  }),
  'POST /sign-in/passkey': byAccount(
    async (world) => {
      const { visitor, page } = await atSignIn(world);
      return formOf(visitor, '/sign-in/passkey', {
        credential: createAuthenticator(world.origin).use(page, world.bob.passkey),
      });
    },
    { about: ['passkeys'] },
  ),
  'POST /sign-in/second-step': byAccount(async (world) => {
    const { visitor } = await atSignIn(world);
    await visitor.post('/sign-in', { username: 'bob', password: PASSWORD });
    const code = world.bob.recoveryCodes.pop() ?? '';
    return formOf(visitor, '/sign-in/second-step', { code, with: 'recovery' });
  }),
  'POST /forgot-password': byAccount(
    async (world) => formOf((await atSignIn(world)).visitor, '/forgot-password', { username: 'bob' }),
    // As for every account, so that nobody learns which there are.
    { refused: /^200 $/ },
  ),
  'POST /verify-email': ofLink('/verify-email', 'verify_email', 'bob@example.com'),
  'POST /change-email': ofLink('/change-email', 'change_email', 'bob.new@example.com'),
  'POST /reset-password': ofLink('/reset-password', 'reset_password', 'bob.new@example.com', {
    new_password: PASSWORD,
  }),
};

/** What needs no permission, so that none can end. */
export const OPEN_TO_ALL: Readonly<Record<string, string>> = {
  'POST /api/oauth2/logout': 'brings no cookies and changes nothing: it leads to a page that does',
  'POST /sign-in/upstream/:name': 'sends a stranger to a provider; who comes back is decided then',
  'POST /sign-up/upstream/:name': 'creates an account for whoever the provider has proven, once',
};
