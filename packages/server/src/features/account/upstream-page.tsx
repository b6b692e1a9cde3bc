import { ErrorSummary, Field, PostForm, type FieldError } from '../../web/form.js';
import { Page, type PageContext } from '../../web/page.js';

export interface UpstreamChangeProps {
  context: PageContext;
  change: 'connect' | 'remove';
  /** Where the form goes. */
  action: string;
  /** The provider's label. */
  provider: string;
  username: string;
  /** Whether the account has a password to prove it by; field `current_password`. */
  asksPassword: boolean;
  errors: readonly FieldError[];
}

/** Connecting an account elsewhere, or removing one: what that means, and who may do it. */
export const UpstreamChangePage = (props: UpstreamChangeProps) => {
  const { context, change, provider, errors } = props;
  const { page, security, upstream } = context.messages;
  const title = change === 'connect' ? upstream.connect(provider) : upstream.removeTitle(provider);
  return (
    <Page context={context} title={title} errors={errors}>
      <div class="card">
        <h1>{title}</h1>
        <ErrorSummary messages={context.messages} errors={errors} />
        <p>{change === 'connect' ? upstream.connectMeans(provider, props.username) : upstream.removeMeans(provider)}</p>
        <PostForm context={context} action={props.action}>
          {props.asksPassword ? (
            <>
              {/* Tells password managers whose password it is. */}
              <input type="text" name="username" value={props.username} autocomplete="username" readonly hidden />
              <Field
                name="current_password"
                type="password"
                label={security.currentPassword}
                autocomplete="current-password"
                errors={errors}
              />
            </>
          ) : null}
          <div class="decision equal">
            {change === 'connect' ? (
              <button class="button primary">{upstream.goOn(provider)}</button>
            ) : (
              <button class="button danger">{upstream.remove}</button>
            )}
            <a class="button" href="/account/security">
              {page.cancel}
            </a>
          </div>
        </PostForm>
      </div>
    </Page>
  );
};
