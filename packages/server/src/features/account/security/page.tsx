import { Moment } from '../../../web/kit/format.js';
import { PasswordField } from '../../../web/kit/fields.js';
import { EntryButton, ErrorSummary, Notice, PasswordOwner, PostForm, type FieldError } from '../../../web/kit/form.js';
import { Page, type PageContext } from '../../../web/kit/page.js';
import { EmailForm } from './email-form.js';
import { PasskeysSection, type PasskeysProps } from './passkeys-section.js';
import { SecondStepSection, type SecondStepState } from './second-step-section.js';
import { UpstreamSection, type UpstreamSectionProps } from './upstream-section.js';
import { nameBrowser } from '../../../i18n/user-agent.js';

/** A signed-in browser. */
export interface SessionLine {
  id: string;
  /** The browser showing this page. */
  current: boolean;
  createdAt: number;
  lastSeenAt: number;
  /** The User-Agent header at sign-in. */
  userAgent: string;
}

export interface SecurityProps {
  context: PageContext;
  username: string;
  /** `hasMail`: whether mail can be sent to it. */
  email: { address: string | null; isVerified: boolean; hasMail: boolean };
  /** For the fields of all forms on the page. */
  errors: readonly FieldError[];
  notice: string | null;
  /** Minimum password length, in characters. */
  minimumPasswordLength: number;
  /** Null if passkeys are not supported. */
  passkeys: PasskeysProps | null;
  secondStep: SecondStepState;
  /** Without one, the page offers a link to set it instead of the form. */
  hasPassword: boolean;
  upstream: Omit<UpstreamSectionProps, 'context'>;
  sessions: readonly SessionLine[];
}

const PasswordForm = ({ context, action, props }: { context: PageContext; action: string; props: SecurityProps }) => {
  const { form, security } = context.messages;
  return (
    <section class="card" aria-labelledby="password">
      <h2 id="password">{security.changePassword}</h2>
      <PostForm context={context} action={action}>
        <PasswordOwner username={props.username} />
        <PasswordField which="current" name="current_password" label={security.currentPassword} errors={props.errors} />
        <PasswordField
          which="new"
          name="new_password"
          label={security.newPassword}
          hint={form.passwordHint(props.minimumPasswordLength)}
          errors={props.errors}
        />
        <button class="button primary">{security.submit}</button>
      </PostForm>
    </section>
  );
};

/** For a user without a password. */
const NoPassword = ({ context, hasMail }: { context: PageContext; hasMail: boolean }) => {
  const { recovery, upstream } = context.messages;
  return (
    <section class="card" aria-labelledby="password">
      <h2 id="password">{context.messages.form.password}</h2>
      <p>{hasMail ? upstream.noPassword : upstream.noPasswordNoMail}</p>
      {hasMail ? (
        <p>
          <a class="button" href="/forgot-password">
            {recovery.forgotTitle}
          </a>
        </p>
      ) : null}
    </section>
  );
};

const Session = ({ context, session }: { context: PageContext; session: SessionLine }) => {
  const { security } = context.messages;
  const name = nameBrowser(context.messages, session.userAgent);
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          {name} {session.current ? <span class="badge">{security.current}</span> : null}
        </p>
        <p class="hint">
          {security.since} <Moment locale={context.locale} at={session.createdAt} /> · {security.lastSeen}{' '}
          <Moment locale={context.locale} at={session.lastSeenAt} />
        </p>
      </div>
      {session.current ? null : (
        <EntryButton
          context={context}
          action="/account/security/sessions/end"
          name="session"
          value={session.id}
          of={security.endOf(name)}
        >
          {security.end}
        </EntryButton>
      )}
    </li>
  );
};

export const SecurityPage = (props: SecurityProps) => {
  const { context, sessions } = props;
  const { account, security } = context.messages;
  return (
    <Page context={context} title={security.title} layout="wide" errors={props.errors}>
      <h1>{security.title}</h1>
      <ErrorSummary messages={context.messages} errors={props.errors} />
      {props.notice === null ? null : <Notice>{props.notice}</Notice>}
      <section class="card" aria-labelledby="sessions">
        <h2 id="sessions">{security.sessions}</h2>
        <ul class="entries lines">
          {sessions.map((session) => (
            <Session context={context} session={session} />
          ))}
        </ul>
        {sessions.some(({ current }) => !current) ? (
          <PostForm context={context} action="/account/security/sessions/end-others">
            <button class="button">{security.endOthers}</button>
          </PostForm>
        ) : (
          <p class="hint">{security.onlyThis}</p>
        )}
        <p class="hint">{account.times}</p>
      </section>
      {props.passkeys === null ? null : <PasskeysSection context={context} {...props.passkeys} errors={props.errors} />}
      <SecondStepSection context={context} state={props.secondStep} errors={props.errors} />
      {props.hasPassword ? (
        <PasswordForm context={context} action="/account/security/password" props={props} />
      ) : (
        <NoPassword context={context} hasMail={props.email.hasMail} />
      )}
      <UpstreamSection context={context} connected={props.upstream.connected} others={props.upstream.others} />
      <EmailForm
        context={context}
        email={props.email.address}
        isVerified={props.email.isVerified}
        hasMail={props.email.hasMail}
        asksPassword={props.hasPassword}
        errors={props.errors}
      />
    </Page>
  );
};
