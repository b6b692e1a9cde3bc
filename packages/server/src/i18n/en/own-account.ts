/** The account pages: balance over time, activity, orders, profile, data, deletion. */
export const ownAccountEn = {
  accountLinks: {
    activityDetail: 'Every change to your balance',
    allActivity: 'All activity',
    ordersDetail: 'Your top-ups and their status',
    profileDetail: 'Your username and language',
    dataDetail: 'Download your data or delete your account',
    older: 'Older',
    newest: 'Newest',
    back: 'Back to your account',
  },

  chart: {
    title: 'Balance over time',
    ranges: 'Period',
    range: (days: number) => `${days} days`,
    moved: (days: number, first: string, last: string) =>
      `Over the last ${days} days, your balance went from ${first} to ${last}.`,
    still: (days: number, amount: string) => `Your balance stayed at ${amount} over the last ${days} days.`,
    extremes: (lowest: string, highest: string) => `Lowest: ${lowest}. Highest: ${highest}.`,
    table: 'Show as a table',
    day: 'Day (UTC)',
    closing: 'Closing balance',
  },

  activity: {
    title: 'Activity',
    lead: 'Every change to your balance, newest first.',
    amount: 'Amount',
    download: 'Download as CSV',
    noneHere: 'No older activity.',
  },

  orders: {
    title: 'Orders',
    lead: 'Your top-ups, newest first.',
    states: { pending: 'Waiting for payment', paid: 'Paid', cancelled: 'Cancelled' },
    by: (provider: string) => `via ${provider}`,
    resume: 'Continue',
    open: 'View',
    orderOf: (amount: string) => `order for ${amount}`,
    none: 'You haven’t topped up yet.',
  },

  profilePage: {
    title: 'Profile',
    rename: 'Change username',
    confirm: 'Confirm it’s you to change your username',
    renameHint:
      'You sign in with this name, and apps with access to your profile can see it. Your account number stays the same.',
    renameFreed: 'Your current username becomes available to others.',
    renamed: (username: string) => `Your username is now ${username}.`,
    unchanged: 'That’s already your username.',
    tooOften: (minutes: number) =>
      `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    language: 'Language',
    languageDetail: 'Saved to your account. New browsers and the emails we send you use it.',
  },

  data: {
    title: 'Your data',
    download: 'Download your data',
    downloadDetail:
      'A JSON file with everything we store about you: profile, balance history, orders, authorizations, sessions, apps and events. Passwords and secrets are not included.',
    tooOften: (minutes: number) =>
      `You downloaded your data too often. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    stillRunning: 'A download of your data is still running. Wait until it has finished, or cancel it, then try again.',
    delete: 'Delete your account',
    deleteDetail: 'This can’t be undone. You’ll see what happens before you confirm.',
    deleteLink: 'Delete account…',
  },

  deletion: {
    title: 'Delete your account',
    lead: 'This can’t be undone. Read what happens before you confirm.',
    consequences: 'What happens',
    access: 'You are signed out everywhere, and every app loses access to your account immediately.',
    balance: (amount: string) => `You lose your balance of ${amount}. It is not refunded.`,
    erased: 'Your username, email address, password, sessions and authorizations are erased.',
    kept: 'For accounting, we keep your account number, balance history and orders, without your name.',
    freed: 'Your username and email address become available to others. Whoever takes them gets none of your access.',
    never: 'Nobody can sign in to this account again, and it can’t be restored.',
    apps: 'These apps you own are deleted too:',
    resources: 'These resources you own are deleted too:',
    blockedTitle: 'You can’t delete your account yet',
    lastOperator: 'You are the only operator of this site. Make someone else an operator first.',
    appsInUse: 'Other people use these apps you own. Let them know, then delete the apps in the console:',
    users: (count: number) => (count === 1 ? '1 other person' : `${count} other people`),
    confirm: 'Confirm',
    typeUsername: (username: string) => `Enter your username, ${username}`,
    submit: 'Permanently delete my account',
    usernameWrong: 'That’s not your username.',
    doneTitle: 'Your account has been deleted',
    done: 'You are signed out everywhere, and no app has access any more. You can close this page.',
  },

  givenAccess: {
    noPublisher: 'Unknown publisher',
    calledThen: (name: string) => `It was named ${name} when you allowed it.`,
    connected: 'Currently connected. If you revoke access, the app signs you out at its next request.',
    endedDetail: (app: string) =>
      `Its tokens no longer work. ${app} may keep data it already received. Contact ${app} to have it deleted.`,
    whatEndingDoes: 'Revoking takes effect immediately. You can allow an app again the next time you sign in to it.',
  },
};

export type OwnAccountMessages = typeof ownAccountEn;
