import { SubmitOrCancel } from '../../../web/kit/decision.js';
import { Field } from '../../../web/kit/fields.js';
import { PostForm, type FieldError } from '../../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext, Section } from '../../../web/kit/page.js';
import type { Proposal } from '../../../domain/sign-in/index.js';
import { Confirm } from '../../../web/visitor/recent-sign-in.js';

export interface SecondStepState {
  isOn: boolean;
  recoveryCodesLeft: number;
  /** Whether the user signed in recently enough to change it. */
  canChange: boolean;
  /** Whether a password reset would turn it off, because nobody has confirmed the address (ADR 0052). */
  isResettable: boolean;
}

interface SectionProps {
  context: PageContext;
  state: SecondStepState;
  /** For the field `off_code`. */
  errors: readonly FieldError[];
}

/** Also while it is on: for an account that somebody else made, nobody has said so. */
const ConfirmAddress = ({ context, state }: Pick<SectionProps, 'context' | 'state'>) => {
  const { recovery, steps } = context.messages;
  if (!state.isResettable) return null;
  return (
    <>
      <p class="warning">{state.isOn ? steps.confirmAddressNow : steps.confirmAddressFirst}</p>
      <PostForm context={context} action="/account/security/email/verify">
        <button class="button">{recovery.sendAgain}</button>
      </PostForm>
    </>
  );
};

const TurnOn = ({ context, state }: Pick<SectionProps, 'context' | 'state'>) =>
  state.canChange ? (
    <>
      <ConfirmAddress context={context} state={state} />
      <PostForm context={context} action="/account/security/two-step/begin">
        <button class="button">{context.messages.steps.turnOn}</button>
      </PostForm>
    </>
  ) : (
    <Confirm text={context.messages.steps.confirmForTwoStep} returnTo="/account/security" />
  );

const Change = ({ context, errors }: Pick<SectionProps, 'context' | 'errors'>) => {
  const { steps } = context.messages;
  return (
    <>
      <PostForm context={context} action="/account/security/two-step/recovery-codes" once>
        <button class="button">{steps.newRecoveryCodes}</button>
      </PostForm>
      <h3 class="small-title">{steps.turnOffTitle}</h3>
      <p class="hint">{steps.turnOffLead}</p>
      <PostForm context={context} action="/account/security/two-step/off">
        <Field name="off_code" label={steps.anyCode} autocomplete="one-time-code" errors={errors} />
        <button class="button danger">{steps.turnOff}</button>
      </PostForm>
    </>
  );
};

/** Shows whether the second step is on, and turns it on or off. */
export const SecondStepSection = ({ context, state, errors }: SectionProps) => {
  const { steps } = context.messages;
  return (
    <Section
      id="two-step"
      title={
        <>
          {steps.twoStep} <span class="badge">{state.isOn ? steps.on : steps.off}</span>
        </>
      }
    >
      <p class="hint">{steps.twoStepLead}</p>
      {state.isOn ? (
        <>
          <ConfirmAddress context={context} state={state} />
          <p>{steps.recoveryCodesLeft(state.recoveryCodesLeft)}</p>
          {state.canChange ? (
            <Change context={context} errors={errors} />
          ) : (
            <Confirm text={steps.confirmForTwoStep} returnTo="/account/security" />
          )}
        </>
      ) : (
        <TurnOn context={context} state={state} />
      )}
    </Section>
  );
};

export interface SetUpProps {
  context: PageContext;
  proposal: Proposal;
  /** The QR code of its URI, as an SVG document. */
  qrCode: string;
  /** For the field `code`. */
  errors: readonly FieldError[];
}

/** Shows the secret for an authenticator app, and asks for a code to confirm. */
export const SetUpPage = ({ context, proposal, qrCode, errors }: SetUpProps) => {
  const { steps } = context.messages;
  return (
    <CardPage context={context} title={steps.setUpTitle} errors={errors}>
      <p>{steps.scan}</p>
      <p class="qr">
        <img
          src={`data:image/svg+xml;base64,${Buffer.from(qrCode).toString('base64')}`}
          alt={steps.qrCode}
          width="220"
          height="220"
        />
      </p>
      <p class="uri-label" id="secret-label">
        {steps.orType}
      </p>
      <code class="uri whole" id="secret">
        {proposal.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
      </code>
      <PostForm context={context} action="/account/security/two-step/confirm">
        <Field
          name="code"
          label={steps.code}
          autocomplete="one-time-code"
          inputmode="numeric"
          hint={steps.codeHint}
          errors={errors}
        />
        <SubmitOrCancel messages={context.messages} submit={steps.turnOn} cancelUrl="/account/security" />
      </PostForm>
    </CardPage>
  );
};

/** Shown only once. */
export const RecoveryCodesPage = ({ context, codes }: { context: PageContext; codes: readonly string[] }) => {
  const { steps } = context.messages;
  return (
    <CardPage context={context} title={steps.recoveryCodes}>
      <p>{steps.recoveryCodesLead}</p>
      <pre class="uri whole" id="recovery-codes">
        {codes.join('\n')}
      </pre>
      <p class="hint">{steps.recoveryCodesOnce}</p>
      <LinkLine href="/account/security" text={steps.codesKept} look="button primary" />
    </CardPage>
  );
};
