import { Hono, type Context } from 'hono';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { faultAt, tooManyTries, type ShownForm } from '../../web/visitor/form-fault.js';
import type { AccountNeeds } from './needs.js';
import { ProfilePage } from './profile-page.js';

/** Marks a finished change; the page after the form shows the message. */
const DONE = 'renamed';

/** Username and language. The language is set at /language, as from every page's footer. */
export const profilePages = ({ accounts, profile, visitors }: AccountNeeds): Hono<PageEnv> => {
  const show = (c: Context<PageEnv>, username: string, { errors = [], notice, status }: ShownForm = {}) =>
    c.html(
      <ProfilePage
        context={visitors.pageContext(c)}
        profile={c.get('who').account}
        username={username}
        errors={errors}
        notice={notice ?? null}
      />,
      status,
    );

  const pages = new Hono<PageEnv>();

  pages.get('/account/profile', (c) => {
    const { username } = c.get('who').account;
    const { profilePage } = visitors.pageContext(c).messages;
    return show(c, username, queryOf(c).get('done') === DONE ? { notice: profilePage.renamed(username) } : {});
  });

  pages.post('/account/profile/username', async (c) => {
    const { faults, profilePage } = visitors.pageContext(c).messages;
    const username = c.get('form').get('username') ?? '';
    const again = (shown: ShownForm) => show(c, username, shown);
    if (username.trim() === '') return again(faultAt('username', faults.usernameRequired));
    const change = await profile.changeUsername(c.get('who').account.id, username);
    switch (change.outcome) {
      case 'changed':
        return c.redirect(`/account/profile?done=${DONE}`, 303);
      case 'unchanged':
        return again({ notice: profilePage.unchanged });
      case 'limited':
        return again(tooManyTries(c, change, 'username', profilePage.tooOften));
      case 'refused':
        return change.reason === 'taken'
          ? again(faultAt('username', faults.usernameTaken, 409))
          : again(faultAt('username', faults.usernameInvalid(accounts.limits.maxUsernameLength)));
    }
  });
  return pages;
};
