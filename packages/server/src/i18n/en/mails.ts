/** `about` is the name of an app, a browser, a passkey or a provider, depending on the key. */
export const mailsEn = {
  mails: {
    greeting: (username: string) => `Hello ${username},`,
    withheld: {
      announced: 'There were many notices like this one. You’ll get the next ones together in one email.',
      subject: 'More notices about your account',
      text: 'These notices were too many to send one by one:',
      repeated: (subject: string, count: number) => `${subject} (${count} times)`,
    },
    notYou:
      'If this was you, you don’t need to do anything. If not, act now: change your password, sign out everywhere else, and revoke anything you don’t recognise.',
    review: 'Review your account',
    why: 'You’re receiving this email because it concerns the security of your account.',
    emailChangedNotYou:
      'If you didn’t change it, someone else may have access to your account. Contact the operator of this site immediately.',
    links: {
      verify_email: {
        subject: 'Confirm your email address',
        text: 'Confirm that this is your email address. The link expires in 24 hours.',
        action: 'Confirm email address',
        footer:
          'You’re receiving this email because someone entered this address for an account. If it wasn’t you, ignore this email.',
      },
      change_email: {
        subject: 'Confirm your new email address',
        text: 'Confirm that this is the new email address of your account. The link expires in 1 hour.',
        action: 'Confirm new email address',
        footer:
          'You’re receiving this email because someone wants to use this address for an account. If it wasn’t you, ignore this email.',
      },
      reset_password: {
        subject: 'Reset your password',
        text: 'Someone asked to reset the password of your account. This link works once and expires in 1 hour.',
        action: 'Reset password',
        footer: 'If it wasn’t you, ignore this email. Your password stays the same.',
      },
    },
    addressTaken: {
      subject: 'You already have an account',
      text: 'Someone tried to use this address for another account. It already belongs to yours, so nothing was changed.',
      footer: 'If it was you, sign in with this address, or reset your password from the sign-in page.',
    },
    accountDeleted: {
      subject: 'Your account was deleted',
      text: 'Your account and what belonged to it were deleted. This can’t be undone.',
      notYou: 'If you didn’t ask for this, contact the operator of this site immediately.',
    },
    notices: {
      new_browser: {
        subject: (about: string) => `New sign-in: ${about}`,
        text: (about: string) => `Someone signed in to your account from a browser we haven’t seen before: ${about}.`,
      },
      app_allowed: {
        subject: (about: string) => `${about} now has access to your account`,
        text: (about: string) =>
          `You allowed ${about} to see parts of your account. You can revoke its access at any time.`,
      },
      token_reused: {
        subject: (about: string) => `We signed you out of ${about}`,
        text: (about: string) =>
          `A copy of a token that ${about} holds for your account was used, so we revoked its access. If you still use ${about}, sign in to it again.`,
      },
      password_changed: {
        subject: () => 'Your password was changed',
        text: () => 'The password of your account was changed, and all other browsers were signed out.',
      },
      email_changed: {
        subject: () => 'Your email address was changed',
        text: (about: string) =>
          `The email address of your account is now ${about}. This address will no longer receive emails about it.`,
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
        text: () => 'Signing in with your password now also requires a code from your authenticator app.',
      },
      totp_off: {
        subject: () => 'Two-step sign-in is off',
        text: () => 'Signing in with your password no longer requires a code from your authenticator app.',
      },
      recovery_codes_made: {
        subject: () => 'New recovery codes',
        text: () => 'New recovery codes were generated for your account. The old ones no longer work.',
      },
      recovery_code_used: {
        subject: () => 'A recovery code was used',
        text: (about: string) => `Somebody signed in to your account with a recovery code. Codes left: ${about}.`,
      },
      upstream_linked: {
        subject: (about: string) => `Sign-in with ${about} is on`,
        text: (about: string) => `Your ${about} account can now sign in to your account here.`,
      },
      upstream_unlinked: {
        subject: (about: string) => `Sign-in with ${about} is off`,
        text: (about: string) => `Your ${about} account can no longer sign in to your account here.`,
      },
      app_created: {
        subject: (about: string) => `Your account has a new app: ${about}`,
        text: (about: string) => `The app ${about} was created in your account, with credentials of its own.`,
      },
      app_secret_added: {
        subject: (about: string) => `A secret was added to ${about}`,
        text: (about: string) => `Your app ${about} has a new client secret. Its other secret still works.`,
      },
      app_keys_changed: {
        subject: (about: string) => `The keys of ${about} were changed`,
        text: (about: string) => `Your app ${about} now signs its requests with other keys, and has no client secret.`,
      },
      app_security_changed: {
        subject: (about: string) => `Settings of ${about} were changed`,
        text: (about: string) =>
          `Settings that protect your app ${about} were changed, such as its redirect URIs, its logout addresses, or what its requests require.`,
      },
      app_deleted: {
        subject: (about: string) => `The app ${about} was deleted`,
        text: (about: string) => `Your app ${about} was deleted. Users can no longer sign in with it.`,
      },
      developer_token_created: {
        subject: () => 'A developer token was created',
        text: (about: string) =>
          `The developer token “${about}” was created. It can manage all your apps until you revoke it.`,
      },
    },
  },
};

export type MailMessages = typeof mailsEn;
/** The notices sent by mail. */
export type SecurityNotice = keyof MailMessages['mails']['notices'];
