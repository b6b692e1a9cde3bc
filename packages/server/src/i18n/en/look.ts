/** The installation's own face, and small parts that many pages share. */
export const lookEn = {
  /** The operator's pages. */
  brand: {
    terms: 'Terms of use',
    privacy: 'Privacy policy',
    support: 'Help',
    /** Before the link to the terms, before that to the privacy policy where it stands alone, and between the two. */
    acceptTerms: 'By creating an account you agree to the',
    acceptPrivacy: 'By creating an account you agree to the',
    and: 'and',
  },

  /** Whether the operator vouches for an app, and what that means. */
  trust: {
    meaning: (siteName: string) => `${siteName} has verified who makes this app.`,
    unchecked: (siteName: string) => `${siteName} hasn’t verified this app.`,
  },

  /** Between two ways to do the same. */
  or: 'or',

  orderProgress: {
    waiting: 'This page updates automatically.',
  },
};

export type LookMessages = typeof lookEn;
