import type { Child } from 'hono/jsx';
import type { Account } from '../../domain/accounts/index.js';
import { isLoopbackUri } from '../../protocol/redirect-uri.js';
import { optionalAmong, type Scope } from '../../protocol/scopes.js';
import type { App } from '../../domain/apps/index.js';
import { PostForm } from './form.js';
import { CheckIcon, CrossIcon, VerifiedIcon } from './icons.js';
import type { InPage } from './page.js';
import { appLogo, Tile } from './tile.js';

/** An app as shown to users. Name, description and owner come from the developer: untrusted, always escaped. */
export interface ConsentApp {
  name: string;
  /** '' if the developer gave none. */
  description: string;
  /** Username of the app's developer; null for an app without an owner. */
  owner: string | null;
  /** The host that describes the app, if it is known only by its metadata document; otherwise null. */
  host: string | null;
  /** Marked as trusted by the operator. */
  trusted: boolean;
  /** URL of its logo, or null. */
  logo: string | null;
}

export const consentAppOf = (app: App, owner: Account | null): ConsentApp => ({
  name: app.name,
  description: app.description,
  owner: app.owner === null ? null : (owner?.username ?? ''),
  host: app.registeredBy === 'metadata' ? (URL.parse(app.clientId)?.host ?? '') : null,
  trusted: app.isTrusted,
  logo: appLogo(app),
});

/** The operator trusts the app; the page explains what that means. */
const Verified = ({ context }: InPage) => (
  <p class="verified">
    <VerifiedIcon />
    <span>
      <strong>{context.messages.access.trusted(context.siteName)}</strong>{' '}
      <span class="hint">{context.messages.trust.meaning(context.siteName)}</span>
    </span>
  </p>
);

/** Who is responsible for the app: the operator, a developer, a host, or nobody. */
export const Publisher = ({ context, app }: InPage & { app: ConsentApp }) => {
  const { access, trust } = context.messages;
  if (app.trusted) return <Verified context={context} />;
  if (app.host !== null) {
    return (
      <p>
        {access.knownByAddress} <strong class="origin">{app.host}</strong>
      </p>
    );
  }
  if (app.owner === null) return <p class="app-description">{access.publishedByNobody}</p>;
  return (
    <p class="hint">
      {access.publishedBy(app.owner)} · {trust.unchecked(context.siteName)}
    </p>
  );
};

export const AppCard = ({ context, app }: InPage & { app: ConsentApp }) => (
  <div class="app">
    <Tile name={app.name} logo={app.logo} />
    <div>
      <p class="app-name">
        <bdi>{app.name}</bdi>
      </p>
      {app.description === '' ? null : <p class="app-description">{app.description}</p>}
      <Publisher context={context} app={app} />
    </div>
  </div>
);

interface IdentityProps extends InPage {
  username: string;
  /** Where the form to use another account is sent. */
  action: string;
  /** The form's fields. */
  children: Child;
}

/** Shows the signed-in account, which also defeats a login forced on the visitor by an attacker. */
export const Identity = ({ context, username, action, children }: IdentityProps) => {
  const { consent } = context.messages;
  return (
    <div class="identity">
      <p>
        <span class="hint">{consent.signedInAs}</span>{' '}
        <strong>
          <bdi>{username}</bdi>
        </strong>
      </p>
      <PostForm context={context} action={action}>
        {children}
        <span class="hint">{consent.notYou}</span> <button class="link">{consent.useAnother}</button>
      </PostForm>
    </div>
  );
};

interface DestinationProps extends InPage {
  origin: string;
  /** The user knows the app by another origin. */
  isElsewhere?: boolean;
}

/**
 * Where the browser goes next. An app's name proves nothing but its origin does, so the origin stands out. The page
 * says so if any program on the device could receive the answer (RFC 8252 8.6).
 */
export const Destination = ({ context, origin, isElsewhere = false }: DestinationProps) => {
  const { access } = context.messages;
  const onWeb = /^https?:\/\//.test(origin);
  return (
    <p class="destination">
      {access.sentTo} <strong class="origin">{origin}</strong>
      {isElsewhere ? <span class="hint">{access.newAddress}</span> : null}
      {isLoopbackUri(origin) ? <span class="hint">{access.onThisDevice}</span> : null}
      {onWeb ? null : <span class="hint">{access.byScheme}</span>}
    </p>
  );
};

interface ScopeTextProps extends InPage {
  scope: Scope;
  /** Shown beside `balance`. */
  balance: string | null;
  /** Instead of the scope's own. */
  detail?: string | undefined;
  /** Beside the scope's name. */
  children?: Child;
}

export const ScopeText = ({ context, scope, balance, detail, children }: ScopeTextProps) => {
  const { access, scopes } = context.messages;
  return (
    <span class="scope-text">
      <span class="scope-name">
        {scopes[scope].name} {children}
      </span>
      <span class="hint">
        {detail ?? scopes[scope].detail}
        {scope === 'balance' && balance !== null ? (
          <>
            {' '}
            <strong>{access.currently(balance)}</strong>
          </>
        ) : null}
      </span>
    </span>
  );
};

interface ScopeListProps extends InPage {
  scopes: readonly Scope[];
  /** Shown beside `balance`, if known. */
  balance?: string | null;
}

/** The scopes in plain words, without checkboxes. */
export const ScopeList = ({ context, scopes, balance = null }: ScopeListProps) => (
  <ul class="scopes">
    {scopes.map((scope) => (
      <li>
        <CheckIcon />
        <ScopeText context={context} scope={scope} balance={balance} />
      </li>
    ))}
  </ul>
);

/** The scopes in a few words, where a form must fit below them in a small window. */
export const ScopeNames = ({ context, scopes }: InPage & { scopes: readonly Scope[] }) => (
  <ul class="scope-names">
    {scopes.map((scope) => (
      <li>
        <CheckIcon />
        <span>
          <strong>{context.messages.scopes[scope].name}</strong>{' '}
          <span class="hint">{context.messages.scopes[scope].brief}</span>
        </span>
      </li>
    ))}
  </ul>
);

/** A scope that the user is asked for. */
export interface AskedScope {
  scope: Scope;
  /** The user may decline it. */
  optional: boolean;
  isTicked: boolean;
  /** The user allowed this app something before, but not this. */
  newlyAsked: boolean;
}

/** `before`: what the user has allowed the app so far; null if nothing. `overAsks`: it probably needs none of them. */
export const askedScopes = (
  scopes: readonly Scope[],
  before: readonly Scope[] | null,
  overAsks: boolean,
): AskedScope[] => {
  const optional = optionalAmong(scopes, overAsks);
  // The address that has no box goes with the profile, whose text names it.
  const shown = overAsks ? optional : scopes;
  return shown.map((scope) => ({
    scope,
    optional: optional.includes(scope),
    // Staying connected tells the app nothing, and it is for the other resource too.
    isTicked: !overAsks || scope === 'offline_access' || before?.includes(scope) === true,
    newlyAsked: before !== null && !before.includes(scope),
  }));
};

/** Whether a box decides if the app stays connected. */
export const staysAsked = (scopes: readonly AskedScope[]): boolean =>
  scopes.some(({ scope, optional }) => scope === 'offline_access' && optional);

interface ScopeChoicesProps extends InPage {
  app: ConsentApp;
  scopes: readonly AskedScope[];
  /** Shown beside `balance`, if known. */
  balance?: string | null;
  /** How long the app stays connected, if it does. */
  days: number;
  /** The app probably needs none of them. */
  overAsks: boolean;
}

const Choice = ({
  context,
  asked,
  balance = null,
  days,
}: Omit<ScopeChoicesProps, 'app' | 'scopes' | 'overAsks'> & { asked: AskedScope }) => {
  const { scope, optional, isTicked, newlyAsked } = asked;
  const { access } = context.messages;
  const details: Partial<Record<Scope, string>> = {
    offline_access: access.keeps(days),
    ...(optional ? {} : { email: access.inProfile }),
  };
  const text = (
    <ScopeText context={context} scope={scope} balance={balance} detail={details[scope]}>
      {newlyAsked ? <span class="badge">{access.isNew}</span> : null}
      <code class="scope-id">{scope}</code>
    </ScopeText>
  );
  return (
    <li>
      {optional ? (
        <label class="choice">
          <input type="checkbox" name="scope" value={scope} checked={isTicked} />
          {text}
        </label>
      ) : (
        <div class="choice">
          <CheckIcon />
          {text}
        </div>
      )}
    </li>
  );
};

/** The scopes in plain words, with a checkbox for each optional one: the field `scope`, to be read by `scopesAllowed`. */
export const ScopeChoices = ({ app, scopes, overAsks, ...props }: ScopeChoicesProps) => {
  const { access, consent } = props.context.messages;
  if (scopes.length === 0) return null;
  return (
    <>
      {overAsks ? null : <h2 class="small-title">{access.receives(app.name)}</h2>}
      {scopes.some(({ optional }) => optional) ? (
        <p class="hint">{overAsks ? consent.besideHint : consent.chooseHint}</p>
      ) : null}
      <ul class="scopes">
        {scopes.map((asked) => (
          <Choice {...props} asked={asked} />
        ))}
      </ul>
    </>
  );
};

/** What no app can do, whatever its scopes. */
export const Limits = ({ context }: InPage) => {
  const { access } = context.messages;
  return (
    <>
      <h2 class="small-title">{access.cannotTitle}</h2>
      <ul class="limits">
        {access.cannot.map((limit) => (
          <li>
            <CrossIcon /> {limit}
          </li>
        ))}
      </ul>
    </>
  );
};

/** How long access lasts and where to revoke it. `days`: how long the app stays connected; null if a box says so. */
export const Duration = ({ context, days }: InPage & { days: number | null }) => {
  const { access, page } = context.messages;
  return (
    <p class="hint">
      {days === null ? null : <>{access.staysConnected(days)} </>}
      {access.lasts} <a href="/account/authorizations">{access.manage}</a>
      {page.fullStop}
    </p>
  );
};
