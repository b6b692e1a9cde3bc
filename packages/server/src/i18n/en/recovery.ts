/** Email confirmation and password reset. */
export const recoveryEn = {
  recovery: {
    forgot: 'Forgot your password?',
    forgotTitle: 'Reset your password',
    forgotLead: 'Enter your username or email and we’ll send you a reset link.',
    send: 'Send reset link',
    sentTitle: 'Check your email',
    sent: 'If there is an account with that username or email, we’ve sent it a reset link. The link expires in 1 hour.',
    notThere: 'No email? Check your spam folder, or check what you entered and try again in a few minutes.',
    backToSignIn: 'Back to sign-in',
    resetTitle: 'Choose a new password',
    resetLead: (username: string) => `For the account ${username}. This signs out all browsers and apps.`,
    newPassword: 'New password',
    revokesCredentials:
      'This also revokes your developer tokens, and the secrets and keys of your apps. Create new ones in the console afterwards.',
    submit: 'Set new password',
    doneTitle: 'Your password has been reset',
    done: 'Sign in with your new password. All browsers and apps were signed out.',
    leavesTitle: 'Also remove',
    leavesLead:
      'A new password doesn’t end these. What was added in the last 30 days is ticked. Untick what you added yourself.',
    otherRecentApps: (count: number) =>
      count === 1 ? '1 more app, allowed in the last 30 days' : `${count} more apps, all allowed in the last 30 days`,
    otherEarlierApps: (count: number) =>
      count === 1 ? '1 more app, allowed earlier' : `${count} more apps, all allowed earlier`,
    /** Before the name of their app. */
    otherRedirectUris: (count: number) =>
      `${count === 1 ? '1 more redirect URI' : `${count} more redirect URIs`}, added in the last 30 days to`,
    kinds: {
      passkey: 'Passkey',
      provider: 'Connected account',
      app: 'App with access',
      redirectUri: 'Redirect URI',
      deviceFlow: 'Device sign-in of your app',
    },
    since: 'since',
    stepStays:
      'Two-step sign-in stays on. A link can’t turn it off. If you didn’t turn it on yourself, contact the operator of this site.',
    stillTitle: 'Still in effect',
    stillHint: 'After you sign in, you can remove these in your account.',
    linkUsedTitle: 'This link is no longer valid',
    linkUsed: 'It has expired, was already used, or was replaced by a newer one.',
    askAgain: 'Request a new link',
    verifyTitle: 'Confirm your email address',
    verifyLead: (email: string) => `Is ${email} your email address?`,
    verifyAccount: (username: string) =>
      `If you confirm, it becomes the confirmed address of the account ${username}. If that isn’t your account, don’t confirm.`,
    verify: 'Confirm',
    verifiedTitle: 'Your email address is confirmed',
    verified: (email: string) => `${email} is now the confirmed address of your account.`,
    toAccount: 'Go to your account',
    emailTitle: 'Email address',
    emailConfirmed: 'Confirmed',
    emailUnconfirmed: 'Not confirmed',
    sendAgain: 'Send confirmation link',
    confirmationSent: (email: string) => `We sent a link to ${email}. It expires in 24 hours.`,
    newEmail: 'New email address',
    yourPassword: 'Your password',
    changeEmail: 'Change email address',
    changeSent: (email: string) => `We sent a link to ${email}. Your address changes when you open it and confirm.`,
    changed: 'Your email address was changed.',
    tooManyMails: (minutes: number) =>
      `Too many emails requested. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    mailboxTitle: 'Demo mailbox',
    mailboxLead: 'Emails this server would have sent. They are deleted when it stops.',
    mailboxEmpty: 'No emails yet.',
    mailTo: 'To',
    mailboxBack: 'All emails',
    mailAsHtml: 'HTML preview',
  },
};

export type RecoveryMessages = typeof recoveryEn;
