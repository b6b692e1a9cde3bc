import type { Child } from 'hono/jsx';
import type { Money } from '../../domain/accounts/index.js';
import type { HeldTokens, Run, SentRequest, Step } from '../../domain/playground/index.js';
import { ScriptFile } from '../../web/kit/assets/asset.js';
import { PostForm, type FieldError } from '../../web/kit/form.js';
import { type InPage, LinkLine, Section, WidePage } from '../../web/kit/page.js';
import { decode } from './answers.js';
import { COPY_SCRIPT } from './copy-script.js';
import { CopyText, ExchangeView, FieldList, RequestView } from './exchange-view.js';
import { FORCED } from './steps.js';
import { UserCard, type ChangeForm } from './user-card.js';

export interface RunProps extends InPage {
  appName: string;
  run: Pick<Run, 'id' | 'isAnswered' | 'exchanges' | 'tokens' | 'code' | 'testUser'>;
  /** The run's authorization request. */
  request: SentRequest;
  /** The steps available now. */
  open: readonly Step[];
  money: Money;
  /** The requested change of the test user, and what was wrong with it. */
  change: ChangeForm;
  errors: readonly FieldError[];
}

/** Before the browser has been to the authorization endpoint and back. */
const Authorize = ({ context, request }: RunProps) => {
  const texts = context.messages.playground;
  return (
    <Section id="authorize" title={`1. ${texts.steps.authorize.title}`} hint={texts.steps.authorize.about}>
      <RequestView context={context} number={1} request={request} />
      <LinkLine href={request.url} text={texts.open} look="button primary" />
    </Section>
  );
};

interface StepFormProps extends InPage {
  runId: number;
  about: string;
  action: string;
  children: Child;
}

/** A step: what it does, and the form that takes it. */
const StepForm = ({ context, runId, about, action, children }: StepFormProps) => (
  <li class="entry">
    <div class="entry-text">
      <p class="hint">{about}</p>
    </div>
    <PostForm context={context} action={action}>
      <input type="hidden" name="run" value={String(runId)} />
      {children}
    </PostForm>
  </li>
);

/** What can go wrong before there is a code: the user refuses. */
const Refusal = ({ context, run }: Pick<RunProps, 'context' | 'run'>) => {
  const texts = context.messages.playground;
  return (
    <Section id="forced" title={texts.forcedTitle}>
      <ul class="entries lines">
        <StepForm context={context} runId={run.id} about={texts.refuseHint} action="/playground/run/refuse">
          <button class="button">{texts.refuse}</button>
        </StepForm>
      </ul>
    </Section>
  );
};

const StepButton = ({ context, runId, step, primary }: InPage & { runId: number; step: Step; primary: boolean }) => {
  const { title, about } = context.messages.playground.steps[step];
  return (
    <StepForm context={context} runId={runId} about={about} action="/playground/run/step">
      <button class={primary ? 'button primary' : 'button'} name="step" value={step}>
        {title}
      </button>
    </StepForm>
  );
};

const StepList = ({
  context,
  run,
  title,
  id,
  steps,
}: Pick<RunProps, 'context' | 'run'> & { title: string; id: string; steps: readonly Step[] }) =>
  steps.length === 0 ? null : (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="entries lines">
        {steps.map((step) => (
          <StepButton context={context} runId={run.id} step={step} primary={step === 'exchange'} />
        ))}
      </ul>
    </section>
  );

/** The app's tokens, decoded if they are JWTs. */
const Decoded = ({ context, tokens }: InPage & { tokens: HeldTokens }) => {
  const texts = context.messages.playground;
  const list = [
    { id: 'access_token', token: tokens.access, about: texts.accessTokenAbout },
    { id: 'id_token', token: tokens.id, about: texts.idTokenAbout },
  ];
  return (
    <Section id="decoded" title={texts.decodedTitle}>
      {list.map(({ id, token, about }) => {
        const decoded = token === null ? null : decode(token);
        if (decoded === null) return null;
        return (
          <>
            <CopyText context={context} id={`decoded-${id}`} label={id} text={JSON.stringify(decoded, null, 2)} />
            <p class="hint">{about}</p>
            <FieldList context={context} names={[...Object.keys(decoded.header), ...Object.keys(decoded.claims)]} />
          </>
        );
      })}
    </Section>
  );
};

const Again = ({ context, run }: Pick<RunProps, 'context' | 'run'>) => {
  const texts = context.messages.playground;
  return (
    <Section id="again" title={texts.againTitle}>
      {run.tokens === null ? null : (
        <p>
          {texts.stays} <a href="/account/authorizations">{context.messages.authorizations.title}</a>
          {context.messages.page.fullStop}
        </p>
      )}
      <PostForm context={context} action="/playground/run/again">
        <input type="hidden" name="run" value={String(run.id)} />
        <p class="actions">
          <button class="button">{context.messages.testUsers.more}</button>
          <a class="button" href="/playground">
            {texts.again}
          </a>
        </p>
      </PostForm>
    </Section>
  );
};

/** One run: what was sent and answered so far, and the available steps. */
export const RunPage = (props: RunProps) => {
  const { context, appName, run, open, money, change, errors } = props;
  const { playground: texts, testUsers } = context.messages;
  return (
    <WidePage context={context} title={texts.runTitle(appName)} errors={errors}>
      <p class="hint">{run.testUser === null ? texts.live : testUsers.live}</p>
      {run.testUser === null ? null : (
        <UserCard context={context} money={money} run={run} user={run.testUser} form={change} errors={errors} />
      )}
      {run.isAnswered ? null : (
        <>
          <Authorize {...props} />
          <Refusal {...props} />
        </>
      )}
      {run.exchanges.map((exchange, index) => (
        <ExchangeView context={context} number={index + 1} exchange={exchange} />
      ))}
      <StepList
        context={context}
        run={run}
        id="next"
        title={texts.nextTitle}
        steps={open.filter((step) => !FORCED.includes(step))}
      />
      <StepList
        context={context}
        run={run}
        id="forced"
        title={texts.forcedTitle}
        steps={open.filter((step) => FORCED.includes(step))}
      />
      {run.tokens === null ? null : <Decoded context={context} tokens={run.tokens} />}
      <Again context={context} run={run} />
      <ScriptFile script={COPY_SCRIPT} />
    </WidePage>
  );
};
