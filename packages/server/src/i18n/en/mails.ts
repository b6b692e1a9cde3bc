/** What mails say. `about` is the name of an app, a browser, a passkey or a provider, as the key tells. */
export const mailsEn = {
  mails: {
    greeting: (username: string) => `Hello ${username},`,
    notYou:
      'If this was you, there is nothing to do. If not, have a look now: change your password, sign out everywhere else, and end what you do not know.',
    review: 'Look at your account',
    why: 'You get this mail because it concerns the security of your account.',
    emailChangedNotYou:
      'If it was not you who changed it, somebody else may have your account: ask the operator of this site at once.',
    links: {
      verify_email: {
        subject: 'Confirm your email address',
        text: 'Please confirm that this address is yours. The link is good for a day.',
        action: 'Confirm my address',
        footer: 'You get this mail because somebody gave this address for an account. If it was not you, do nothing.',
      },
      change_email: {
        subject: 'Confirm your new email address',
        text: 'Please confirm that this is the new address of your account. The link is good for an hour.',
        action: 'Confirm my new address',
        footer:
          'You get this mail because somebody wants to use this address for an account. If it was not you, do nothing.',
      },
      reset_password: {
        subject: 'Set a new password',
        text: 'Somebody asked for a new password for your account. The link is good for an hour, and once.',
        action: 'Set a new password',
        footer: 'If it was not you, do nothing: your password stays as it is.',
      },
    },
    addressTaken: {
      subject: 'You have an account already',
      text: 'Somebody wanted to use this address for another account. It belongs to yours, so nothing was changed.',
      footer: 'If it was you, sign in with this address, or ask for a new password on the sign-in page.',
    },
    notices: {
      new_browser: {
        subject: (about: string) => `New sign-in: ${about}`,
        text: (about: string) =>
          `Somebody signed in to your account in a browser that has not been used for it before: ${about}.`,
      },
      app_allowed: {
        subject: (about: string) => `${about} now has access to your account`,
        text: (about: string) => `You let the app ${about} see a part of your account. You can end that at any time.`,
      },
      token_reused: {
        subject: (about: string) => `We signed you out of ${about}`,
        text: (about: string) =>
          `A copy of a key that ${about} holds for your account was used, so we ended its access. Sign in to the app again if you still use it.`,
      },
      password_changed: {
        subject: () => 'Your password was changed',
        text: () => 'The password of your account was changed, and all other browsers were signed out.',
      },
      email_changed: {
        subject: () => 'Your email address was changed',
        text: (about: string) =>
          `The email address of your account is now ${about}. This one gets no more mail about it.`,
      },
      passkey_added: {
        subject: () => 'A passkey was added',
        text: (about: string) => `The passkey “${about}” can now sign in to your account.`,
      },
      passkey_removed: {
        subject: () => 'A passkey was removed',
        text: (about: string) => `The passkey “${about}” can no longer sign in to your account.`,
      },
      totp_on: {
        subject: () => 'Two-step sign-in is on',
        text: () => 'Signing in with your password now also asks for a code from your authenticator app.',
      },
      totp_off: {
        subject: () => 'Two-step sign-in is off',
        text: () => 'Signing in with your password no longer asks for a code from your authenticator app.',
      },
      recovery_codes_made: {
        subject: () => 'New recovery codes',
        text: () => 'New recovery codes were made for your account. The ones before no longer work.',
      },
      recovery_code_used: {
        subject: () => 'A recovery code was used',
        text: (about: string) => `Somebody signed in to your account with a recovery code. Codes left: ${about}.`,
      },
      upstream_linked: {
        subject: (about: string) => `Signing in with ${about} is on`,
        text: (about: string) => `Your account at ${about} can now sign in to your account here.`,
      },
      upstream_unlinked: {
        subject: (about: string) => `Signing in with ${about} is off`,
        text: (about: string) => `Your account at ${about} can no longer sign in to your account here.`,
      },
    },
  },
};

export type MailMessages = typeof mailsEn;
/** What users are told of by mail. */
export type SecurityNotice = keyof MailMessages['mails']['notices'];
