import { firstDifference, originOfUri } from '../../protocol/redirect-uri.js';
import { AnswerForm } from './form.js';
import { LinkLine, Page, type PageContext } from './page.js';

/** Lets the operator find the request in the log. */
export const RequestId = ({ context, requestId }: { context: PageContext; requestId: string }) => (
  <p class="request-id hint">
    {context.messages.errors.requestId} <code>{requestId}</code>
  </p>
);

export interface ErrorPageProps {
  context: PageContext;
  /** HTTP status. */
  status: number;
  title: string;
  explanation: string;
  /** What the reader can do, or null. */
  remedy: string | null;
  /** The address of the app that sent the visitor, or null. */
  returnTo?: string | null;
  /** What is posted there; null for a link. */
  answer?: Readonly<Record<string, string>> | null;
  /** The path of the page that the form was on, to open again, or null. */
  openAgain?: string | null;
  /** Lets the operator find the log line. */
  requestId: string;
}

/** To an app's address. The link says where it leads, because the visitor came by a link that starts with our name. */
export const ReturnLink = ({ context, uri }: { context: PageContext; uri: string }) => (
  <LinkLine href={uri} text={context.messages.errors.returnTo(originOfUri(uri))} look="button" />
);

type ReturnFormProps = Parameters<typeof ReturnLink>[0] & { answer: Readonly<Record<string, string>> };

/** The same for an app that is answered by a form. */
const ReturnForm = ({ context, uri, answer }: ReturnFormProps) => (
  <AnswerForm action={uri} answer={answer}>
    <button class="button">{context.messages.errors.returnTo(originOfUri(uri))}</button>
  </AnswerForm>
);

/** Shown instead of a page that failed. `messages.errors.*` has title, explanation and remedy for the usual reasons. */
export const ErrorPage = ({
  context,
  status,
  title,
  explanation,
  remedy,
  returnTo = null,
  answer = null,
  openAgain = null,
  requestId,
}: ErrorPageProps) => (
  <Page context={context} title={title}>
    <div class="card">
      <p class="status">{status}</p>
      <h1>{title}</h1>
      <p>{explanation}</p>
      {remedy === null ? null : <p>{remedy}</p>}
      {openAgain === null ? null : (
        <LinkLine href={openAgain} text={context.messages.errors.openAgain} look="button primary" />
      )}
      {returnTo === null && openAgain === null ? (
        <LinkLine href="/" text={context.messages.errors.home} look="button" />
      ) : null}
      {returnTo === null || answer !== null ? null : <ReturnLink context={context} uri={returnTo} />}
      {returnTo === null || answer === null ? null : <ReturnForm context={context} uri={returnTo} answer={answer} />}
      <RequestId context={context} requestId={requestId} />
    </div>
  </Page>
);

/** Compares two texts: the common start, what differs in each, and the common end. */
const partsOf = (text: string, other: string, start: number) => {
  let end = 0;
  const room = Math.min(text.length, other.length) - start;
  while (end < room && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  return {
    before: text.slice(0, start),
    differs: text.slice(start, text.length - end),
    after: text.slice(text.length - end),
  };
};

const MAX_SHOWN_URI = 2000;

const Marked = ({ text, other, start }: { text: string; other: string; start: number }) => {
  const { before, differs, after } = partsOf(text, other, start);
  return (
    <code class="uri">
      {before}
      {differs === '' ? null : <mark>{differs}</mark>}
      {after}
    </code>
  );
};

const Comparison = ({ context, sent, registered }: { context: PageContext; sent: string; registered: string }) => {
  const { redirect } = context.messages.errors;
  const start = firstDifference(registered, sent);
  return (
    <li>
      <p class="uri-label">{redirect.registered}</p>
      <Marked text={registered} other={sent} start={start} />
      <p class="uri-label">{redirect.yours}</p>
      <Marked text={sent} other={registered} start={start} />
      <p class="hint">{redirect.differsAt(start + 1)}</p>
    </li>
  );
};

export interface RedirectMismatchProps {
  context: PageContext;
  /** Null if the app is unknown. */
  appName: string | null;
  /** The redirect_uri as sent; '' if none. */
  sent: string;
  /** Only for the app's signed-in owner, otherwise null. */
  registered: readonly string[] | null;
  requestId: string;
}

/**
 * The redirect_uri is not registered. Shown instead of redirecting, and without a link to the address that was sent
 * (RFC 6749 sections 3.1.2.4 and 4.1.2.1).
 */
export const RedirectMismatchPage = ({ context, appName, registered, requestId, ...props }: RedirectMismatchProps) => {
  const sent = props.sent.slice(0, MAX_SHOWN_URI);
  const { redirect } = context.messages.errors;
  const title = appName === null ? redirect.title : redirect.titleOf(appName);
  return (
    <Page context={context} title={redirect.title}>
      <div class="card roomy">
        <h1>{title}</h1>
        <p>{redirect.explanation}</p>
        <p class="uri-label">{redirect.sent}</p>
        {sent === '' ? <p>{redirect.sentNothing}</p> : <code class="uri">{sent}</code>}
        {registered === null ? (
          <>
            <h2>{redirect.visitorTitle}</h2>
            <p>{redirect.visitor}</p>
            <h2>{redirect.developerTitle}</h2>
            <p>{redirect.developer}</p>
          </>
        ) : (
          <>
            <h2>{redirect.ownerTitle}</h2>
            {registered.length === 0 ? <p>{redirect.ownerEmpty}</p> : null}
            <ul class="comparisons">
              {registered.map((uri) => (
                <Comparison context={context} sent={sent} registered={uri} />
              ))}
            </ul>
            <p>
              {redirect.owner} <a href="/console">{redirect.console}</a>
              {context.messages.page.fullStop}
            </p>
          </>
        )}
        <RequestId context={context} requestId={requestId} />
      </div>
    </Page>
  );
};
