import { Hidden, PostForm } from '../../web/kit/form.js';
import { Page, type PageContext } from '../../web/kit/page.js';

/** Why signing in or connecting through a provider failed. */
export type UpstreamPageFault =
  | 'denied'
  | 'expired'
  | 'away'
  | 'refused'
  | 'disabled'
  | 'closed'
  | 'emailTaken'
  | 'identityTaken'
  | 'identityOther'
  | 'userChanged';

export interface UpstreamFaultProps {
  context: PageContext;
  fault: UpstreamPageFault;
  /** The provider's label. */
  provider: string;
  /** Tries again; null if that would not help. */
  retry: { action: string; request: string | null; returnTo: string | null } | null;
  /** An alternative. */
  instead: { href: string; text: string };
}

const textOf = ({ context: { messages, siteName }, fault, provider }: UpstreamFaultProps): string => {
  const { upstream, faults } = messages;
  const texts: Readonly<Record<UpstreamPageFault, string>> = {
    denied: upstream.denied(provider),
    expired: upstream.expired,
    away: upstream.away(provider),
    refused: upstream.refused(provider),
    disabled: faults.accountDisabled,
    closed: upstream.closed(provider, siteName),
    emailTaken: upstream.emailTaken(provider),
    identityTaken: upstream.identityTaken(provider),
    identityOther: upstream.identityOther(provider),
    userChanged: upstream.userChanged,
  };
  return texts[fault];
};

/** What went wrong, and what the visitor can do. */
export const UpstreamFaultPage = (props: UpstreamFaultProps) => {
  const { context, provider, retry, instead } = props;
  const { upstream } = context.messages;
  const title = props.fault === 'emailTaken' ? upstream.emailTakenTitle : upstream.failedTitle(provider);
  return (
    <Page context={context} title={title}>
      <div class="card">
        <h1>{title}</h1>
        <p>{textOf(props)}</p>
        {retry === null ? null : (
          <PostForm context={context} action={retry.action}>
            <Hidden name="request" value={retry.request} />
            <Hidden name="return_to" value={retry.returnTo} />
            <button class="button primary">{upstream.tryAgain}</button>
          </PostForm>
        )}
        <p>
          <a class={retry === null ? 'button primary' : 'button'} href={instead.href}>
            {instead.text}
          </a>
        </p>
      </div>
    </Page>
  );
};
