import { Hono, type Context } from 'hono';
import type { ManagedAccounts } from '../../../domain/accounts/index.js';
import type { Log } from '../../../kernel/log.js';
import { type Upstream, UpstreamError } from '../../../domain/sign-in/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import type { FieldError } from '../../../web/kit/form.js';
import { faultAt } from '../../../web/visitor/form-fault.js';
import type { PasswordProof } from '../../../web/visitor/password-proof.js';
import type { PageErrors } from '../../../web/visitor/page-errors.js';
import type { Visitors } from '../../../web/visitor/visitor.js';
import { UpstreamChangePage } from './upstream-page.js';
import type { UpstreamSectionProps } from './upstream-section.js';

interface Dependencies {
  accounts: ManagedAccounts;
  upstream: Upstream;
  visitors: Visitors;
  pageErrors: PageErrors;
  log: Log;
  prove: PasswordProof['anew'];
}

/** The data of the security page's section. */
export const connectionsOf = async (
  { providers, identities }: Upstream,
  userId: string,
): Promise<Omit<UpstreamSectionProps, 'context'>> => {
  const connected = await identities.list(userId);
  return {
    connected: connected.map(({ id, issuer, label, createdAt, lastUsedAt }) => ({
      id,
      provider: identities.nameOf(issuer),
      label,
      since: createdAt,
      lastUsedAt,
    })),
    others: providers.filter(({ issuer }) => connected.every((identity) => identity.issuer !== issuer)),
  };
};

interface Change {
  change: 'connect' | 'remove';
  provider: string;
  errors?: readonly FieldError[];
  status?: 200 | 400 | 409 | 429 | 503;
}

/** `/account/security/upstream`: connects and disconnects providers. Each change asks for proof again. */
export const upstreamChanges = (dependencies: Dependencies): Hono<PageEnv> => {
  const { accounts, upstream, visitors, pageErrors, log, prove } = dependencies;

  const show = async (c: Context<PageEnv>, { change, provider, errors = [], status = 200 }: Change) => {
    const { account } = c.get('who');
    return c.html(
      <UpstreamChangePage
        context={visitors.pageContext(c, c.get('visitor'))}
        change={change}
        action={c.req.path}
        provider={provider}
        username={account.username}
        asksPassword={await accounts.hasPassword(account.id)}
        errors={errors}
      />,
      status,
    );
  };

  /** Runs `act` if the user proves who they are; otherwise shows the page with what is missing. */
  const proven = async (c: Context<PageEnv>, change: Change, act: () => Promise<Response>): Promise<Response> => {
    const missing = await prove(c, 'current_password');
    return missing === null ? act() : show(c, { ...change, ...missing });
  };

  const providerOf = (c: Context<PageEnv>) => upstream.find(c.req.param('name') ?? '');

  const identityOf = async (c: Context<PageEnv>) =>
    (await upstream.identities.list(c.get('who').account.id)).find(({ id }) => String(id) === c.req.param('id'));

  const pages = new Hono<PageEnv>();

  pages.get('/account/security/upstream/connect/:name', (c) => {
    const provider = providerOf(c);
    return provider === null
      ? pageErrors.show(c, 'notFound')
      : show(c, { change: 'connect', provider: provider.label });
  });

  pages.post('/account/security/upstream/connect/:name', (c) => {
    const provider = providerOf(c);
    if (provider === null) return pageErrors.show(c, 'notFound');
    const change: Change = { change: 'connect', provider: provider.label };
    return proven(c, change, async () => {
      const { account, session } = c.get('who');
      const { browserId } = c.get('visitor');
      const errand = { kind: 'connect', userId: account.id, sessionId: session.id } as const;
      try {
        return c.redirect(await upstream.begin({ provider, browserId, errand, prompt: null }), 303);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        log.warn({ requestId: c.get('requestId'), upstream: provider.name, fault: error.kind, reason: error.message });
        const { messages } = visitors.pageContext(c, c.get('visitor'));
        return show(c, { ...change, ...faultAt('', messages.upstream.away(provider.label)), status: 503 });
      }
    });
  });

  pages.get('/account/security/upstream/remove/:id', async (c) => {
    const identity = await identityOf(c);
    return identity === undefined
      ? pageErrors.show(c, 'notFound')
      : show(c, { change: 'remove', provider: upstream.identities.nameOf(identity.issuer) });
  });

  pages.post('/account/security/upstream/remove/:id', async (c) => {
    const identity = await identityOf(c);
    if (identity === undefined) return pageErrors.show(c, 'notFound');
    const change: Change = { change: 'remove', provider: upstream.identities.nameOf(identity.issuer) };
    return proven(c, change, async () => {
      const removal = await upstream.identities.remove(c.get('who').account.id, identity.id, c.get('visitor').locale);
      if (removal !== 'last') return c.redirect('/account/security', 303);
      const { messages } = visitors.pageContext(c, c.get('visitor'));
      return show(c, { ...change, ...faultAt('', messages.upstream.lastWayIn), status: 409 });
    });
  });
  return pages;
};
