/** The English sentences of the pages on which a user answers for a device. Button and field names are part of the product's contract. */
export const deviceEn = {
  device: {
    title: 'Connect a device',
    lead: 'Enter the code that your device shows.',
    code: 'Code',
    codeHint: 'Eight letters. Capitals and dashes do not matter.',
    submit: 'Continue',
    codeRequired: 'Enter the code that your device shows.',
    codeUnknown: 'This code is wrong, was used already, or has expired. Look at your device again.',
    tooMany: (minutes: number) =>
      `Too many wrong codes. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    confirmTitle: (app: string) => `Connect a device to ${app}`,
    compare: 'Your device should show this code:',
    warning:
      'Only continue if you started this yourself, on a device in front of you. If somebody sent you the code or a link to this page, cancel: they would get into your account.',
    allow: 'Allow',
    goneTitle: 'This code is no longer valid',
    allowedTitle: 'Your device is connected',
    allowed: 'Go back to your device. It goes on by itself in a few seconds.',
    cancelledTitle: 'Cancelled',
    cancelled: 'The device has received nothing.',
    another: 'Enter another code',
  },
};

export type DeviceMessages = typeof deviceEn;
