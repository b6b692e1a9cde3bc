/** Programs rely on the English button and field names. */
export const deviceEn = {
  device: {
    title: 'Connect a device',
    lead: 'Enter the code shown on your device.',
    code: 'Code',
    codeHint: 'Eight letters. Capitals and dashes don’t matter.',
    submit: 'Continue',
    codeRequired: 'Enter the code shown on your device.',
    codeUnknown: 'This code is incorrect, has expired or was already used. Check your device and try again.',
    tooMany: (minutes: number) =>
      `Too many wrong codes. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    confirmTitle: (app: string) => `Connect a device to ${app}`,
    compare: 'Check that your device shows this code:',
    warning:
      'Continue only if you started this yourself on a device in front of you. If someone sent you this code or a link to this page, cancel, or they will get access to your account.',
    allow: 'Allow',
    goneTitle: 'This code is no longer valid',
    allowedTitle: 'Your device is connected',
    allowed: 'Go back to your device. It continues in a few seconds.',
    cancelledTitle: 'Cancelled',
    cancelled: 'The device was not connected.',
    another: 'Enter another code',
  },
};

export type DeviceMessages = typeof deviceEn;
