import type { Context } from 'hono';
import { UpstreamError, type UpstreamProvider } from '../../domain/sign-in/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { setRetryAfter } from '../../web/visitor/form-fault.js';
import { onwardQuery, type Onward } from '../../web/visitor/sign-in-completion.js';
import type { UpstreamNeeds } from './needs.js';
import { FAULT_STATUS, UpstreamFaultPage, type UpstreamPageFault } from './fault-page.js';

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
export const createUpstreamFaults = ({ visitors, log }: UpstreamNeeds) => {
  const show = (
    c: Context<PageEnv>,
    fault: UpstreamPageFault,
    provider: UpstreamProvider,
    purpose: Purpose,
  ): Response | Promise<Response> => {
    const here = visitors.pageContext(c);
    // A callback cannot be opened again in another language.
    const context = { ...here, path: purpose?.kind === 'connect' ? SECURITY : '/sign-in' };
    const { upstream } = context.messages;
    if (fault === 'away') setRetryAfter(c, RETRY_AFTER);
    const instead =
      purpose?.kind === 'connect'
        ? { href: SECURITY, text: upstream.toSecurity }
        : { href: purpose === null ? '/sign-in' : signInUrl(fault, purpose.onward), text: upstream.otherWay };
    return c.html(
      <UpstreamFaultPage
        context={context}
        fault={fault}
        provider={provider.label}
        retry={retryOf(fault, provider, purpose)}
        instead={instead}
      />,
      FAULT_STATUS[fault],
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
