import { Field } from '../../web/kit/fields.js';
import { Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext } from '../../web/kit/page.js';

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
    <CardPage context={context} title={steps.secondStepTitle} errors={errors}>
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
      <LinkLine href={props.otherUrl} text={recovery ? steps.useCode : steps.useRecovery} isAside />
      <LinkLine href={props.signInUrl} text={steps.startOver} isAside />
    </CardPage>
  );
};

/** The sign-in to finish has expired or ended. */
export const SecondStepOverPage = ({ context, signInUrl }: Pick<SecondStepProps, 'context' | 'signInUrl'>) => {
  const { signIn, steps } = context.messages;
  return (
    <CardPage context={context} title={steps.overTitle}>
      <p>{steps.over}</p>
      <LinkLine href={signInUrl} text={signIn.title} look="button primary" />
    </CardPage>
  );
};
