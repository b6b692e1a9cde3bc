import {
  AppCard,
  type AskedScope,
  type ConsentApp,
  Duration,
  Identity,
  ScopeChoices,
  staysAsked,
} from '../../web/kit/app-access.js';
import { Decision } from '../../web/kit/decision.js';
import { CodeField } from '../../web/kit/fields.js';
import { Hidden, PostForm, type FieldError } from '../../web/kit/form.js';
import { Seal } from '../../web/kit/icons.js';
import { CardPage, LinkLine, Page, type PageContext } from '../../web/kit/page.js';
import { ResourceList, type ShownResource } from '../../web/kit/resource-access.js';

export interface EnterCodeProps {
  context: PageContext;
  /** Initial value of the field `user_code`. */
  userCode: string;
  errors: readonly FieldError[];
}

/** Where a user types the code from their device (RFC 8628 section 3.3). */
export const EnterCodePage = ({ context, userCode, errors }: EnterCodeProps) => {
  const { device } = context.messages;
  return (
    <CardPage context={context} title={device.title} errors={errors}>
      <p>{device.lead}</p>
      <PostForm context={context} action="/device">
        <CodeField
          characters="letters"
          name="user_code"
          label={device.code}
          hint={device.codeHint}
          value={userCode}
          errors={errors}
          autofocus
        />
        <div class="decision">
          <button class="button primary">{device.submit}</button>
        </div>
      </PostForm>
    </CardPage>
  );
};

export interface ConfirmDeviceProps {
  context: PageContext;
  app: ConsentApp;
  username: string;
  /** As the device shows it. */
  userCode: string;
  /** Hidden field `ticket`: binds the answer to this session. */
  ticket: string;
  scopes: readonly AskedScope[];
  /** The app probably needs none of them. */
  overAsks: boolean;
  /** How long the app stays connected, if it does. */
  daysConnected: number;
  /** Whether it does not: the user has declined that before. */
  staysDeclined: boolean;
  resources: readonly ShownResource[];
}

/** What the device's app receives, and the question that protects against phishing (RFC 8628 section 5.4). */
export const ConfirmDevicePage = (props: ConfirmDeviceProps) => {
  const { context, app, scopes, daysConnected } = props;
  const { device, page } = context.messages;
  const title = device.confirmTitle(app.name);
  return (
    <CardPage context={context} title={title}>
      <AppCard context={context} app={app} />
      <Identity context={context} username={props.username} action="/device/switch-account">
        <Hidden name="user_code" value={props.userCode} />
      </Identity>
      <p>
        {device.compare} <strong class="shown-code">{props.userCode}</strong>
      </p>
      <p class="warning">{device.warning}</p>
      {/* `decision` is `allow` or `cancel`, `scope` repeats for each optional scope kept. */}
      <PostForm context={context} action="/device/answer">
        <Hidden name="user_code" value={props.userCode} />
        <Hidden name="ticket" value={props.ticket} />
        <ScopeChoices {...{ context, app, scopes }} overAsks={props.overAsks} days={daysConnected} />
        <ResourceList context={context} resources={props.resources} />
        <Decision yes={{ value: 'allow', text: device.allow }} no={{ value: 'cancel', text: page.cancel }} />
      </PostForm>
      <Duration context={context} days={staysAsked(scopes) || props.staysDeclined ? null : daysConnected} />
    </CardPage>
  );
};

interface DeviceDoneProps {
  context: PageContext;
  title: string;
  text: string;
  connected?: boolean;
}

/** After the answer, or if the request had already ended. */
export const DeviceDonePage = ({ context, title, text, connected = false }: DeviceDoneProps) => (
  <Page context={context} title={title}>
    <div class="card">
      {connected ? <Seal /> : null}
      <h1>{title}</h1>
      <p role="status">{text}</p>
      <LinkLine href="/device" text={context.messages.device.another} />
    </div>
  </Page>
);
