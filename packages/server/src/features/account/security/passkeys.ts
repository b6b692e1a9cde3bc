import { Hono, type Context } from 'hono';
import { readRowId } from '../../../kernel/text.js';
import { MAX_PASSKEY_NAME, MAX_PASSKEYS } from '../../../domain/sign-in/index.js';
import { nameBrowser } from '../../../i18n/user-agent.js';
import type { PageEnv } from '../../../web/http/env.js';
import { faultAt } from '../../../web/visitor/form-fault.js';
import { recentOnly } from '../../../web/visitor/recent-sign-in.js';
import type { AccountNeeds } from '../needs.js';
import type { PasskeysProps } from './passkeys-section.js';
import type { ShowSecurity } from './shown.js';

/** What the security page shows of passkeys; null if they are not supported. */
export const describePasskeys = async (
  c: Context<PageEnv>,
  { passkeys, visitors }: AccountNeeds,
  canChange: boolean,
): Promise<PasskeysProps | null> => {
  if (!passkeys.isOn) return null;
  const { account } = c.get('who');
  const lines = await passkeys.list(account.id);
  if (!canChange) return { passkeys: lines, adding: null };
  const { messages } = visitors.pageContext(c);
  const options = await passkeys.creationOptions(account, c.get('visitor').browserId);
  const name = nameBrowser(messages, c.req.header('user-agent') ?? '').slice(0, MAX_PASSKEY_NAME);
  return { passkeys: lines, adding: { options, name } };
};

/** 0, which is no passkey's id, if it is not a number. */
const idIn = (c: Context<PageEnv>): number => readRowId(c.get('form').get('passkey')) ?? 0;

/** Adds, renames and removes passkeys, below `/account/security`. */
export const passkeyPages = ({ clock, passkeys, visitors }: AccountNeeds, show: ShowSecurity): Hono<PageEnv> => {
  const recent = recentOnly(clock, '/account/security');
  const pages = new Hono<PageEnv>();
  const textsOf = (c: Context<PageEnv>) => visitors.pageContext(c).messages.steps;
  if (!passkeys.isOn) return pages;

  pages.post('/account/security/passkeys', recent, async (c) => {
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

  pages.post('/account/security/passkeys/remove', recent, async (c) => {
    const removal = await passkeys.remove(c.get('who').account.id, idIn(c), c.get('visitor').locale);
    if (removal.outcome === 'removed') return show(c, { notice: textsOf(c).passkeyIsRemoved(removal.name) });
    if (removal.outcome === 'unknown') return c.redirect('/account/security', 303);
    const { upstream } = visitors.pageContext(c).messages;
    return show(c, faultAt('', upstream.lastWayIn, 409));
  });
  return pages;
};
