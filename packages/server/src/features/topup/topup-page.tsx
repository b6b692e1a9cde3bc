import { formatMoney } from '../../web/kit/format.js';
import { Field, RadioField } from '../../web/kit/fields.js';
import { Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext } from '../../web/kit/page.js';
import { Or } from '../../web/kit/credentials/sign-in-parts.js';

/** The app that sent the user here, and the page to return to (always at a registered origin). */
export interface TopUpApp {
  name: string;
  returnUrl: string | null;
}

export interface TopUpProvider {
  id: string;
  name: string;
}

export interface TopUpProps {
  context: PageContext;
  /** The app's short-lived ticket; hidden field `ticket`. */
  ticket: string | null;
  /** As text: "750.00". */
  balance: string;
  /** The name of the currency, or null. */
  currency: string | null;
  /** Initial value of the field `amount`. */
  amount: string;
  /** At least one; if there are several, the user chooses (`provider`). */
  providers: readonly TopUpProvider[];
  /** Id of the preselected provider. */
  provider: string;
  app: TopUpApp | null;
  errors: readonly FieldError[];
}

/** Amounts with their own button, which sends `preset` instead of `amount`. */
const PRESETS = ['5', '10', '20', '50'];

interface BackToAppProps {
  context: PageContext;
  app: TopUpApp | null;
  /** Nothing else is left to do on the page. */
  primary?: boolean;
}

/** Back to the app the user came from, or to their own account. */
export const BackToApp = ({ context, app, primary = false }: BackToAppProps) => {
  const { topUp } = context.messages;
  const look = primary ? 'button primary' : 'button';
  return app === null || app.returnUrl === null ? (
    <a class={look} href="/account">
      {topUp.backToAccount}
    </a>
  ) : (
    <a class={look} href={app.returnUrl}>
      {topUp.backTo(app.name)}
    </a>
  );
};

/** The balance, in large type. */
export const Balance = ({ label, amount }: { label: string; amount: string }) => (
  <p class="standing">
    <span class="hint">{label}</span> <span class="figure">{amount}</span>
  </p>
);

const Providers = ({ context, providers, provider }: Pick<TopUpProps, 'context' | 'providers' | 'provider'>) => {
  if (providers.length < 2) return <input type="hidden" name="provider" value={provider} />;
  return (
    <RadioField
      name="provider"
      label={context.messages.topUp.provider}
      value={provider}
      options={providers.map(({ id, name }) => ({ value: id, text: name }))}
      errors={[]}
    />
  );
};

/** Chooses an amount. Amount and presets share one form, so that the chosen provider applies to both. */
export const TopUpPage = (props: TopUpProps) => {
  const { context, app, currency, errors } = props;
  const { topUp } = context.messages;
  return (
    <CardPage context={context} title={topUp.title} layout="wide" errors={errors}>
      {app === null ? null : <p>{topUp.cameFrom(app.name)}</p>}
      <Balance label={topUp.balance} amount={formatMoney(props.balance, currency)} />
      <PostForm context={context} action="/topup">
        <Hidden name="ticket" value={props.ticket} />
        {/* Pressing Enter submits with a form's first button, and must mean the typed amount. */}
        <button class="unseen" tabindex={-1} aria-hidden="true" />
        <Providers context={context} providers={props.providers} provider={props.provider} />
        <div class="presets" role="group" aria-label={topUp.presets}>
          {PRESETS.map((preset) => (
            <button
              class="button"
              name="preset"
              value={preset}
              aria-label={topUp.preset(formatMoney(preset, currency))}
            >
              {preset}
            </button>
          ))}
        </div>
        <Or messages={context.messages} />
        <Field
          name="amount"
          label={currency === null ? topUp.amount : topUp.amountIn(currency)}
          value={props.amount}
          autocomplete="off"
          inputmode="decimal"
          hint={topUp.amountHint}
          errors={errors}
        />
        <div class="decision">
          <button class="button primary">{topUp.submit}</button>
        </div>
      </PostForm>
      <p class="aside">
        <BackToApp context={context} app={app} />
      </p>
    </CardPage>
  );
};

export interface TopUpUnavailableProps {
  context: PageContext;
  balance: string;
  currency: string | null;
  app: TopUpApp | null;
}

/** No provider is configured, or none answers. */
export const TopUpUnavailablePage = ({ context, balance, currency, app }: TopUpUnavailableProps) => {
  const { topUp } = context.messages;
  return (
    <CardPage context={context} title={topUp.unavailableTitle} layout="wide">
      <p>{topUp.unavailable}</p>
      <p>{topUp.unavailableRemedy}</p>
      <Balance label={topUp.balance} amount={formatMoney(balance, currency)} />
      <p>
        <BackToApp context={context} app={app} />
      </p>
    </CardPage>
  );
};

export interface TopUpWrongAccountProps {
  context: PageContext;
  /** Who is signed in. The page does not say whom the link is for. */
  username: string;
  app: TopUpApp | null;
  /** Where to continue after signing out: this same link. */
  returnTo: string;
}

/** The link is bound to a user, and another one is signed in. */
export const TopUpWrongAccountPage = ({ context, username, app, returnTo }: TopUpWrongAccountProps) => {
  const { page, topUp } = context.messages;
  return (
    <CardPage context={context} title={topUp.wrongAccountTitle}>
      <p>
        {topUp.wrongAccount(username)} {app === null ? null : topUp.wrongAccountFrom(app.name)}
      </p>
      <p>{topUp.wrongAccountSignOut}</p>
      <PostForm context={context} action="/sign-out">
        <input type="hidden" name="return_to" value={returnTo} />
        <div class="decision">
          <button class="button primary">{page.signOut}</button>
          <a class="button" href="/topup">
            {topUp.topUpOwn(username)}
          </a>
        </div>
      </PostForm>
      {app === null || app.returnUrl === null ? null : (
        <LinkLine href={app.returnUrl} text={topUp.backTo(app.name)} isAside />
      )}
    </CardPage>
  );
};
