import { Hono, type Context } from 'hono';
import type { ManagedAccounts, Profile } from '../../domain/accounts/index.js';
import type { PageEnv } from '../../web/http/env.js';
import type { FieldError } from '../../web/kit/form.js';
import { faultAt, tooManyTries } from '../../web/visitor/form-fault.js';
import type { PageContext } from '../../web/kit/page.js';
import { ProfilePage, profileFactsOf } from './profile-page.js';

interface Dependencies {
  accounts: ManagedAccounts;
  profile: Profile;
  contextOf: (c: Context<PageEnv>) => PageContext;
}

/** Marks a finished change; the page after the form shows the message. */
const DONE = 'renamed';

interface Shown {
  username: string;
  errors?: readonly FieldError[];
  notice?: string;
  status?: 200 | 400 | 409 | 429;
}

/** Username and language. The language is set at /language, as from every page's footer. */
export const profilePages = ({ accounts, profile, contextOf }: Dependencies): Hono<PageEnv> => {
  const show = (c: Context<PageEnv>, { username, errors = [], notice, status = 200 }: Shown) => {
    const { account } = c.get('who');
    return c.html(
      <ProfilePage
        context={contextOf(c)}
        profile={profileFactsOf(account)}
        username={username}
        errors={errors}
        notice={notice ?? null}
      />,
      status,
    );
  };

  const pages = new Hono<PageEnv>();

  pages.get('/account/profile', (c) => {
    const { username } = c.get('who').account;
    const { profilePage } = contextOf(c).messages;
    return show(c, { username, ...(c.req.query('done') === DONE ? { notice: profilePage.renamed(username) } : {}) });
  });

  pages.post('/account/profile/username', async (c) => {
    const { faults, profilePage } = contextOf(c).messages;
    const username = c.get('form').get('username') ?? '';
    if (username.trim() === '') return show(c, { username, ...faultAt('username', faults.usernameRequired) });
    const change = await profile.changeUsername(c.get('who').account.id, username);
    switch (change.outcome) {
      case 'changed':
        return c.redirect(`/account/profile?done=${DONE}`, 303);
      case 'unchanged':
        return show(c, { username, notice: profilePage.unchanged });
      case 'limited':
        return show(c, { username, ...tooManyTries(c, change, 'username', profilePage.tooOften) });
      case 'refused':
        return change.reason === 'taken'
          ? show(c, { username, ...faultAt('username', faults.usernameTaken), status: 409 })
          : show(c, {
              username,
              ...faultAt('username', faults.usernameInvalid(accounts.limits.maxUsernameLength)),
            });
    }
  });
  return pages;
};
