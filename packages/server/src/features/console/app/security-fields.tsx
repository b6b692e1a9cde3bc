import type { FieldError } from '../../../web/kit/form.js';
import type { PageContext } from '../../../web/kit/page.js';
import { CheckField, TextField } from '../../../web/kit/fields.js';
import { shownJwks, type SecurityForm } from './security-input.js';

interface SecurityFieldsProps {
  context: PageContext;
  form: SecurityForm;
  /** A public app has no server that could keep a key. */
  public: boolean;
  errors: readonly FieldError[];
}

const KeyFields = ({ context, form, errors }: SecurityFieldsProps) => {
  const { security } = context.messages.console;
  return (
    <>
      <TextField
        name="jwks"
        label={security.jwks}
        hint={security.jwksHint}
        value={shownJwks(form)}
        errors={errors}
        lines={4}
        code
      />
      <TextField
        name="jwks_uri"
        label={security.jwksUri}
        hint={security.jwksUriHint}
        value={form.jwksUri}
        errors={errors}
      />
    </>
  );
};

/** Keys instead of a secret, and the rules that make stolen requests and tokens useless. */
export const SecurityFields = (props: SecurityFieldsProps) => {
  const { context, form, errors } = props;
  const { security } = context.messages.console;
  return (
    <>
      {props.public ? null : <KeyFields {...props} />}
      <CheckField
        name="require_pushed_authorization_requests"
        label={security.requirePar}
        hint={security.requireParHint}
        checked={form.requirePar}
        errors={errors}
      />
      <CheckField
        name="dpop_bound_access_tokens"
        label={security.dpopBound}
        hint={security.dpopBoundHint}
        checked={form.dpopBound}
        errors={errors}
      />
      {props.public ? null : (
        <CheckField name="fapi" label={security.fapi} hint={security.fapiHint} checked={form.fapi} errors={errors} />
      )}
    </>
  );
};
