import { SubmitOrCancel } from '../../../web/kit/decision.js';
import { PasswordField } from '../../../web/kit/fields.js';
import { PasswordOwner, PostForm, type FieldError } from '../../../web/kit/form.js';
import { CardPage, type PageContext } from '../../../web/kit/page.js';

export interface UpstreamChangeProps {
  context: PageContext;
  change: 'connect' | 'remove';
  action: string;
  /** The provider's label. */
  provider: string;
  username: string;
  /** Whether the account has a password to ask for (field `current_password`). */
  asksPassword: boolean;
  errors: readonly FieldError[];
}

/** Explains connecting or disconnecting a provider, and asks for proof. */
export const UpstreamChangePage = (props: UpstreamChangeProps) => {
  const { context, change, provider, errors } = props;
  const { security, upstream } = context.messages;
  const title = change === 'connect' ? upstream.connect(provider) : upstream.removeTitle(provider);
  return (
    <CardPage context={context} title={title} errors={errors}>
      <p>{change === 'connect' ? upstream.connectMeans(provider, props.username) : upstream.removeMeans(provider)}</p>
      <PostForm context={context} action={props.action}>
        {props.asksPassword ? (
          <>
            <PasswordOwner username={props.username} />
            <PasswordField which="current" name="current_password" label={security.currentPassword} errors={errors} />
          </>
        ) : null}
        <SubmitOrCancel
          messages={context.messages}
          submit={change === 'connect' ? upstream.goOn(provider) : upstream.remove}
          isDanger={change === 'remove'}
          cancelUrl="/account/security"
        />
      </PostForm>
    </CardPage>
  );
};
