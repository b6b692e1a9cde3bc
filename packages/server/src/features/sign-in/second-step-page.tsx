import { Field } from '../../web/kit/fields.js';
import { ErrorSummary, Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { Page, type PageContext } from '../../web/kit/page.js';

export interface SecondStepProps {
  context: PageContext;
  /** The stored authorization request to continue; hidden field `request`. */
  requestId: string | null;
  /** Where to go without one; hidden field `return_to`. */
  returnTo: string | null;
  /** Whether to ask for a recovery code. */
  recovery: boolean;
  /** This page, asking for the other kind of code. */
  otherUrl: string;
  /** Starts over, perhaps as another user. */
  signInUrl: string;
  /** For the field `code`. */
  errors: readonly FieldError[];
}

export const SecondStepPage = (props: SecondStepProps) => {
  const { context, recovery, errors } = props;
  const { signIn, steps } = context.messages;
  return (
    <Page context={context} title={steps.secondStepTitle} errors={errors}>
      <div class="card">
        <h1>{steps.secondStepTitle}</h1>
        <ErrorSummary messages={context.messages} errors={errors} />
        <p>{recovery ? steps.recoveryLead : steps.codeLead}</p>
        <PostForm context={context} action="/sign-in/second-step">
          <Hidden name="request" value={props.requestId} />
          <Hidden name="return_to" value={props.returnTo} />
          <Hidden name="with" value={recovery ? 'recovery' : null} />
          {recovery ? (
            <Field name="code" label={steps.recoveryCode} autocomplete="off" errors={errors} autofocus />
          ) : (
            <Field
              name="code"
              label={steps.code}
              autocomplete="one-time-code"
              inputmode="numeric"
              errors={errors}
              autofocus
            />
          )}
          <div class="decision">
            <button class="button primary">{signIn.submit}</button>
          </div>
        </PostForm>
        <p class="aside">
          <a href={props.otherUrl}>{recovery ? steps.useCode : steps.useRecovery}</a>
        </p>
        <p class="aside">
          <a href={props.signInUrl}>{steps.startOver}</a>
        </p>
      </div>
    </Page>
  );
};

/** The sign-in to finish has expired or ended. */
export const SecondStepOverPage = ({ context, signInUrl }: Pick<SecondStepProps, 'context' | 'signInUrl'>) => {
  const { signIn, steps } = context.messages;
  return (
    <Page context={context} title={steps.overTitle}>
      <div class="card">
        <h1>{steps.overTitle}</h1>
        <p>{steps.over}</p>
        <p>
          <a class="button primary" href={signInUrl}>
            {signIn.title}
          </a>
        </p>
      </div>
    </Page>
  );
};
