import { messagesFor, type Locale } from '#server/i18n/index.js';
import { ActivityPage } from '#server/features/account/activity/page.js';
import { DataPage } from '#server/features/account/data/page.js';
import { DeletedPage, DeletePage, DeletionBlockedPage } from '#server/features/account/data/delete-page.js';
import { OrdersPage, type OrderLine } from '#server/features/account/activity/orders-page.js';
import { ProfilePage } from '#server/features/account/profile-page.js';
import { MONEY, PLAIN, signedIn, signedOut, type Words } from './sample-views.js';
import type { SampleView } from './views.js';

const THEN = Date.UTC(2026, 10, 22, 16, 5);

const orders = (status: OrderLine['status'], amount: string): OrderLine => ({
  id: `order_${status}`,
  amount,
  status,
  provider: 'test',
  createdAt: THEN,
});

const deletion = (locale: Locale, words: Words, faulty: boolean) => (
  <DeletePage
    asksPassword
    context={signedIn(locale, words, '/account/delete')}
    username={words.username}
    balance="750.00 USD"
    belongings={{ apps: [words.app], resources: [words.app] }}
    typed=""
    errors={faulty ? [{ field: 'username', message: messagesFor(locale).deletion.usernameWrong }] : []}
  />
);

/** The account pages: activity, orders, profile, data, deletion. */
export const OWN_ACCOUNT_VIEWS: readonly SampleView[] = [
  {
    name: 'activity',
    view: (locale, words = PLAIN) => (
      <ActivityPage
        context={signedIn(locale, words, '/account/activity')}
        entries={[
          { createdAt: THEN, quotaDelta: 0n, usedDelta: 12_000n, memo: `Used through ${words.app}` },
          { createdAt: THEN, quotaDelta: 9_007_199_254_740_991n, usedDelta: 0n, memo: 'Top-up (test)' },
        ]}
        money={MONEY}
        next="abc"
        isFirst={false}
      />
    ),
  },
  {
    name: 'activity, none',
    view: (locale, words = PLAIN) => (
      <ActivityPage
        context={signedIn(locale, words, '/account/activity')}
        entries={[]}
        money={MONEY}
        next={null}
        isFirst
      />
    ),
  },
  {
    name: 'orders',
    view: (locale, words = PLAIN) => (
      <OrdersPage
        context={signedIn(locale, words, '/account/orders')}
        orders={[orders('pending', '20.00 USD'), orders('paid', '5.00 USD'), orders('cancelled', '10000.00 USD')]}
        next={null}
        isFirst
      />
    ),
  },
  {
    name: 'orders, none',
    view: (locale, words = PLAIN) => (
      <OrdersPage context={signedIn(locale, words, '/account/orders')} orders={[]} next={null} isFirst />
    ),
  },
  {
    name: 'profile',
    view: (locale, words = PLAIN) => (
      <ProfilePage
        context={signedIn(locale, words, '/account/profile')}
        profile={{ id: '12345', username: words.username, email: 'alice@example.com', createdAt: THEN }}
        username={words.username}
        canRename
        errors={[{ field: 'username', message: messagesFor(locale).faults.usernameTaken }]}
        notice={messagesFor(locale).profilePage.renamed(words.username)}
      />
    ),
  },
  {
    name: 'profile, signed in a while ago',
    view: (locale, words = PLAIN) => (
      <ProfilePage
        context={signedIn(locale, words, '/account/profile')}
        profile={{ id: '12345', username: words.username, email: 'alice@example.com', createdAt: THEN }}
        username={words.username}
        canRename={false}
        errors={[]}
        notice={null}
      />
    ),
  },
  { name: 'data', view: (locale, words = PLAIN) => <DataPage context={signedIn(locale, words, '/account/data')} /> },
  { name: 'delete account', view: (locale, words = PLAIN) => deletion(locale, words, false) },
  { name: 'delete account, faulty', view: (locale, words = PLAIN) => deletion(locale, words, true) },
  {
    name: 'delete account, last operator',
    view: (locale, words = PLAIN) => (
      <DeletionBlockedPage
        context={signedIn(locale, words, '/account/delete')}
        obstacle={{ outcome: 'last_operator' }}
      />
    ),
  },
  {
    name: 'delete account, apps in use',
    view: (locale, words = PLAIN) => (
      <DeletionBlockedPage
        context={signedIn(locale, words, '/account/delete')}
        obstacle={{
          outcome: 'apps_in_use',
          apps: [
            { id: 7, name: words.app, users: 1 },
            { id: 8, name: 'Atlas Maps', users: 1200 },
          ],
        }}
      />
    ),
  },
  { name: 'account deleted', view: (locale) => <DeletedPage context={signedOut(locale, '/')} /> },
];
