/** The operator's branding, and small texts shared by many pages. */
export const lookEn = {
  brand: {
    terms: 'Terms of use',
    privacy: 'Privacy policy',
    support: 'Help',
    /** Precedes the link to the terms, or to the privacy policy if it is the only one. */
    acceptTerms: 'By creating an account you agree to the',
    acceptPrivacy: 'By creating an account you agree to the',
    and: 'and',
  },

  trust: {
    meaning: (siteName: string) => `${siteName} has verified who makes this app.`,
    unchecked: (siteName: string) => `${siteName} hasn’t verified this app.`,
  },

  /** Between two alternatives. */
  or: 'or',

  orderProgress: {
    waiting: 'This page updates automatically.',
  },
};

export type LookMessages = typeof lookEn;
