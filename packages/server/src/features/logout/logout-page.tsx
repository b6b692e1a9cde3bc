import type { LogoutFault } from '../../domain/logout/index.js';
import { Decision } from '../../web/kit/decision.js';
import { RequestId, ReturnLink } from '../../web/kit/error-page.js';
import { Hidden, PostForm } from '../../web/kit/form.js';
import { CardPage, type PageContext } from '../../web/kit/page.js';

export interface LogoutProps {
  context: PageContext;
  /** The app that asks, if it identified itself. */
  appName: string | null;
  /** The app's parameters, sent again with the decision. */
  request: Readonly<Record<string, string>>;
}

/** The form's `decision` is `sign-out` or `stay`. */
const Question = ({ context, request }: Omit<LogoutProps, 'appName'>) => {
  const { signOut } = context.messages;
  return (
    <PostForm context={context} action="/logout">
      {Object.entries(request).map(([name, value]) => (
        <Hidden name={name} value={value} />
      ))}
      <Decision yes={{ value: 'sign-out', text: signOut.submit }} no={{ value: 'stay', text: signOut.stay }} />
    </PostForm>
  );
};

/** Asks whether to sign out, because nothing proves that the user wants it (RP-Initiated Logout section 2). */
export const LogoutPage = ({ context, appName, request }: LogoutProps) => {
  const { signOut } = context.messages;
  return (
    <CardPage context={context} title={signOut.title}>
      <p id="logout-question">
        {appName === null ? signOut.ask(context.siteName) : signOut.askOf(appName, context.siteName)}
      </p>
      <Question context={context} request={request} />
    </CardPage>
  );
};

interface LogoutRefusedProps {
  context: PageContext;
  fault: LogoutFault;
  /** The post_logout_redirect_uri that was sent, if it is the fault. */
  sent: string | null;
  requestId: string;
}

/** The app is not answered, but a signed-in user can still sign out. */
export const LogoutRefusedPage = ({ context, fault, sent, requestId }: LogoutRefusedProps) => {
  const { signOut } = context.messages;
  return (
    <CardPage context={context} title={signOut.refusedTitle}>
      <p id="logout-error">{signOut.refused[fault]}</p>
      {sent === null ? null : <code class="uri">{sent}</code>}
      <p>{signOut.refusedDetail}</p>
      {context.user === null ? null : (
        <>
          <p>{signOut.refusedAsk}</p>
          <Question context={context} request={{}} />
        </>
      )}
      <RequestId context={context} requestId={requestId} />
    </CardPage>
  );
};

/** Shown if the app gave no address to return to, or only the visitor may decide to go there. */
export const SignedOutPage = ({ context, returnTo }: { context: PageContext; returnTo: string | null }) => {
  const { signOut } = context.messages;
  return (
    <CardPage context={context} title={signOut.done}>
      <p id="signed-out">{signOut.doneDetail(context.siteName)}</p>
      {returnTo === null ? null : <ReturnLink context={context} uri={returnTo} />}
    </CardPage>
  );
};
