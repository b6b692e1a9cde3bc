/** `provider` is the label the operator configured. */
export const upstreamEn = {
  upstream: {
    continueWith: (provider: string) => `Continue with ${provider}`,
    failedTitle: (provider: string) => `We couldn’t sign you in with ${provider}`,
    denied: (provider: string) => `You declined at ${provider}, so nothing was changed.`,
    expired: 'This took too long, was already done, or was started in another browser. Start again.',
    away: (provider: string) =>
      `${provider} isn’t responding right now. Try again in a minute, or sign in another way.`,
    refused: (provider: string) =>
      `We couldn’t verify the response from ${provider}, so we didn’t use it. If it keeps happening, tell the operator of this site.`,
    closed: (provider: string, siteName: string) =>
      `No account on ${siteName} is connected to this ${provider} account, and sign-up isn’t open to everyone. If you have an account, sign in to it and connect ${provider} under Security.`,
    emailTakenTitle: 'You already have an account here',
    emailTaken: (provider: string) =>
      `The email address from ${provider} belongs to an account here. Sign in to that account as usual, then connect ${provider} under Security.`,
    identityTaken: (provider: string) =>
      `This ${provider} account is connected to a different account here. Remove it there first.`,
    identityOther: (provider: string) =>
      `A different ${provider} account is already connected. Remove it first, then connect this one.`,
    userChanged: 'Someone else has signed in here since you started, or you were signed out. Nothing was connected.',
    tryAgain: 'Try again',
    otherWay: 'Sign in another way',
    toSecurity: 'Back to Security',
    newcomer: (provider: string, label: string) =>
      `You signed in to ${provider} as ${label}. Check the details of your new account here.`,
    emailVerified: (provider: string) => `Verified by ${provider}.`,
    alreadyHere: (provider: string) =>
      `Already have an account here? Sign in to it and connect ${provider} under Security.`,
    section: 'Connected accounts',
    none: 'No accounts are connected.',
    since: 'Connected',
    connect: (provider: string) => `Connect ${provider}`,
    connectMeans: (provider: string, username: string) =>
      `We’ll take you to ${provider}. Anyone who can sign in to your account there will be able to sign in here as ${username}.`,
    goOn: (provider: string) => `Go to ${provider}`,
    remove: 'Remove',
    removeWhat: (provider: string) => `sign-in with ${provider}`,
    removeTitle: (provider: string) => `Remove sign-in with ${provider}`,
    removeMeans: (provider: string) =>
      `You will no longer be able to sign in here with your ${provider} account. Browsers that are signed in stay signed in.`,
    lastWayIn: 'This is the only way to sign in to your account. Set a password first.',
    noPassword: 'You sign in with another account and don’t have a password here. We can email you a link to set one.',
    noPasswordNoMail:
      'You sign in with another account and don’t have a password here. To set one, ask the operator of this site for a link.',
    signInAgain: 'You signed in a while ago. Sign out, sign in again, then come back.',
  },
};

export type UpstreamMessages = typeof upstreamEn;
