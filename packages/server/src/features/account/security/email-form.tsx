import { Field, PasswordField } from '../../../web/kit/fields.js';
import { PostForm, type FieldError } from '../../../web/kit/form.js';
import { Section, type PageContext } from '../../../web/kit/page.js';

export interface EmailState {
  address: string | null;
  isVerified: boolean;
  /** Whether mail can be sent. */
  hasMail: boolean;
}

interface EmailFormProps extends EmailState {
  context: PageContext;
  /** Whether the account has a password to ask for. */
  asksPassword: boolean;
  /** For the fields `new_email` and `email_password`. */
  errors: readonly FieldError[];
}

/** Shows whether the account's address is confirmed, and changes it. */
export const EmailForm = ({ context, address, isVerified, hasMail, asksPassword, errors }: EmailFormProps) => {
  const { account, recovery } = context.messages;
  return (
    <Section id="email" title={recovery.emailTitle}>
      <p>
        <bdi>{address ?? account.noEmail}</bdi>{' '}
        {address !== null && hasMail ? (
          <span class="badge">{isVerified ? recovery.emailConfirmed : recovery.emailUnconfirmed}</span>
        ) : null}
      </p>
      {address !== null && hasMail && !isVerified ? (
        <PostForm context={context} action="/account/security/email/verify">
          <button class="button">{recovery.sendAgain}</button>
        </PostForm>
      ) : null}
      <PostForm context={context} action="/account/security/email">
        <Field
          name="new_email"
          type="email"
          label={recovery.newEmail}
          autocomplete="email"
          inputmode="email"
          errors={errors}
        />
        {asksPassword ? (
          <PasswordField which="current" name="email_password" label={recovery.yourPassword} errors={errors} />
        ) : null}
        <button class="button">{recovery.changeEmail}</button>
      </PostForm>
    </Section>
  );
};
