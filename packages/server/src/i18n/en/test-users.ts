/** The English sentences about the playground's test users. */
export const testUsersEn = {
  testUsers: {
    legend: 'User the app sees',
    about:
      'Test users are fictional: no account is created and no balance changes. You still give consent with your own account.',
    me: 'Yourself, with your real balance',
    own: 'A custom test user',
    ownTitle: 'Custom test user',
    choose: 'Choose a user.',
    ready: {
      plenty: 'Plenty of credit',
      cents: 'A few cents left',
      nothing: 'Empty balance',
      overspent: 'Overspent balance',
      unverified: 'Email address not confirmed',
      no_email: 'No email address',
      disabled: 'Account disabled after the app gets its tokens',
    },
    username: 'Test username',
    credited: 'Total credited',
    spent: 'Total spent',
    measure: 'Amounts in',
    units: 'whole units',
    unitsInvalid: 'Enter whole units, digits only.',
    tooLarge: 'This is more than a balance can hold.',

    title: (username: string) => `Test user: ${username}`,
    card: 'The app sees this user instead of you. The account doesn’t exist, and no real balance changes. On the consent pages you appear as yourself, because you give consent with your own account.',
    live: 'The access and refresh tokens below work only in this run, not from a shell. A run ends after 1 hour, or when you sign out or start another. Reusing a code or refresh token counts as theft and revokes all its tokens.',
    state: 'Account',
    enabled: 'enabled',
    disabled: 'disabled',
    disabledLater: 'disabled after the app gets its tokens',
    confirmed: 'confirmed',
    unconfirmed: 'not confirmed',
    change: 'Simulate a change',
    amount: 'Amount',
    credit: 'Top up',
    spend: 'Spend',
    disable: 'Disable the account',
    enable: 'Enable the account',
    topUpLink: 'Nobody can open the top-up link of a test user.',
    more: 'Repeat with the same settings',
  },
};

export type TestUsersMessages = typeof testUsersEn;
