import { Hono, type Context } from 'hono';
import { type Upstream, UpstreamError } from '../../../domain/sign-in/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import { faultAt, type ShownForm } from '../../../web/visitor/form-fault.js';
import { createPasswordProof } from '../../../web/visitor/password-proof.js';
import type { AccountNeeds } from '../needs.js';
import { UpstreamChangePage } from './upstream-page.js';
import type { UpstreamSectionProps } from './upstream-section.js';

/** The data of the security page's section. */
export const connectionsOf = async (
  { providers, identities }: Upstream,
  userId: string,
): Promise<Omit<UpstreamSectionProps, 'context'>> => {
  const connected = await identities.list(userId);
  return {
    connected: connected.map((identity) => ({
      ...identity,
      provider: identities.nameOf(identity.issuer),
      since: identity.createdAt,
    })),
    others: providers.filter(({ issuer }) => connected.every((identity) => identity.issuer !== issuer)),
  };
};

/** `/account/security/upstream`: connects and disconnects providers. Each change asks for proof again. */
export const upstreamChanges = (needs: AccountNeeds): Hono<PageEnv> => {
  const { accounts, upstream, visitors, pageErrors, log } = needs;
  const passwordProof = createPasswordProof(needs);

  const show = async (
    c: Context<PageEnv>,
    change: 'connect' | 'remove',
    provider: string,
    { errors = [], status }: ShownForm = {},
  ) => {
    const { account } = c.get('who');
    return c.html(
      <UpstreamChangePage
        context={visitors.pageContext(c)}
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

  const providerOf = (c: Context<PageEnv>) => upstream.find(c.req.param('name') ?? '');

  const identityOf = async (c: Context<PageEnv>) =>
    (await upstream.identities.list(c.get('who').account.id)).find(({ id }) => String(id) === c.req.param('id'));

  const pages = new Hono<PageEnv>();

  pages.get('/account/security/upstream/connect/:name', (c) => {
    const provider = providerOf(c);
    return provider === null ? pageErrors.show(c, 'notFound') : show(c, 'connect', provider.label);
  });

  pages.post('/account/security/upstream/connect/:name', async (c) => {
    const provider = providerOf(c);
    if (provider === null) return pageErrors.show(c, 'notFound');
    const missing = await passwordProof.anew(c, 'current_password');
    if (missing !== null) return show(c, 'connect', provider.label, missing);
    const { account, session } = c.get('who');
    const { browserId } = c.get('visitor');
    const errand = { kind: 'connect', userId: account.id, sessionId: session.id } as const;
    try {
      return c.redirect(await upstream.begin({ provider, browserId, errand, prompt: null }), 303);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      log.warn({ requestId: c.get('requestId'), upstream: provider.name, fault: error.kind, reason: error.message });
      const { messages } = visitors.pageContext(c);
      return show(c, 'connect', provider.label, faultAt('', messages.upstream.away(provider.label), 503));
    }
  });

  pages.get('/account/security/upstream/remove/:id', async (c) => {
    const identity = await identityOf(c);
    return identity === undefined
      ? pageErrors.show(c, 'notFound')
      : show(c, 'remove', upstream.identities.nameOf(identity.issuer));
  });

  pages.post('/account/security/upstream/remove/:id', async (c) => {
    const identity = await identityOf(c);
    if (identity === undefined) return pageErrors.show(c, 'notFound');
    const again = (shown: ShownForm) => show(c, 'remove', upstream.identities.nameOf(identity.issuer), shown);
    const missing = await passwordProof.anew(c, 'current_password');
    if (missing !== null) return again(missing);
    const removal = await upstream.identities.remove(c.get('who').account.id, identity.id, c.get('visitor').locale);
    if (removal !== 'last') return c.redirect('/account/security', 303);
    return again(faultAt('', visitors.pageContext(c).messages.upstream.lastWayIn, 409));
  });
  return pages;
};
