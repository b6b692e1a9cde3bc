/** The sentences of signing in by other providers. `provider` is a label that the operator gave. */
export const upstreamEn = {
  upstream: {
    continueWith: (provider: string) => `Continue with ${provider}`,
    failedTitle: (provider: string) => `${provider} did not sign you in`,
    denied: (provider: string) => `You did not agree at ${provider}, so nothing was done.`,
    expired: 'It took too long, it was done already, or it was begun in another browser. Please start again.',
    away: (provider: string) => `${provider} does not answer right now. Try again in a minute, or sign in another way.`,
    refused: (provider: string) =>
      `${provider} sent an answer that we cannot trust, so it was not used. If it happens again, tell the operator of this site.`,
    closed: (provider: string, siteName: string) =>
      `Nobody on ${siteName} is connected with this account at ${provider}, and accounts are not open to everyone. If you have one, sign in to it and connect ${provider} under Security.`,
    emailTakenTitle: 'You have an account here already',
    emailTaken: (provider: string) =>
      `The email address that ${provider} gave belongs to an account here. Sign in to it as usual, then connect ${provider} under Security.`,
    identityTaken: (provider: string) =>
      `This account at ${provider} is connected with another account here. Remove it there first.`,
    identityOther: (provider: string) =>
      `Another account at ${provider} is connected already. Remove it first, then connect this one.`,
    userChanged:
      'Somebody else has signed in here since you began, or nobody is signed in any more. Nothing was connected.',
    tryAgain: 'Try again',
    otherWay: 'Sign in another way',
    toSecurity: 'Back to Security',
    newcomer: (provider: string, label: string) =>
      `${provider} knows you as ${label}. Check what your account here will be called.`,
    emailVerified: (provider: string) => `${provider} has confirmed this address.`,
    alreadyHere: (provider: string) =>
      `To use an account that you have here, sign in to it and connect ${provider} under Security.`,
    section: 'Sign-in with other accounts',
    none: 'No account elsewhere can sign in to this one.',
    since: 'Since',
    connect: (provider: string) => `Connect ${provider}`,
    connectMeans: (provider: string, username: string) =>
      `We take you to ${provider}. Whoever can sign in to your account there can then sign in as ${username} here.`,
    goOn: (provider: string) => `Go to ${provider}`,
    remove: 'Remove',
    removeWhat: (provider: string) => `sign-in with ${provider}`,
    removeTitle: (provider: string) => `Remove sign-in with ${provider}`,
    removeMeans: (provider: string) =>
      `Your account at ${provider} will no longer sign in here. Browsers that are signed in stay so.`,
    lastWayIn: 'This is the only way into your account. Set a password first.',
    noPassword: 'You sign in with another account and have no password here. A link by mail sets one.',
    noPasswordNoMail:
      'You sign in with another account and have no password here. To get one, ask the operator of this site for a link.',
    signInAgain: 'It has been a while since you signed in. Sign out, sign in again, and come back.',
  },
};

export type UpstreamMessages = typeof upstreamEn;
