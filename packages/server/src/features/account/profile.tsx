import { Hono, type Context } from 'hono';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { faultAt, tooManyTries, type ShownForm } from '../../web/visitor/form-fault.js';
import { isRecent, recentOnly } from '../../web/visitor/recent-sign-in.js';
import type { AccountNeeds } from './needs.js';
import { ProfilePage } from './profile-page.js';

/** Marks a finished change; the page after the form shows the message. */
const DONE = 'renamed';

const PROFILE = '/account/profile';

/** Username and language. The language is set at /language, as from every page's footer. */
export const profilePages = ({ accounts, clock, profile, visitors }: AccountNeeds): Hono<PageEnv> => {
  const show = (c: Context<PageEnv>, username: string, { errors = [], notice, status }: ShownForm = {}) =>
    c.html(
      <ProfilePage
        context={visitors.pageContext(c)}
        profile={c.get('who').account}
        username={username}
        canRename={isRecent(c.get('who').session, clock)}
        errors={errors}
        notice={notice ?? null}
      />,
      status,
    );

  const pages = new Hono<PageEnv>();

  pages.get(PROFILE, (c) => {
    const { username } = c.get('who').account;
    const { profilePage } = visitors.pageContext(c).messages;
    return show(c, username, queryOf(c).get('done') === DONE ? { notice: profilePage.renamed(username) } : {});
  });

  pages.post(`${PROFILE}/username`, recentOnly(clock, PROFILE), async (c) => {
    const { faults, profilePage } = visitors.pageContext(c).messages;
    const username = c.get('form').get('username') ?? '';
    const again = (shown: ShownForm) => show(c, username, shown);
    if (username.trim() === '') return again(faultAt('username', faults.usernameRequired));
    const change = await profile.changeUsername(c.get('who').account.id, username);
    switch (change.outcome) {
      case 'changed':
        return c.redirect(`${PROFILE}?done=${DONE}`, 303);
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
