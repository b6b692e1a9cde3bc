import { Hono, type Context } from 'hono';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { faultAt, tooManyTries, type ShownForm } from '../../web/visitor/form-fault.js';
import { onwardQuery, type Onward } from '../../web/visitor/sign-in-completion.js';
import type { SignInNeeds } from './needs.js';
import { SecondStepOverPage, SecondStepPage } from './second-step-page.js';

const PATH = '/sign-in/second-step';

/** The second step: a code, after the right password. The user is signed in only after it. */
export const secondStepPages = (needs: SignInNeeds): Hono<PageEnv> => {
  const { completion, pendingSignIns, visitors, pageErrors, cookies } = needs;

  const show = (c: Context<PageEnv>, onward: Onward, recovery: boolean, { errors = [], status }: ShownForm = {}) => {
    const query = onwardQuery(onward);
    return c.html(
      <SecondStepPage
        context={visitors.pageContext(c)}
        requestId={onward.asked?.handle ?? null}
        returnTo={onward.asked === null ? onward.returnTo : null}
        recovery={recovery}
        otherUrl={recovery ? `${PATH}?${query}` : `${PATH}?${query}&with=recovery`}
        signInUrl={`/sign-in?${query}`}
        errors={errors}
      />,
      status,
    );
  };

  /** The cookie stays: it may be of another sign-in, which another tab has begun since. */
  const showOver = (c: Context<PageEnv>, onward: Onward) => {
    const context = visitors.pageContext(c);
    return c.html(<SecondStepOverPage context={context} signInUrl={`/sign-in?${onwardQuery(onward)}`} />, 401);
  };

  const pages = new Hono<PageEnv>();
  pages.use(PATH, visitors.signingIn);

  pages.get(PATH, async (c) => {
    const onward = await completion.onwardOf(c, queryOf(c).get('request'), queryOf(c).get('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const pending = cookies.get(c, 'pending');
    const bearer = { browserId: c.get('visitor').browserId, handle: onward.asked?.handle ?? null };
    if (pending === undefined || !(await pendingSignIns.isLive(pending, bearer))) {
      return c.redirect(`/sign-in?${onwardQuery(onward)}`, 303);
    }
    return show(c, onward, queryOf(c).get('with') === 'recovery');
  });

  pages.post(PATH, async (c) => {
    const form = c.get('form');
    const { steps } = visitors.pageContext(c).messages;
    const onward = await completion.onwardOf(c, form.get('request'), form.get('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const recovery = form.get('with') === 'recovery';
    const again = (shown: ShownForm) => show(c, onward, recovery, shown);

    const pending = cookies.get(c, 'pending');
    if (pending === undefined) return showOver(c, onward);
    const code = form.get('code')?.trim() ?? '';
    if (code === '') return again(faultAt('code', recovery ? steps.recoveryCodeRequired : steps.codeRequired));
    const handle = onward.asked?.handle ?? null;
    const browser = visitors.signingBrowser(c, c.get('visitor'));
    const attempt = await pendingSignIns.attempt(pending, { code, handle, browser });
    if (attempt.outcome === 'over') return showOver(c, onward);
    if (attempt.outcome === 'limited') return again(tooManyTries(c, attempt, 'code', steps.tooManyCodes));
    if (attempt.outcome === 'wrong') {
      return again(faultAt('code', recovery ? steps.recoveryCodeWrong : steps.codeWrong, 401));
    }
    cookies.delete(c, 'pending');
    return completion.leadOn(c, visitors.signedInBy(c, attempt.value), onward);
  });
  return pages;
};
