import type { Session } from '../../../domain/sessions/index.js';
import { Moment } from '../../../web/kit/format.js';
import { CheckField, PasswordField } from '../../../web/kit/fields.js';
import { EntryButton, PasswordOwner, PostForm, type FieldError } from '../../../web/kit/form.js';
import { LinkLine, type PageContext, Section, WidePage } from '../../../web/kit/page.js';
import { EmailForm, type EmailState } from './email-form.js';
import { PasskeysSection, type PasskeysProps } from './passkeys-section.js';
import { SecondStepSection, type SecondStepState } from './second-step-section.js';
import { UpstreamSection, type UpstreamSectionProps } from './upstream-section.js';
import { nameBrowser } from '../../../i18n/user-agent.js';

/** A signed-in browser. */
export interface SessionLine extends Pick<Session, 'createdAt' | 'lastSeenAt' | 'userAgent'> {
  id: number | string;
  /** The browser showing this page. */
  current: boolean;
}

export interface SecurityProps {
  context: PageContext;
  username: string;
  email: EmailState;
  /** For the fields of all forms on the page. */
  errors: readonly FieldError[];
  notice: string | null;
  /** Minimum password length, in characters. */
  minimumPasswordLength: number;
  /** Null if passkeys are not supported. */
  passkeys: PasskeysProps | null;
  secondStep: SecondStepState;
  /** Who may have credentials for programs. */
  isDeveloper: boolean;
  /** Without one, the page offers a link to set it instead of the form. */
  hasPassword: boolean;
  upstream: Omit<UpstreamSectionProps, 'context'>;
  sessions: readonly SessionLine[];
}

const PasswordForm = ({ context, username, errors, minimumPasswordLength, isDeveloper }: SecurityProps) => {
  const { form, security } = context.messages;
  return (
    <Section id="password" title={security.changePassword}>
      <PostForm context={context} action="/account/security/password">
        <PasswordOwner username={username} />
        <PasswordField which="current" name="current_password" label={security.currentPassword} errors={errors} />
        <PasswordField
          which="new"
          name="new_password"
          label={security.newPassword}
          hint={form.passwordHint(minimumPasswordLength)}
          errors={errors}
        />
        {isDeveloper ? (
          <CheckField
            name="revoke_credentials"
            label={security.revokeCredentials}
            hint={security.revokeCredentialsHint}
            checked={false}
            errors={errors}
          />
        ) : null}
        <button class="button primary">{security.submit}</button>
      </PostForm>
    </Section>
  );
};

/** For a user without a password. */
const NoPassword = ({ context, hasMail }: { context: PageContext; hasMail: boolean }) => {
  const { recovery, upstream } = context.messages;
  return (
    <Section id="password" title={context.messages.form.password}>
      <p>{hasMail ? upstream.noPassword : upstream.noPasswordNoMail}</p>
      {hasMail ? <LinkLine href="/forgot-password" text={recovery.forgotTitle} look="button" /> : null}
    </Section>
  );
};

const SessionEntry = ({ context, session }: { context: PageContext; session: SessionLine }) => {
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
    <WidePage context={context} title={security.title} errors={props.errors} notice={props.notice}>
      <Section id="sessions" title={security.sessions}>
        <ul class="entries lines">
          {sessions.map((session) => (
            <SessionEntry context={context} session={session} />
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
      </Section>
      {props.passkeys === null ? null : <PasskeysSection context={context} {...props.passkeys} errors={props.errors} />}
      <SecondStepSection context={context} state={props.secondStep} errors={props.errors} />
      {props.hasPassword ? <PasswordForm {...props} /> : <NoPassword context={context} hasMail={props.email.hasMail} />}
      <UpstreamSection context={context} {...props.upstream} />
      <EmailForm context={context} {...props.email} asksPassword={props.hasPassword} errors={props.errors} />
    </WidePage>
  );
};
