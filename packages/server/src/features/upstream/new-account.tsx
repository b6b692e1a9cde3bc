import { Hono, type Context } from 'hono';
import { verifiedOf } from '../../domain/accounts/index.js';
import { UPSTREAM_AMR } from '../../protocol/acr.js';
import type { Newcomer, UpstreamProvider } from '../../domain/sign-in/index.js';
import { accountFaultsIn } from '../../web/kit/credentials/account-fault.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { missingIn, type FormFault, type ShownForm } from '../../web/visitor/form-fault.js';
import { onwardQuery, type Onward } from '../../web/visitor/sign-in-completion.js';
import type { UpstreamNeeds } from './needs.js';
import type { UpstreamFaults } from './faults.js';
import { NewAccountPage, type NewAccountProps } from './new-account-page.js';

interface Shown extends ShownForm {
  pending: string;
  onward: Onward;
  newcomer: Newcomer;
  values: NewAccountProps['values'];
}

/** `/sign-up/upstream/NAME`: creates an account for a user proven by the provider. */
export const newAccountPages = (needs: UpstreamNeeds & { faults: UpstreamFaults }): Hono<PageEnv> => {
  const { accounts, completion, emailAddresses, faults, signUp, upstream, visitors, pageErrors } = needs;

  const show = (c: Context<PageEnv>, provider: UpstreamProvider, shown: Shown) => {
    const { onward, newcomer } = shown;
    return c.html(
      <NewAccountPage
        context={visitors.pageContext(c)}
        action={`/sign-up/upstream/${provider.name}`}
        pending={shown.pending}
        requestId={onward.asked?.handle ?? null}
        returnTo={onward.returnTo}
        provider={provider.label}
        label={newcomer.profile.label}
        app={onward.asked?.request.app.name ?? null}
        values={shown.values}
        isEmailVerified={newcomer.profile.isEmailVerified}
        errors={shown.errors ?? []}
        signInUrl={`/sign-in?${onwardQuery(onward)}`}
        cancelUrl={onward.asked === null ? '/' : `/authorize/cancel?request=${onward.asked.handle}`}
      />,
      shown.status,
    );
  };

  /** The user the form is for and where they continue; otherwise the page that says why not. */
  const admitted = async (c: Context<PageEnv>, pending: string | undefined) => {
    const provider = upstream.find(c.req.param('name') ?? '');
    if (provider === null) return { refusal: await pageErrors.show(c, 'notFound') };
    const found = await upstream.requests.newcomer(provider.name, c.get('visitor').browserId, pending ?? '');
    if (found === null || pending === undefined) return { refusal: await faults.show(c, 'expired', provider, null) };
    const { handle, returnTo } = found.newcomer;
    const onward = await completion.onwardOf(c, handle ?? undefined, returnTo);
    if (onward === null) return { refusal: await pageErrors.show(c, 'requestExpired') };
    return { provider, pending, onward, ...found };
  };

  const suggest = async ({ profile }: Newcomer): Promise<NewAccountProps['values']> => {
    const { username, email } = profile;
    return {
      username: username !== null && (await accounts.isUsernameFree(username)) ? username : '',
      email: email !== null && accounts.isEmail(email) ? email : '',
    };
  };

  const pages = new Hono<PageEnv>();
  pages.use('/sign-up/upstream/*', visitors.signingIn);

  pages.get('/sign-up/upstream/:name', async (c) => {
    const found = await admitted(c, queryOf(c).get('pending'));
    if (found.refusal !== undefined) return found.refusal;
    return show(c, found.provider, { ...found, values: await suggest(found.newcomer) });
  });

  pages.post('/sign-up/upstream/:name', async (c) => {
    const form = c.get('form');
    const found = await admitted(c, form.get('pending'));
    if (found.refusal !== undefined) return found.refusal;
    const { provider, onward, newcomer, request } = found;
    const { messages } = visitors.pageContext(c);
    const values = { username: form.get('username')?.trim() ?? '', email: form.get('email')?.trim() ?? '' };
    const again = (fault: FormFault) => show(c, provider, { ...found, values, ...fault });
    const missing = missingIn(
      ['username', values.username, messages.faults.usernameRequired],
      ['email', values.email, messages.faults.emailRequired],
    );
    if (missing !== null) return again(missing);

    const { issuer, subject, profile } = newcomer;
    const attempt = await signUp.registerUpstream(
      {
        ...values,
        isEmailVerified: profile.isEmailVerified && values.email === profile.email,
        identity: { issuer, subject, label: profile.label },
        request,
      },
      clientAddress(c, needs.trustProxy),
    );
    if (attempt.outcome === 'limited') return pageErrors.tooMany(c, attempt.retryAfterSeconds);
    if (attempt.outcome === 'too_late') return faults.show(c, 'expired', provider, { kind: 'sign_in', onward });
    if (attempt.outcome === 'refused') return again(accountFaultsIn(attempt.faults, messages, accounts.limits));
    await emailAddresses.requestVerification(attempt.account, c.get('visitor').locale);
    return completion.complete(c, { ...verifiedOf(attempt.account), amr: UPSTREAM_AMR }, onward);
  });
  return pages;
};
