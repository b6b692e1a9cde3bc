import { SubmitOrCancel } from '../../web/kit/decision.js';
import { PasswordField } from '../../web/kit/fields.js';
import { Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { NewAccountFields } from '../../web/kit/credentials/new-account-fields.js';
import { CardPage, type PageContext } from '../../web/kit/page.js';
import { Terms } from '../../web/kit/terms.js';

/** A one-time link that creates an account, or makes an operator. */
export interface Invitation {
  /** The link's secret; hidden field `invitation`. */
  token: string;
  role: 'user' | 'operator';
}

export interface SignUpProps {
  context: PageContext;
  action: string;
  /** The stored authorization request to continue; hidden field `request`. */
  requestId: string | null;
  /** Null if sign-up is open. */
  invitation: Invitation | null;
  /** What the visitor entered before. */
  values: { username: string; email: string };
  /** For the fields `username`, `email` and `password`. */
  errors: readonly FieldError[];
  /** Minimum password length, in characters. */
  minimumPasswordLength: number;
  signInUrl: string;
  cancelUrl: string;
}

const SignInInstead = ({ context, signInUrl }: { context: PageContext; signInUrl: string }) => {
  const { signUp } = context.messages;
  return (
    <p class="aside">
      {signUp.haveAccount} <a href={signInUrl}>{signUp.signIn}</a>
    </p>
  );
};

export const SignUpPage = (props: SignUpProps) => {
  const { context, invitation, errors, values } = props;
  const { form, signUp } = context.messages;
  const title = invitation?.role === 'operator' ? signUp.operatorTitle : signUp.title;
  return (
    <CardPage
      context={context}
      title={title}
      errors={errors}
      notice={invitation && (invitation.role === 'operator' ? signUp.operator : signUp.invited)}
    >
      <PostForm context={context} action={props.action}>
        <Hidden name="request" value={props.requestId} />
        <Hidden name="invitation" value={invitation?.token ?? null} />
        <NewAccountFields context={context} values={values} errors={errors} />
        <PasswordField
          which="new"
          name="password"
          label={form.password}
          hint={form.passwordHint(props.minimumPasswordLength)}
          errors={errors}
        />
        <Terms context={context} />
        <SubmitOrCancel messages={context.messages} submit={signUp.submit} cancelUrl={props.cancelUrl} />
      </PostForm>
      <SignInInstead context={context} signInUrl={props.signInUrl} />
    </CardPage>
  );
};

export interface SignUpClosedProps {
  context: PageContext;
  signInUrl: string;
}

/** Sign-up needs an invitation, which this visitor does not have. */
export const SignUpClosedPage = ({ context, signInUrl }: SignUpClosedProps) => {
  const { signUp } = context.messages;
  return (
    <CardPage context={context} title={signUp.closedTitle}>
      <p>
        {signUp.closed(context.siteName)} {signUp.closedAsk}
      </p>
      <SignInInstead context={context} signInUrl={signInUrl} />
    </CardPage>
  );
};

export interface AcceptInvitationProps {
  context: PageContext;
  invitation: Invitation;
  username: string;
  errors: readonly FieldError[];
}

/** A signed-in user opened an invitation: an operator's can be accepted, a user's offers nothing new. */
export const AcceptInvitationPage = (props: AcceptInvitationProps) => {
  const { context, invitation } = props;
  const { page, signUp } = context.messages;
  return (
    <CardPage context={context} title={signUp.acceptTitle} errors={props.errors}>
      <p>{invitation.role === 'operator' ? signUp.operator : signUp.acceptUser}</p>
      <PostForm context={context} action="/sign-up">
        <Hidden name="invitation" value={invitation.token} />
        <div class="decision equal">
          {invitation.role === 'operator' ? (
            <button class="button primary">{signUp.accept(props.username)}</button>
          ) : null}
          <a class="button" href="/">
            {page.cancel}
          </a>
        </div>
      </PostForm>
    </CardPage>
  );
};
