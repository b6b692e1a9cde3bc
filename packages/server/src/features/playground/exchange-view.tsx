import { OAUTH_ERRORS, type OAuthErrorCode } from '../../protocol/errors.js';
import type { Exchange, SentRequest } from '../../domain/playground/index.js';
import type { InPage } from '../../web/kit/page.js';
import { errorOf, fieldsOfAnswer, rawAnswer } from './answers.js';
import { curlCommand, fieldsOfRequest, rawRequest } from './requests.js';

/** Text of several lines, with a copy button if scripts run. */
export const CopyText = ({ context, id, label, text }: InPage & { id: string; label: string; text: string }) => {
  const texts = context.messages.playground;
  return (
    <div class="value">
      <p class="uri-label">{label}</p>
      <pre class="uri" id={id}>
        <code>{text}</code>
      </pre>
      <div data-copies={id} data-label={texts.copy(label)} data-done={texts.copied} />
    </div>
  );
};

/** Explains each field that was sent or received; fields without an explanation are left out. */
export const FieldList = ({ context, names }: InPage & { names: readonly string[] }) => {
  const texts = context.messages.playground;
  const meanings = new Map<string, string>(Object.entries(texts.fields));
  const known = [...new Set(names)].flatMap((name) => {
    const meaning = meanings.get(name);
    return meaning === undefined ? [] : [{ name, meaning }];
  });
  if (known.length === 0) return null;
  return (
    <details>
      <summary>{texts.meaning}</summary>
      <dl class="uri-hints">
        {known.map(({ name, meaning }) => (
          <div>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
};

/** What an error means and what to do. In English, like its documentation. */
const ErrorHelp = ({ context, code }: InPage & { code: OAuthErrorCode }) => {
  const { meaning, remedy, source } = OAUTH_ERRORS[code];
  return (
    <div class="warning">
      <p>
        <a href={`/docs/errors#${code}`}>
          <code>{code}</code>
        </a>{' '}
        <span class="hint">{source}</span>
      </p>
      <p lang="en">{meaning}</p>
      <p>
        <strong>{context.messages.playground.remedy}</strong> <span lang="en">{remedy}</span>
      </p>
    </div>
  );
};

/** A request: raw, as a command, and explained. `number` distinguishes it from the others on the page. */
export const RequestView = ({ context, number, request }: InPage & { number: number; request: SentRequest }) => {
  const texts = context.messages.playground;
  return (
    <>
      <CopyText context={context} id={`request-${number}`} label={texts.request} text={rawRequest(request)} />
      <details>
        <summary>{texts.asCurl}</summary>
        <CopyText context={context} id={`curl-${number}`} label="curl" text={curlCommand(request)} />
      </details>
      <FieldList context={context} names={fieldsOfRequest(request)} />
    </>
  );
};

export const ExchangeView = ({ context, number, exchange }: InPage & { number: number; exchange: Exchange }) => {
  const texts = context.messages.playground;
  const { step, request, answer } = exchange;
  const { title, about } = texts.steps[step];
  const error = errorOf(answer);
  return (
    <section class="card" id={`exchange-${number}`} aria-labelledby={`exchange-${number}-title`}>
      <h2 id={`exchange-${number}-title`}>
        {number}. {title}{' '}
        <span class="badge">
          {request.method} {new URL(request.url).pathname}
        </span>
      </h2>
      <p class="hint">{about}</p>
      <RequestView context={context} number={number} request={request} />
      <CopyText context={context} id={`answer-${number}`} label={texts.answer} text={rawAnswer(answer)} />
      <FieldList context={context} names={fieldsOfAnswer(answer)} />
      {error === null ? null : <ErrorHelp context={context} code={error} />}
    </section>
  );
};
