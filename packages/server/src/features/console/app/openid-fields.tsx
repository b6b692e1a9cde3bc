import { SIGNING_ALGS } from '../../../protocol/signing-alg.js';
import type { FieldError } from '../../../web/kit/form.js';
import type { PageContext } from '../../../web/kit/page.js';
import { SelectField, TextField } from '../../../web/kit/fields.js';
import type { AppForm } from './input.js';

interface OpenIdFieldsProps {
  context: PageContext;
  form: AppForm;
  errors: readonly FieldError[];
}

/** How id_tokens are signed, and what happens at sign-out. */
export const OpenIdFields = ({ context, form, errors }: OpenIdFieldsProps) => {
  const { openId } = context.messages.console;
  return (
    <>
      <SelectField
        name="id_token_signed_response_alg"
        label={openId.idTokenAlg}
        hint={openId.idTokenAlgHint}
        value={form.idTokenAlg}
        options={SIGNING_ALGS.map((alg) => ({ value: alg, text: alg }))}
        errors={errors}
      />
      <TextField
        name="post_logout_redirect_uris"
        label={openId.postLogoutRedirectUris}
        hint={openId.postLogoutRedirectUrisHint}
        value={form.postLogoutRedirectUris}
        errors={errors}
        lines={2}
        code
      />
      <TextField
        name="backchannel_logout_uri"
        label={openId.backchannelLogoutUri}
        hint={openId.backchannelLogoutUriHint}
        value={form.backchannelLogoutUri}
        errors={errors}
      />
    </>
  );
};
