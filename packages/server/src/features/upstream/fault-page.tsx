import { Hidden, PostForm } from '../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext } from '../../web/kit/page.js';

/** HTTP status of each fault. */
export const FAULT_STATUS = {
  denied: 400,
  expired: 400,
  away: 503,
  refused: 502,
  disabled: 403,
  closed: 403,
  emailTaken: 409,
  identityTaken: 409,
  identityOther: 409,
  userChanged: 403,
} as const;

/** Why signing in or connecting through a provider failed. */
export type UpstreamPageFault = keyof typeof FAULT_STATUS;

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
    <CardPage context={context} title={title}>
      <p>{textOf(props)}</p>
      {retry === null ? null : (
        <PostForm context={context} action={retry.action}>
          <Hidden name="request" value={retry.request} />
          <Hidden name="return_to" value={retry.returnTo} />
          <button class="button primary">{upstream.tryAgain}</button>
        </PostForm>
      )}
      <LinkLine {...instead} look={retry === null ? 'button primary' : 'button'} />
    </CardPage>
  );
};
