/** Returning to an app, and signing out. Programs rely on the English button names. */
export const leavingEn = {
  formPost: {
    title: 'Returning to the app',
    explanation: 'We’re sending you back to the app. If nothing happens, use the button.',
    submit: 'Continue',
  },

  signOut: {
    title: 'Sign out?',
    ask: (siteName: string) => `Do you want to sign out of ${siteName} in this browser?`,
    askOf: (app: string, siteName: string) => `${app} wants to sign you out of ${siteName} in this browser.`,
    submit: 'Sign out',
    stay: 'Stay signed in',
    done: 'You are signed out',
    doneDetail: (siteName: string) => `You are signed out of ${siteName} in this browser. You can close this page.`,
    /** Why an app's request to sign out does not lead back to it. */
    refusedTitle: 'This sign-out link is not valid',
    refused: {
      hint: 'The id_token_hint that the app sent was not issued by this site, or not to this app.',
      client: 'The client_id that the app sent isn’t registered, or isn’t the one you signed in with.',
      uri: 'The post_logout_redirect_uri that the app sent isn’t registered for it.',
    },
    refusedDetail: 'You won’t be sent back to the app.',
    refusedAsk: 'You can still sign out here.',
  },
};

export type LeavingMessages = typeof leavingEn;
