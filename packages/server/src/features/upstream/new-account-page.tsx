import { SubmitOrCancel } from '../../web/kit/decision.js';
import { Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { NewAccountFields } from '../../web/kit/credentials/new-account-fields.js';
import { CardPage, type PageContext } from '../../web/kit/page.js';
import { Terms } from '../../web/kit/terms.js';

export interface NewAccountProps {
  context: PageContext;
  action: string;
  /** The proven identity, stored for this form; hidden field `pending`. */
  pending: string;
  /** Where the form leads if it is stale: hidden field `request`, or `return_to`. */
  requestId: string | null;
  returnTo: string;
  /** The provider's label. */
  provider: string;
  /** The user's name there. */
  label: string;
  /** The app that is waiting, if any. */
  app: string | null;
  values: { username: string; email: string };
  /** The provider has verified the address, unless the user changes it. */
  isEmailVerified: boolean;
  /** For the fields `username` and `email`. */
  errors: readonly FieldError[];
  signInUrl: string;
  cancelUrl: string;
}

/** Creates an account for a user proven by a provider, so without a password. */
export const NewAccountPage = (props: NewAccountProps) => {
  const { context, errors, values, provider } = props;
  const { signIn, signUp, upstream } = context.messages;
  return (
    <CardPage
      context={context}
      title={signUp.title}
      subtitle={props.app && signIn.toContinue(props.app)}
      errors={errors}
    >
      <p>{upstream.newcomer(provider, props.label)}</p>
      <PostForm context={context} action={props.action}>
        <Hidden name="pending" value={props.pending} />
        <Hidden name="request" value={props.requestId} />
        <Hidden name="return_to" value={props.requestId === null ? props.returnTo : null} />
        <NewAccountFields
          context={context}
          values={values}
          {...(props.isEmailVerified ? { emailHint: upstream.emailVerified(provider) } : {})}
          errors={errors}
        />
        <Terms context={context} />
        <SubmitOrCancel messages={context.messages} submit={signUp.submit} cancelUrl={props.cancelUrl} />
      </PostForm>
      <p class="hint">{upstream.alreadyHere(provider)}</p>
      <p class="aside">
        {signUp.haveAccount} <a href={props.signInUrl}>{signUp.signIn}</a>
      </p>
    </CardPage>
  );
};
