/** The English sentences about the playground's test users. */
export const testUsersEn = {
  testUsers: {
    legend: 'Whom the app sees',
    about:
      'Test users are made up: no account is made for them, and no balance is touched. You give your consent with your own account all the same.',
    me: 'Yourself, with your real balance',
    own: 'A test user of your own making',
    ownTitle: 'Your own test user',
    choose: 'Choose one of the users.',
    ready: {
      plenty: 'Plenty of credit',
      cents: 'A few cents left',
      nothing: 'Nothing left',
      overspent: 'More spent than credited',
      unverified: 'Email address not confirmed',
      no_email: 'No email address',
      disabled: 'Account disabled, once the app has its tokens',
    },
    username: 'Name of the test user',
    credited: 'Credited in all',
    spent: 'Spent of it',
    measure: 'Amounts in',
    units: 'whole units',
    unitsInvalid: 'Enter whole units, in digits only.',
    tooLarge: 'That is more than a balance can hold.',

    title: (username: string) => `Made-up user: ${username}`,
    card: 'The app sees this user in your place. There is no such account, and no real balance is touched. On the pages of consent you are yourself, since it is your own account that consents.',
    live: 'The access and refresh tokens below work in this run alone, not from a shell: they are for the made-up user, and nobody else. A run ends after an hour, and when you sign out or begin another. Who sends a code or a refresh token again is taken for a thief, and the tokens end.',
    state: 'Account',
    enabled: 'enabled',
    disabled: 'disabled',
    disabledLater: 'disabled, once the app has its tokens',
    confirmed: 'confirmed',
    unconfirmed: 'not confirmed',
    change: 'What if something changes now?',
    amount: 'Amount',
    credit: 'Top up',
    spend: 'Spend',
    disable: 'Disable the account',
    enable: 'Enable the account',
    topUpLink: 'A top-up link of the made-up user opens for nobody.',
    more: 'The same once more',
  },
};

export type TestUsersMessages = typeof testUsersEn;
