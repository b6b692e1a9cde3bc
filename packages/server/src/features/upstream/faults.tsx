import type { Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import { UpstreamError, type UpstreamProvider } from '../../domain/sign-in/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { setRetryAfter } from '../../web/visitor/form-fault.js';
import { onwardQuery, type Onward } from '../../web/visitor/sign-in-completion.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { UpstreamFaultPage, type UpstreamPageFault } from './fault-page.js';

const STATUS = {
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
} as const satisfies Record<UpstreamPageFault, number>;

/** In seconds. */
const RETRY_AFTER = 30;

/** What the visitor wanted; null if no longer known. */
export type Purpose = { kind: 'sign_in'; onward: Onward } | { kind: 'connect' } | null;

const SECURITY = '/account/security';

/** A visitor who already has an account should sign in to it and connect the identity there. */
const signInUrl = (fault: UpstreamPageFault, onward: Onward): string =>
  onward.asked === null && (fault === 'emailTaken' || fault === 'closed')
    ? `/sign-in?return_to=${encodeURIComponent(SECURITY)}`
    : `/sign-in?${onwardQuery(onward)}`;

const isWorthRetrying = (fault: UpstreamPageFault): boolean => ['denied', 'away', 'refused'].includes(fault);

const retryOf = (fault: UpstreamPageFault, provider: UpstreamProvider, purpose: Purpose) =>
  purpose?.kind === 'sign_in' && isWorthRetrying(fault)
    ? {
        action: `/sign-in/upstream/${provider.name}`,
        request: purpose.onward.asked?.handle ?? null,
        returnTo: purpose.onward.asked === null ? purpose.onward.returnTo : null,
      }
    : null;

/** Shows visitors what went wrong with a provider, and logs why. */
export const createUpstreamFaults = ({ visitors, log }: { visitors: Visitors; log: Log }) => {
  const show = (
    c: Context<PageEnv>,
    fault: UpstreamPageFault,
    provider: UpstreamProvider,
    purpose: Purpose,
  ): Response | Promise<Response> => {
    const here = visitors.pageContext(c, c.get('visitor'));
    // A callback cannot be opened again in another language.
    const context = { ...here, path: purpose?.kind === 'connect' ? SECURITY : '/sign-in' };
    const { upstream } = context.messages;
    if (fault === 'away') setRetryAfter(c, RETRY_AFTER);
    const instead =
      purpose?.kind === 'connect'
        ? { href: SECURITY, text: upstream.toSecurity }
        : {
            href: purpose === null ? '/sign-in' : signInUrl(fault, purpose.onward),
            text: upstream.otherWay,
          };
    return c.html(
      <UpstreamFaultPage
        context={context}
        fault={fault}
        provider={provider.label}
        retry={retryOf(fault, provider, purpose)}
        instead={instead}
      />,
      STATUS[fault],
    );
  };

  return {
    show,

    /** Runs what may fail at the provider, and shows a page if it does. */
    unless: async (
      c: Context<PageEnv>,
      provider: UpstreamProvider,
      purpose: Purpose,
      work: () => Promise<Response>,
    ): Promise<Response> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        const { kind, message } = error;
        log.warn({ requestId: c.get('requestId'), upstream: provider.name, fault: kind, reason: message });
        return show(c, kind, provider, purpose);
      }
    },
  };
};

export type UpstreamFaults = ReturnType<typeof createUpstreamFaults>;
