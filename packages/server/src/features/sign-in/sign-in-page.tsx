import type { Scope } from '../../protocol/scopes.js';
import type { CeremonyOptions } from '../../domain/sign-in/index.js';
import { AppCard, Destination, Duration, ScopeNames, type ConsentApp } from '../../web/kit/app-access.js';
import { SubmitOrCancel } from '../../web/kit/decision.js';
import { Field, PasswordField } from '../../web/kit/fields.js';
import { Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext } from '../../web/kit/page.js';
import { PasskeyPlace, PasskeyScript } from '../../web/kit/credentials/passkey-place.js';
import { Or, ProviderButton } from '../../web/kit/credentials/sign-in-parts.js';
import { ResourceList, type ShownResource } from '../../web/kit/resource-access.js';

export interface UpstreamChoice {
  name: string;
  label: string;
}

export interface SignInProps {
  context: PageContext;
  action: string;
  /** The stored authorization request to continue; hidden field `request`. */
  requestId: string | null;
  /** Initial value of the field `username`. */
  username: string;
  errors: readonly FieldError[];
  notice: string | null;
  /** The app the visitor came from, and the origin of its redirect URI. */
  app: (ConsentApp & { redirectOrigin: string }) | null;
  /** One-click: signing in grants these scopes and resources, with no further page; the app stays connected so long. */
  grants: { scopes: readonly Scope[]; resources: readonly ShownResource[]; daysConnected: number } | null;
  /** Sign-in with a passkey: the form's action, and what the browser needs. */
  passkey: { action: string; options: CeremonyOptions } | null;
  signUpUrl: string | null;
  forgotUrl: string | null;
  /** Cancels: answers the app with `access_denied`. */
  cancelUrl: string | null;
  /** The upstream providers. */
  upstream: readonly UpstreamChoice[];
  /** Where to continue without a request; field `return_to`. */
  returnTo: string;
}

/** The app that asks the user to sign in. */
const RequestingApp = ({ context, app, grants }: Required<Pick<SignInProps, 'context' | 'app' | 'grants'>>) => {
  if (app === null) return null;
  return (
    <>
      <AppCard context={context} app={app} />
      {grants === null ? null : (
        <section class="grants" aria-labelledby="grants">
          <h2 class="small-title" id="grants">
            {context.messages.signIn.byContinuing(app.name)}
          </h2>
          {grants.scopes.length === 0 ? null : <ScopeNames context={context} scopes={grants.scopes} />}
          <ResourceList context={context} resources={grants.resources} />
        </section>
      )}
      <Destination context={context} origin={app.redirectOrigin} />
    </>
  );
};

const WithPasskey = ({ context, passkey, requestId }: Pick<SignInProps, 'context' | 'passkey' | 'requestId'>) => {
  if (passkey === null) return null;
  const { steps } = context.messages;
  return (
    <>
      <PasskeyPlace
        context={context}
        ceremony="use"
        options={passkey.options}
        action={passkey.action}
        fault={steps.passkeyStopped}
      >
        <Hidden name="request" value={requestId} />
        <div class="decision">
          <button class="button">{steps.signInWithPasskey}</button>
        </div>
      </PasskeyPlace>
      <PasskeyScript />
    </>
  );
};

/** The upstream providers, one button each. */
const Upstream = ({ context, upstream, requestId, returnTo }: SignInProps) =>
  upstream.length === 0 ? null : (
    <>
      <Or messages={context.messages} />
      {upstream.map(({ name, label }) => (
        <PostForm context={context} action={`/sign-in/upstream/${name}`} class="other-way">
          <Hidden name="request" value={requestId} />
          <Hidden name="return_to" value={requestId === null ? returnTo : null} />
          <ProviderButton name="provider" value={name}>
            {context.messages.upstream.continueWith(label)}
          </ProviderButton>
        </PostForm>
      ))}
    </>
  );

/** The sign-in page. For a one-click request it also lists what the app receives (design decision 1). */
export const SignInPage = (props: SignInProps) => {
  const { context, app, errors, signUpUrl, cancelUrl } = props;
  const { form, recovery, signIn } = context.messages;
  return (
    <CardPage
      context={context}
      title={signIn.title}
      subtitle={app && signIn.toContinue(app.name)}
      errors={errors}
      notice={props.notice}
    >
      <RequestingApp context={context} app={app} grants={props.grants} />
      <PostForm context={context} action={props.action}>
        <Hidden name="request" value={props.requestId} />
        <Field
          name="username"
          label={form.usernameOrEmail}
          value={props.username}
          autocomplete="username webauthn"
          errors={errors}
          autofocus={props.grants === null && props.username === ''}
        />
        <PasswordField which="current" name="password" label={form.password} errors={errors} />
        <SubmitOrCancel messages={context.messages} submit={signIn.submit} cancelUrl={cancelUrl} />
      </PostForm>
      {props.forgotUrl === null ? null : <LinkLine href={props.forgotUrl} text={recovery.forgot} isAside />}
      <WithPasskey context={context} passkey={props.passkey} requestId={props.requestId} />
      <Upstream {...props} />
      {props.grants === null ? null : <Duration context={context} days={props.grants.daysConnected} />}
      {signUpUrl === null ? null : (
        <p class="aside">
          {signIn.noAccount} <a href={signUpUrl}>{signIn.signUp}</a>
        </p>
      )}
    </CardPage>
  );
};
