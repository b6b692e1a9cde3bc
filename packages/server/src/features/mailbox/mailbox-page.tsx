import { Moment } from '../../web/kit/format.js';
import { LinkLine, Page, type PageContext, WidePage } from '../../web/kit/page.js';

/** A mail as the mailbox shows it. */
export interface ShownMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  receivedAt: number;
}

export const MailboxPage = ({ context, mails }: { context: PageContext; mails: readonly ShownMail[] }) => {
  const { recovery } = context.messages;
  return (
    <WidePage context={context} title={recovery.mailboxTitle} lead={recovery.mailboxLead}>
      <section class="card" aria-label={recovery.mailboxTitle}>
        {mails.length === 0 ? (
          <p class="hint">{recovery.mailboxEmpty}</p>
        ) : (
          <ul class="entries lines">
            {mails.map(({ id, to, subject, receivedAt }) => (
              <li class="entry">
                <div class="entry-text">
                  <p class="entry-title">
                    <a href={`/dev/mailbox/${id}`}>{subject}</a>
                  </p>
                  <p class="hint">
                    {recovery.mailTo} {to} · <Moment locale={context.locale} at={receivedAt} seconds />
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </section>
    </WidePage>
  );
};

/** Turns URLs into links. */
const Linked = ({ text }: { text: string }) => (
  <>{text.split(/(https?:\/\/\S+)/).map((part, index) => (index % 2 === 1 ? <a href={part}>{part}</a> : part))}</>
);

export const MailPage = ({ context, mail }: { context: PageContext; mail: ShownMail }) => {
  const { recovery } = context.messages;
  return (
    <Page context={context} title={mail.subject} layout="wide">
      <LinkLine href="/dev/mailbox" text={recovery.mailboxBack} />
      <h1>{mail.subject}</h1>
      <p class="hint">
        {recovery.mailTo} {mail.to} · <Moment locale={context.locale} at={mail.receivedAt} seconds />
      </p>
      <section class="card" aria-label={mail.subject}>
        <p class="mail-text">
          <Linked text={mail.text} />
        </p>
        <p>
          <a href={`/dev/mailbox/${mail.id}/html`}>{recovery.mailAsHtml}</a>
        </p>
      </section>
    </Page>
  );
};
