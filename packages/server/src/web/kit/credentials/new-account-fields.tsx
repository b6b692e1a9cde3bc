import { Field } from '../fields.js';
import { type FieldError } from '../form.js';
import type { PageContext } from '../page.js';

interface NewAccountFieldsProps {
  context: PageContext;
  values: { username: string; email: string };
  /** Shown beside the email address. */
  emailHint?: string;
  errors: readonly FieldError[];
}

/** The fields of every new account, whichever way its user signs in. */
export const NewAccountFields = ({ context, values, emailHint, errors }: NewAccountFieldsProps) => {
  const { form, signUp } = context.messages;
  return (
    <>
      <Field
        name="username"
        label={form.username}
        value={values.username}
        autocomplete="username"
        hint={signUp.usernameHint}
        errors={errors}
      />
      <Field
        name="email"
        type="email"
        label={form.email}
        value={values.email}
        autocomplete="email"
        inputmode="email"
        {...(emailHint === undefined ? {} : { hint: emailHint })}
        errors={errors}
      />
    </>
  );
};
