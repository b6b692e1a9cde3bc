import type { Child } from 'hono/jsx';
import {
  type AskedScope,
  type ConsentApp,
  Destination,
  Duration,
  Identity,
  Limits,
  Publisher,
  ScopeChoices,
  ScopeList,
  staysAsked,
} from '../../web/kit/app-access.js';
import { Decision } from '../../web/kit/decision.js';
import { ErrorSummary, Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { Page, type PageContext } from '../../web/kit/page.js';
import { Tile } from '../../web/kit/tile.js';
import { ResourceList, type ShownResource } from '../../web/kit/resource-access.js';

export interface ConsentProps {
  context: PageContext;
  /** The stored authorization request; hidden field `request`. */
  requestId: string;
  /** The app as shown; hidden field `app`. */
  identity: string;
  app: ConsentApp;
  /** Origin of the redirect URI, `https://app.example`, or its scheme, `myapp:`. */
  redirectOrigin: string;
  /** The user has allowed the app something before, but was never shown this origin. */
  isElsewhere: boolean;
  username: string;
  scopes: readonly AskedScope[];
  /** The app probably needs none of them. */
  overAsks: boolean;
  /** Other resources than our own endpoints; all or none are allowed. */
  resources: readonly ShownResource[];
  /** The balance as text, if known. */
  balance: string | null;
  /** How long the app stays connected, if it does. */
  daysConnected: number;
  /** Whether it does not: the user has declined that before. */
  staysDeclined: boolean;
  errors: readonly FieldError[];
}

interface FrameProps {
  props: ConsentProps;
  title: string;
  children: Child;
}

/** Who asks: the app's logo, name and description, and who is responsible for it. */
const Asker = ({ context, app, title }: { context: PageContext; app: ConsentApp; title: string }) => (
  <div class="asker">
    <div class="question">
      <Tile name={app.name} logo={app.logo} />
      <h1>{title}</h1>
    </div>
    {app.description === '' ? null : <p class="app-description">{app.description}</p>}
    <Publisher context={context} app={app} />
  </div>
);

const Frame = ({ props, title, children }: FrameProps) => (
  <Page context={props.context} title={title} errors={props.errors}>
    <div class="card">
      <ErrorSummary messages={props.context.messages} errors={props.errors} />
      <Asker context={props.context} app={props.app} title={title} />
      <Identity context={props.context} username={props.username} action="/authorize/switch-account">
        <Hidden name="request" value={props.requestId} />
      </Identity>
      {/* `decision` is `allow` or `cancel`, `scope` repeats for each optional scope kept. */}
      <PostForm context={props.context} action="/authorize">
        <Hidden name="request" value={props.requestId} />
        <Hidden name="app" value={props.identity} />
        {children}
      </PostForm>
    </div>
  </Page>
);

/** The full consent page, with a checkbox for each optional scope. */
export const ConsentPage = (props: ConsentProps) => {
  const { context, app, scopes, balance, daysConnected, overAsks } = props;
  const { consent, page } = context.messages;
  const own = <ScopeChoices {...{ context, app, scopes, balance, overAsks }} days={daysConnected} />;
  return (
    <Frame props={props} title={consent.title(app.name)}>
      {/* What an app over-asks comes after what it is for. */}
      {overAsks ? null : own}
      <ResourceList context={context} resources={props.resources} />
      {overAsks ? own : null}
      <Limits context={context} />
      <Duration context={context} days={staysAsked(scopes) || props.staysDeclined ? null : daysConnected} />
      <Destination context={context} origin={props.redirectOrigin} isElsewhere={props.isElsewhere} />
      <Decision yes={{ value: 'allow', text: consent.allow }} no={{ value: 'cancel', text: page.cancel }} />
    </Frame>
  );
};

/** The one-click page: one button grants all scopes, and everything that matters is still shown. */
export const ContinuePage = (props: ConsentProps) => {
  const { context, app, scopes } = props;
  const { access, consent, page } = context.messages;
  return (
    <Frame props={props} title={consent.continueTitle(app.name)}>
      {scopes.length === 0 ? null : (
        <>
          <h2 class="small-title">{access.receives(app.name)}</h2>
          <ScopeList context={context} scopes={scopes.map(({ scope }) => scope)} balance={props.balance} />
        </>
      )}
      <ResourceList context={context} resources={props.resources} />
      <Limits context={context} />
      <Destination context={context} origin={props.redirectOrigin} isElsewhere={props.isElsewhere} />
      <Decision
        yes={{ value: 'allow', text: consent.continueAs(props.username) }}
        no={{ value: 'cancel', text: page.cancel }}
      />
      <Duration context={context} days={props.staysDeclined ? null : props.daysConnected} />
    </Frame>
  );
};
