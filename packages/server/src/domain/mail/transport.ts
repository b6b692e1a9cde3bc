/** A mail, ready to go. */
export interface Mail {
  /** Without angle brackets. The same at each try, so that whoever gets it twice can tell. */
  messageId: string;
  /** An address, with a name before it or without. */
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A way for mails to go out. */
export interface MailTransport {
  readonly kind: 'smtp' | 'log' | 'mailbox';
  /** @throws {MailRefusedError} when trying again would not help; anything else when it may */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The receiving side will never take this mail. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}
