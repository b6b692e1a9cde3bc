import { Hono, type Context } from 'hono';
import { MAX_PASSKEY_NAME, MAX_PASSKEYS, type Passkeys } from '../../../domain/sign-in/index.js';
import { nameBrowser } from '../../../i18n/user-agent.js';
import type { PageEnv } from '../../../web/http/env.js';
import { faultAt } from '../../../web/visitor/form-fault.js';
import { signInAgainUrl } from '../../../web/visitor/recent-sign-in.js';
import type { Visitors } from '../../../web/visitor/visitor.js';
import type { PasskeysProps } from './passkeys-section.js';
import type { Proven, ShowSecurity } from './shown.js';

interface Dependencies {
  passkeys: Passkeys;
  visitors: Visitors;
  isProven: Proven;
}

/** What the security page shows of passkeys; null if they are not supported. */
export const describePasskeys = async (
  c: Context<PageEnv>,
  { passkeys, visitors, isProven }: Dependencies,
): Promise<PasskeysProps | null> => {
  if (!passkeys.isOn) return null;
  const { account } = c.get('who');
  const visitor = c.get('visitor');
  const lines = (await passkeys.list(account.id)).map((passkey) => ({
    id: String(passkey.id),
    name: passkey.name,
    createdAt: passkey.createdAt,
    lastUsedAt: passkey.lastUsedAt,
  }));
  const { messages } = visitors.pageContext(c, visitor);
  const adding = isProven(c) && {
    options: await passkeys.creationOptions(account, visitor.browserId),
    name: nameBrowser(messages, c.req.header('user-agent') ?? '').slice(0, MAX_PASSKEY_NAME),
  };
  return { passkeys: lines, adding: adding || null };
};

/** After an older sign-in, users sign in again. */
const again = (c: Context<PageEnv>) => c.redirect(signInAgainUrl('/account/security'), 303);

/** 0, which is no passkey's id, if it is not a number. */
const idIn = (c: Context<PageEnv>): number => {
  const id = Number(c.get('form').get('passkey'));
  return Number.isSafeInteger(id) ? id : 0;
};

/** Adds, renames and removes passkeys, below `/account/security`. */
export const passkeyPages = (dependencies: Dependencies, show: ShowSecurity): Hono<PageEnv> => {
  const { passkeys, visitors, isProven } = dependencies;
  const pages = new Hono<PageEnv>();
  const textsOf = (c: Context<PageEnv>) => visitors.pageContext(c, c.get('visitor')).messages.steps;
  if (!passkeys.isOn) return pages;

  pages.post('/account/security/passkeys', async (c) => {
    if (!isProven(c)) return again(c);
    const form = c.get('form');
    const { browserId, locale } = c.get('visitor');
    const steps = textsOf(c);
    const addition = await passkeys.add(c.get('who').account, {
      name: form.get('passkey_name') ?? '',
      answer: form.get('credential') ?? '',
      browserId,
      locale,
    });
    if (addition.outcome === 'added') return show(c, { notice: steps.passkeyIsAdded(addition.name) });
    const messages = {
      name: steps.passkeyNameInvalid(MAX_PASSKEY_NAME),
      too_many: steps.tooManyPasskeys(MAX_PASSKEYS),
      refused: steps.passkeyNotMade,
    };
    const field = addition.outcome === 'name' ? 'passkey_name' : '';
    return show(c, faultAt(field, messages[addition.outcome]));
  });

  pages.post('/account/security/passkeys/rename', async (c) => {
    const id = idIn(c);
    const field = `passkey_${id}`;
    if (await passkeys.rename(c.get('who').account.id, id, c.get('form').get(field) ?? '')) {
      return c.redirect('/account/security', 303);
    }
    return show(c, faultAt(field, textsOf(c).passkeyNameInvalid(MAX_PASSKEY_NAME)));
  });

  pages.post('/account/security/passkeys/remove', async (c) => {
    if (!isProven(c)) return again(c);
    const removal = await passkeys.remove(c.get('who').account.id, idIn(c), c.get('visitor').locale);
    if (removal.outcome === 'removed') return show(c, { notice: textsOf(c).passkeyIsRemoved(removal.name) });
    if (removal.outcome === 'unknown') return c.redirect('/account/security', 303);
    const { upstream } = visitors.pageContext(c, c.get('visitor')).messages;
    return show(c, { ...faultAt('', upstream.lastWayIn), status: 409 });
  });
  return pages;
};
