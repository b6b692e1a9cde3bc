/** Passkeys and the second step. */
export const stepsEn = {
  steps: {
    secondStepTitle: 'One more step',
    codeLead: 'Enter the code from your authenticator app.',
    recoveryLead: 'Enter one of your recovery codes. Each code works once.',
    code: 'Code',
    recoveryCode: 'Recovery code',
    useCode: 'Use a code from your authenticator app instead',
    useRecovery: 'Use a recovery code instead',
    startOver: 'Back to sign-in',
    codeRequired: 'Enter a code.',
    recoveryCodeRequired: 'Enter a recovery code.',
    codeWrong: 'This code is incorrect or was already used. Wait for the next one and try again.',
    recoveryCodeWrong: 'This recovery code is incorrect or was already used.',
    tooManyCodes: (minutes: number) =>
      `Too many wrong codes. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    overTitle: 'Start again',
    over: 'You entered too many wrong codes, or it took too long. You were not signed in.',
    /** Not “Sign in ...”: programs find the button of the password by those words. */
    signInWithPasskey: 'Use a passkey',
    passkeyStopped: 'No passkey was used. Try again, or sign in with your password.',
    passkeyRefused: 'We couldn’t sign you in with this passkey. Try again, or sign in with your password.',
    againNotice: 'Sign in again so that we know it’s you.',
    confirmForPasskeys: 'Confirm it’s you to change your passkeys',
    confirmForTwoStep: 'Confirm it’s you to change two-step sign-in',
    passkeys: 'Passkeys',
    passkeysLead:
      'Sign in with your fingerprint, face or device PIN instead of your password. Passkeys can’t be phished.',
    passkeyAdded: 'Added',
    passkeyLastUsed: 'Last used',
    passkeyName: 'Passkey name',
    passkeyNameHint: 'Helps you tell your passkeys apart.',
    addPasskey: 'Add a passkey',
    rename: 'Rename',
    renameOf: (name: string) => `the passkey ${name}`,
    saveName: 'Save name',
    removePasskey: 'Remove',
    removePasskeyOf: (name: string) => `the passkey ${name}`,
    passkeyIsAdded: (name: string) => `You can now sign in with the passkey “${name}”.`,
    passkeyIsRemoved: (name: string) =>
      `The passkey “${name}” can no longer sign you in. Delete it from your device too.`,
    passkeyNotMade: 'No passkey was added. Try again.',
    passkeyNameInvalid: (length: number) => `Use 1 to ${length} visible characters.`,
    tooManyPasskeys: (count: number) => `You already have ${count} passkeys. Remove one first.`,
    twoStep: 'Two-step sign-in',
    on: 'On',
    off: 'Off',
    confirmAddressFirst:
      'Confirm your email address first. Until then, a password reset turns two-step sign-in off again, unless you’ve used its codes for 30 days.',
    confirmAddressNow:
      'Confirm your email address. Until then, anyone who can read its mail can reset your password, and turn two-step sign-in off unless you’ve used its codes for 30 days.',
    twoStepLead:
      'After your password, you also enter a code from an authenticator app on your phone. Passkeys don’t need a code.',
    turnOn: 'Turn on two-step sign-in',
    setUpTitle: 'Set up your authenticator app',
    scan: 'Scan this QR code with an authenticator app, then enter the code it shows.',
    qrCode: 'QR code containing the secret below',
    orType: 'Or enter this secret in the app',
    codeHint: 'Six digits that change every 30 seconds.',
    recoveryCodes: 'Your recovery codes',
    recoveryCodesLead:
      'Two-step sign-in is on. If you don’t have your phone, sign in with one of these codes. Each code works once.',
    recoveryCodesOnce: 'Print them or save them in your password manager. They won’t be shown again.',
    codesKept: 'I’ve saved them',
    recoveryCodesLeft: (count: number) => `Recovery codes left: ${count}`,
    newRecoveryCodes: 'Generate new recovery codes',
    turnOffTitle: 'Turn off',
    turnOffLead:
      'If you have a new phone or lost the old one, turn two-step sign-in off with a recovery code, then set it up again.',
    anyCode: 'Code or recovery code',
    turnOff: 'Turn off two-step sign-in',
    isOff: 'Two-step sign-in is off. Your recovery codes have been deleted.',
  },
};

export type StepsMessages = typeof stepsEn;
