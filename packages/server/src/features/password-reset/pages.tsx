import type { RemainingAccess, RemovalAnswers } from '../../domain/sign-in/index.js';
import { SubmitOrCancel } from '../../web/kit/decision.js';
import { Field, PasswordField } from '../../web/kit/fields.js';
import { Hidden, PasswordOwner, PostForm, type FieldError } from '../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext } from '../../web/kit/page.js';
import { LeavesChoices, LeavesStill } from './leaves.js';

export interface ForgotProps {
  context: PageContext;
  /** Initial value of the field `username`. */
  username: string;
  errors: readonly FieldError[];
}

export const ForgotPage = ({ context, username, errors }: ForgotProps) => {
  const { form, recovery } = context.messages;
  return (
    <CardPage context={context} title={recovery.forgotTitle} errors={errors}>
      <p>{recovery.forgotLead}</p>
      <PostForm context={context} action="/forgot-password">
        <Field
          name="username"
          label={form.usernameOrEmail}
          value={username}
          autocomplete="username"
          errors={errors}
          autofocus
        />
        <SubmitOrCancel messages={context.messages} submit={recovery.send} cancelUrl="/sign-in" />
      </PostForm>
    </CardPage>
  );
};

interface OutcomeProps {
  context: PageContext;
  title: string;
  text: string;
  hint: string | null;
  link: { href: string; text: string };
}

/** The result, and where to continue. */
const Outcome = ({ context, title, text, hint, link }: OutcomeProps) => (
  <CardPage context={context} title={title}>
    <p>{text}</p>
    {hint === null ? null : <p class="hint">{hint}</p>}
    <LinkLine {...link} look="button primary" />
  </CardPage>
);

/** The same whether the account exists or not. */
export const SentPage = ({ context }: { context: PageContext }) => {
  const { recovery } = context.messages;
  return (
    <Outcome
      context={context}
      title={recovery.sentTitle}
      text={recovery.sent}
      hint={recovery.notThere}
      link={{ href: '/sign-in', text: recovery.backToSignIn }}
    />
  );
};

/** `askAgainUrl` is null if mail cannot be sent. */
export const LinkUsedPage = ({ context, askAgainUrl }: { context: PageContext; askAgainUrl: string | null }) => {
  const { recovery } = context.messages;
  return (
    <Outcome
      context={context}
      title={recovery.linkUsedTitle}
      text={recovery.linkUsed}
      hint={null}
      link={
        askAgainUrl === null
          ? { href: '/sign-in', text: recovery.backToSignIn }
          : { href: askAgainUrl, text: recovery.askAgain }
      }
    />
  );
};

/** Says what was ended, and what goes on. */
export const DonePage = ({ context, leaves }: { context: PageContext; leaves: RemainingAccess }) => {
  const { recovery, signIn } = context.messages;
  return (
    <CardPage context={context} title={recovery.doneTitle}>
      <p>{recovery.done}</p>
      <LeavesStill context={context} leaves={leaves} />
      <LinkLine href="/sign-in" text={signIn.title} look="button primary" />
    </CardPage>
  );
};

export interface ResetProps {
  context: PageContext;
  token: string;
  username: string;
  /** Whose credentials for programs end too. */
  isDeveloper: boolean;
  /** Minimum password length, in characters. */
  minimumPasswordLength: number;
  /** What the new password does not end. */
  leaves: RemainingAccess;
  /** What the form was sent with, if it was. */
  answers: RemovalAnswers;
  errors: readonly FieldError[];
}

export const ResetPage = (props: ResetProps) => {
  const { context, token, username, isDeveloper, minimumPasswordLength, leaves, answers, errors } = props;
  const { form, recovery } = context.messages;
  return (
    <CardPage context={context} title={recovery.resetTitle} errors={errors}>
      <p>{recovery.resetLead(username)}</p>
      {isDeveloper ? <p class="warning">{recovery.revokesCredentials}</p> : null}
      <PostForm context={context} action="/reset-password">
        <Hidden name="token" value={token} />
        <PasswordOwner username={username} />
        <PasswordField
          which="new"
          name="new_password"
          label={recovery.newPassword}
          hint={form.passwordHint(minimumPasswordLength)}
          errors={errors}
        />
        <LeavesChoices context={context} leaves={leaves} answers={answers} />
        <SubmitOrCancel messages={context.messages} submit={recovery.submit} cancelUrl="/sign-in" />
      </PostForm>
    </CardPage>
  );
};
