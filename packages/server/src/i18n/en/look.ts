/** The installation's own face, and small parts that many pages share. */
export const lookEn = {
  /** The operator's pages. */
  brand: {
    terms: 'Terms of use',
    privacy: 'Privacy policy',
    support: 'Help',
    acceptTerms: 'By creating an account you accept these:',
    yourData: 'What happens to your data:',
  },

  /** Whether the operator vouches for an app, and what that means. */
  trust: {
    meaning: (siteName: string) => `The people who run ${siteName} know who makes this app.`,
    unchecked: (siteName: string) => `${siteName} has not checked this app.`,
  },

  /** Between two ways to do the same. */
  or: 'or',

  orderProgress: {
    waiting: 'This page goes on by itself.',
  },
};

export type LookMessages = typeof lookEn;
