/** The English sentences on the way back to an app, and of signing out. Button names here are part of the product's contract. */
export const leavingEn = {
  formPost: {
    title: 'Back to the app',
    explanation: 'You are being sent back to the app. If nothing happens, use the button.',
    submit: 'Continue',
  },

  signOut: {
    title: 'Sign out?',
    ask: (siteName: string) => `Do you want to sign out of ${siteName} in this browser?`,
    askOf: (app: string, siteName: string) => `${app} asks to sign you out of ${siteName} in this browser.`,
    submit: 'Sign out',
    stay: 'Stay signed in',
    done: 'You are signed out',
    doneDetail: (siteName: string) => `You are signed out of ${siteName} in this browser. You may close this page.`,
    /** Why an app's request to sign out does not lead back to it. */
    refusedTitle: 'This sign-out link is not valid',
    refused: {
      hint: 'The app sent proof of a sign-in (id_token_hint) that this site did not make, or not for this app.',
      client: 'The app that sent you here (client_id) is not registered, or is not the one that the sign-in was for.',
      uri: 'The address to send you back to (post_logout_redirect_uri) is not one that was registered for the app.',
    },
    refusedDetail: 'The app was not answered, and you will not be sent back to it.',
    refusedAsk: 'You can still sign out here.',
  },
};

export type LeavingMessages = typeof leavingEn;
