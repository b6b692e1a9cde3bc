export interface Mail {
  /** Without angle brackets. The same for each attempt, so that duplicates can be recognised. */
  messageId: string;
  /** An address, with or without a name. */
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A way to send mails. */
export interface MailTransport {
  readonly kind: 'smtp' | 'log' | 'mailbox';
  /** @throws {MailRefusedError} if a retry would not help; other errors if it may */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The recipient's server permanently rejects this mail. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}
