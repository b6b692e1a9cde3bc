import { Hono, type Context } from 'hono';
import { verifiedOf } from '../../domain/accounts/index.js';
import { UPSTREAM_AMR } from '../../protocol/acr.js';
import type {
  Handshake,
  ProvenUser,
  UpstreamErrand,
  UpstreamPrompt,
  UpstreamProvider,
} from '../../domain/sign-in/index.js';
import { headHasNoEffect } from '../../web/http/allowed-methods.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv, Visitor } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import type { Onward } from '../../web/visitor/sign-in-completion.js';
import type { UpstreamNeeds } from './needs.js';
import { createUpstreamFaults } from './faults.js';
import { newAccountPages } from './new-account.js';

/**
 * If an earlier sign-in is not enough, asks the provider for a new one too, as far as it supports that: for requests
 * that require it, and for signed-in users who confirm that it is still them (web/visitor/recent-sign-in.ts).
 */
const promptFor = ({ asked }: Onward, { account }: Visitor): UpstreamPrompt | null => {
  if (asked === null) return account === null ? null : 'login';
  const { parameters, freshAfter } = asked.request;
  if (parameters.prompts.includes('select_account')) return 'select_account';
  return freshAfter > 0 || parameters.prompts.includes('login') ? 'login' : null;
};

/** `/sign-in/upstream/NAME` and its callback. */
export const upstreamPages = (needs: UpstreamNeeds): Hono<PageEnv> => {
  const { accounts, completion, signUp, upstream, visitors, pageErrors } = needs;
  const faults = createUpstreamFaults(needs);

  const providerOf = (c: Context<PageEnv>): UpstreamProvider | null => upstream.find(c.req.param('name') ?? '');

  const addressOf = (c: Context<PageEnv>): string => clientAddress(c, needs.trustProxy);

  const depart = async (c: Context<PageEnv>): Promise<Response> => {
    const provider = providerOf(c);
    if (provider === null) return pageErrors.show(c, 'notFound');
    const form = c.get('form');
    const onward = await completion.onwardOf(c, form.get('request'), form.get('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const limited = await upstream.count(addressOf(c));
    if (limited !== null) return pageErrors.tooMany(c, limited.retryAfterSeconds);
    return faults.unless(c, provider, { kind: 'sign_in', onward }, async () => {
      const { browserId } = c.get('visitor');
      const handle = onward.asked?.handle ?? null;
      const errand: UpstreamErrand = { kind: 'sign_in', handle, returnTo: onward.returnTo };
      return c.redirect(
        await upstream.begin({ provider, browserId, errand, prompt: promptFor(onward, c.get('visitor')) }),
        303,
      );
    });
  };

  /** The identity is unknown: a form creates an account for it, if that is allowed. */
  const welcome = async (c: Context<PageEnv>, provider: UpstreamProvider, user: ProvenUser, onward: Onward) => {
    const purpose = { kind: 'sign_in', onward } as const;
    if (!provider.signUp && !signUp.isFor(null)) return faults.show(c, 'closed', provider, purpose);
    const profile = await user.profile();
    const { email, isEmailVerified } = profile;
    // Only the owner of that address is told at once. Others find out when they send the form, which is limited to a
    // few tries.
    if (email !== null && isEmailVerified && (await accounts.isEmailTaken('', email))) {
      return faults.show(c, 'emailTaken', provider, purpose);
    }
    const handle = await upstream.requests.admit(provider.name, c.get('visitor').browserId, {
      issuer: provider.issuer,
      subject: user.subject,
      profile,
      handle: onward.asked?.handle ?? null,
      returnTo: onward.returnTo,
    });
    return c.redirect(`/sign-up/upstream/${provider.name}?pending=${handle}`, 303);
  };

  const signIn = async (
    c: Context<PageEnv>,
    provider: UpstreamProvider,
    handshake: Handshake,
    errand: UpstreamErrand & { kind: 'sign_in' },
  ): Promise<Response> => {
    const onward = await completion.onwardOf(c, errand.handle ?? undefined, errand.returnTo);
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    return faults.unless(c, provider, { kind: 'sign_in', onward }, async () => {
      const user = await provider.identify(queryOf(c), handshake);
      await upstream.discount(addressOf(c));
      const attempt = await upstream.identities.signIn(provider, user.subject);
      if (attempt.outcome === 'ok') {
        return completion.complete(c, { ...verifiedOf(attempt.account), amr: UPSTREAM_AMR }, onward);
      }
      return attempt.outcome === 'unknown'
        ? welcome(c, provider, user, onward)
        : faults.show(c, 'disabled', provider, { kind: 'sign_in', onward });
    });
  };

  const connect = async (
    c: Context<PageEnv>,
    provider: UpstreamProvider,
    handshake: Handshake,
    errand: UpstreamErrand & { kind: 'connect' },
  ): Promise<Response> => {
    const { session, locale } = c.get('visitor');
    // Only the session that proved who it is gets this identity, even if someone else has signed in here since.
    if (session?.id !== errand.sessionId || session.userId !== errand.userId) {
      return faults.show(c, 'userChanged', provider, { kind: 'connect' });
    }
    return faults.unless(c, provider, { kind: 'connect' }, async () => {
      const { subject, profile } = await provider.identify(queryOf(c), handshake);
      const { label } = await profile();
      const identity = { issuer: provider.issuer, subject, label };
      const connection = await upstream.identities.connect(errand.userId, identity, locale);
      if (connection === 'connected') return c.redirect('/account/security', 303);
      const fault = connection === 'taken' ? 'identityTaken' : 'identityOther';
      return faults.show(c, fault, provider, { kind: 'connect' });
    });
  };

  const arrive = async (c: Context<PageEnv>): Promise<Response> => {
    const provider = providerOf(c);
    if (provider === null) return pageErrors.show(c, 'notFound');
    const arrival = await upstream.requests.end(
      provider.name,
      c.get('visitor').browserId,
      queryOf(c).get('state') ?? '',
    );
    if (arrival === null) return faults.show(c, 'expired', provider, null);
    const { handshake, errand } = arrival;
    return errand.kind === 'sign_in' ? signIn(c, provider, handshake, errand) : connect(c, provider, handshake, errand);
  };

  const pages = new Hono<PageEnv>();
  pages.use('/sign-in/upstream/*', visitors.signingIn);
  pages.post('/sign-in/upstream/:name', depart);
  pages.get('/sign-in/upstream/:name/callback', headHasNoEffect, arrive);
  pages.route('/', newAccountPages({ ...needs, faults }));
  return pages;
};
