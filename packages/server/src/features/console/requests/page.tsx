import { explained } from '../../../protocol/call-errors.js';
import {
  OPERATIONS,
  OUTCOMES,
  PAGE,
  type RequestFilter,
  type RequestLine,
  type Warning,
} from '../../../domain/request-log/index.js';
import { ScriptFile } from '../../../web/kit/assets/asset.js';
import { Moment, formatCount } from '../../../web/kit/format.js';
import { ErrorSummary, PostForm, type FieldError } from '../../../web/kit/form.js';
import { Bullets } from '../../../web/kit/lists.js';
import { Pager } from '../../../web/kit/pager.js';
import { LinkLine, Page, type PageContext, Section } from '../../../web/kit/page.js';
import { SelectField, TextField } from '../../../web/kit/fields.js';
import { LIVE_REGION, LIVE_SCRIPT } from './live-script.js';

interface RequestsProps {
  context: PageContext;
  app: { id: number; name: string };
  filter: RequestFilter;
  lines: readonly RequestLine[];
  summary: { warnings: readonly Warning[]; succeeded: number; failed: number };
  /** Whether a script refreshes the lines; the page works without it. */
  live: boolean;
  errors: readonly FieldError[];
}

/** The URL of an app's log, filtered. */
export const requestsPath = (appId: number, { outcome, operation, requestId, before }: RequestFilter): string => {
  const set = Object.entries({ outcome, operation, request_id: requestId, before }).flatMap(
    ([name, value]): [string, string][] => (value === null ? [] : [[name, String(value)]]),
  );
  const path = `/console/apps/${appId}/requests`;
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`;
};

const Warnings = ({ context, summary }: RequestsProps) => {
  const texts = context.messages.requests;
  if (summary.warnings.length === 0) return null;
  return (
    <Section id="warnings" title={texts.warningsTitle} look="warning">
      <Bullets items={summary.warnings.map((warning) => texts.warnings[warning])} />
    </Section>
  );
};

const Filter = ({ context, app, filter, errors }: RequestsProps) => {
  const texts = context.messages.requests;
  const anything = { value: '', text: texts.any };
  return (
    <Section id="filter" title={texts.filterTitle}>
      <PostForm context={context} action={`/console/apps/${app.id}/requests`}>
        <SelectField
          name="outcome"
          label={texts.outcome}
          value={filter.outcome ?? ''}
          options={[anything, ...OUTCOMES.map((value) => ({ value, text: texts.outcomes[value] }))]}
          errors={errors}
        />
        <SelectField
          name="operation"
          label={texts.operation}
          value={filter.operation ?? ''}
          options={[anything, ...OPERATIONS.map((value) => ({ value, text: texts.operations[value] }))]}
          errors={errors}
        />
        <TextField
          name="request_id"
          label={texts.requestId}
          hint={texts.requestIdHint}
          value={filter.requestId ?? ''}
          errors={errors}
        />
        <button class="button primary">{texts.submit}</button>
      </PostForm>
    </Section>
  );
};

/** What went wrong, what it means and what to do. In English, like the errors themselves. */
const Failure = ({ context, line }: { context: PageContext; line: RequestLine }) => {
  if (line.error === null) return null;
  const texts = context.messages.requests;
  const explanation = explained(line.error);
  return (
    <>
      <p lang="en">{line.reason}</p>
      <details>
        <summary>
          {texts.why}
          <span class="unseen">
            {' '}
            {texts.operations[line.operation]}, {line.requestId}
          </span>
        </summary>
        <p lang="en">{explanation?.meaning}</p>
        <p lang="en">{explanation?.remedy}</p>
        <p>
          <a href={`/docs/errors#${line.error}`}>{texts.documentation(line.error)}</a>
        </p>
      </details>
    </>
  );
};

const Parameters = ({ context, line }: { context: PageContext; line: RequestLine }) => {
  const sent = Object.entries(line.parameters);
  if (sent.length === 0) return null;
  return (
    <p class="hint">
      {sent.map(([name, value]) => (
        <>
          <code>
            {name}
            {value === null ? '' : `=${value}`}
          </code>{' '}
          {value === null ? `(${context.messages.requests.hidden}) ` : null}
        </>
      ))}
    </p>
  );
};

const Line = ({ context, line }: { context: PageContext; line: RequestLine }) => {
  const texts = context.messages.requests;
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          {texts.operations[line.operation]}{' '}
          <span class={line.error === null ? 'badge' : 'badge failed'}>{line.error ?? texts.outcomes.ok}</span>
        </p>
        <p class="hint">
          <Moment locale={context.locale} at={line.at} seconds /> · {texts.requestId}{' '}
          <code class="whole">{line.requestId}</code>
        </p>
        <Parameters context={context} line={line} />
        <Failure context={context} line={line} />
      </div>
    </li>
  );
};

const Lines = ({ context, app, filter, lines, summary }: RequestsProps) => {
  const texts = context.messages.requests;
  const { locale } = context;
  const last = lines.at(-1);
  return (
    <section class="card" aria-labelledby="lines" id={LIVE_REGION}>
      <h2 id="lines">{texts.list}</h2>
      <p class="hint">
        {texts.totals(formatCount(locale, BigInt(summary.succeeded)), formatCount(locale, BigInt(summary.failed)))}
      </p>
      <LinkLine href={requestsPath(app.id, { ...filter, before: null })} text={texts.refresh} look="button" />
      {lines.length === 0 ? (
        <>
          <p>{texts.none}</p>
          <p class="hint">{texts.noneDetail}</p>
        </>
      ) : (
        <ul class="entries lines">
          {lines.map((line) => (
            <Line context={context} line={line} />
          ))}
        </ul>
      )}
      <Pager
        newest={null}
        older={last === undefined || lines.length < PAGE ? null : requestsPath(app.id, { ...filter, before: last.id })}
        texts={texts}
      />
      <p class="hint">
        {texts.kept} {context.messages.account.times}
      </p>
    </section>
  );
};

export const RequestsPage = (props: RequestsProps) => {
  const { context, app, live, errors } = props;
  const texts = context.messages.requests;
  return (
    <Page context={context} title={texts.title(app.name)} layout="wide" errors={errors}>
      <h1>
        <bdi>{texts.title(app.name)}</bdi>
      </h1>
      <p>
        <a href={`/console/apps/${app.id}`}>{texts.toApp}</a>
      </p>
      <ErrorSummary messages={context.messages} errors={errors} />
      <Warnings {...props} />
      <Filter {...props} />
      <Lines {...props} />
      {live ? <ScriptFile script={LIVE_SCRIPT} /> : null}
    </Page>
  );
};
