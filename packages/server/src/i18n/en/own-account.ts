/** The English sentences of the account's own pages: balance over time, activity, orders, profile, data, deletion. */
export const ownAccountEn = {
  accountLinks: {
    activityDetail: 'Everything that moved your balance',
    allActivity: 'All activity',
    ordersDetail: 'Your top-ups and how they stand',
    profileDetail: 'Your username and your language',
    dataDetail: 'Download it, or delete your account',
    older: 'Older',
    newest: 'Newest',
    back: 'Back to your account',
  },

  chart: {
    title: 'Balance over time',
    ranges: 'Period',
    range: (days: number) => `${days} days`,
    moved: (days: number, first: string, last: string) => `In the last ${days} days it went from ${first} to ${last}.`,
    still: (days: number, amount: string) => `It stayed at ${amount} for the last ${days} days.`,
    extremes: (lowest: string, highest: string) => `Lowest ${lowest}, highest ${highest}.`,
    table: 'Show as a table',
    day: 'Day (UTC)',
    closing: 'Balance at its end',
  },

  activity: {
    title: 'Activity',
    lead: 'Everything that was added to your balance or taken from it, newest first.',
    amount: 'Amount',
    download: 'Download as CSV',
    noneHere: 'There is nothing older.',
  },

  orders: {
    title: 'Orders',
    lead: 'Your top-ups, newest first.',
    states: { pending: 'Waiting for payment', paid: 'Paid', cancelled: 'Cancelled' },
    by: (provider: string) => `by ${provider}`,
    resume: 'Continue',
    open: 'Show',
    orderOf: (amount: string) => `the order of ${amount}`,
    none: 'You have not topped up yet.',
  },

  profilePage: {
    title: 'Profile',
    rename: 'Change username',
    renameHint: 'You sign in with it, and apps that see your profile show it. Your account number stays the same.',
    renameFreed: 'Your present username becomes free for others.',
    renamed: (username: string) => `You are now ${username}.`,
    unchanged: 'That is your username already.',
    tooOften: (minutes: number) => `Too many tries. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    language: 'Language',
    languageDetail: 'Kept with your account: for new browsers, and for messages to you.',
  },

  data: {
    title: 'Your data',
    download: 'Download your data',
    downloadDetail:
      'One JSON file with everything we keep about you: profile, balance history, orders, authorizations, sessions, apps and events. Passwords and secrets are not in it.',
    delete: 'Delete your account',
    deleteDetail: 'This cannot be undone. You will read first what it does.',
    deleteLink: 'Delete account…',
  },

  deletion: {
    title: 'Delete your account',
    lead: 'This cannot be undone. Please read what it does.',
    consequences: 'What happens',
    access: 'You are signed out everywhere, and every app loses its access to your account at once.',
    balance: (amount: string) => `You lose your balance of ${amount}. It is not paid out.`,
    erased: 'Your username, address, password, sessions and authorizations are erased.',
    kept: 'Your account number, the record of your balance and your orders stay, as our books require, without your name.',
    freed: 'Your username and address become free. Whoever takes them next gets none of your access.',
    never: 'Nobody can sign in to the account again, and nobody can bring it back.',
    apps: 'These apps of yours are deleted with it:',
    resources: 'These resources of yours are deleted with it:',
    blockedTitle: 'Your account cannot be deleted yet',
    lastOperator: 'You are the only operator of this site. Make somebody else an operator first.',
    appsInUse: 'Other people use these apps of yours. Tell them, then delete the apps in the console:',
    users: (count: number) => (count === 1 ? '1 other person' : `${count} other people`),
    confirm: 'Confirm',
    typeUsername: (username: string) => `Type your username, ${username}`,
    submit: 'Delete my account for ever',
    usernameWrong: 'This is not your username.',
    doneTitle: 'Your account is deleted',
    done: 'You are signed out everywhere, and no app has access any more. You may close this page.',
  },

  givenAccess: {
    noPublisher: 'Nobody vouches for this app.',
    calledThen: (name: string) => `It was called ${name} when you allowed it.`,
    connected: 'It is connected now. Ending signs you out of it, at its next request.',
    endedDetail:
      'Its tokens stopped working at once. What it read before it may still have; that is for you and the app to settle.',
    whatEndingDoes: 'Ending takes effect at once. You can allow the app again whenever you sign in to it.',
  },
};

export type OwnAccountMessages = typeof ownAccountEn;
