import { Hono, type Context } from 'hono';
import type { PendingSignIns, SecondStep } from '../../../domain/sign-in/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import type { FieldError } from '../../../web/kit/form.js';
import { faultAt, tooManyTries } from '../../../web/visitor/form-fault.js';
import { signInAgainUrl } from '../../../web/visitor/recent-sign-in.js';
import type { Visitors } from '../../../web/visitor/visitor.js';
import { RecoveryCodesPage, SetUpPage, type SecondStepState } from './second-step-section.js';
import type { Proven, ShowSecurity } from './shown.js';

interface Dependencies {
  secondStep: SecondStep;
  pendingSignIns: PendingSignIns;
  visitors: Visitors;
  isProven: Proven;
}

const SECURITY = '/account/security';
const SET_UP = '/account/security/two-step';

export const describeSecondStep = async (
  c: Context<PageEnv>,
  { secondStep, isProven }: Pick<Dependencies, 'secondStep' | 'isProven'>,
): Promise<SecondStepState> => {
  const { account } = c.get('who');
  return {
    isOn: await secondStep.isOn(account.id),
    recoveryCodesLeft: await secondStep.recoveryCodesLeft(account.id),
    canChange: isProven(c),
  };
};

/** Loaded on demand, because few pages show one. */
const qrCodeOf = async (text: string): Promise<string> => {
  const { renderSVG } = await import('uqr');
  return renderSVG(text, { border: 4 });
};

/** After an older sign-in, users sign in again. */
const again = (c: Context<PageEnv>) => c.redirect(signInAgainUrl(SECURITY), 303);

/** Turns the second step on and off, and replaces recovery codes, below `/account/security`. */
export const secondStepSettings = (dependencies: Dependencies, show: ShowSecurity): Hono<PageEnv> => {
  const { secondStep, pendingSignIns, visitors, isProven } = dependencies;
  const contextOf = (c: Context<PageEnv>) => visitors.pageContext(c, c.get('visitor'));

  const showSetUp = async (c: Context<PageEnv>, errors: readonly FieldError[] = []): Promise<Response> => {
    const { account } = c.get('who');
    const proposal = await secondStep.proposal(account.id, account.username);
    if (proposal === null) return c.redirect(SECURITY, 303);
    const qrCode = await qrCodeOf(proposal.uri);
    return c.html(
      <SetUpPage context={contextOf(c)} proposal={proposal} qrCode={qrCode} errors={errors} />,
      errors.length === 0 ? 200 : 400,
    );
  };

  const pages = new Hono<PageEnv>();

  pages.post(`${SET_UP}/begin`, async (c) => {
    if (!isProven(c)) return again(c);
    await secondStep.propose(c.get('who').account.id);
    return c.redirect(SET_UP, 303);
  });

  pages.get(SET_UP, async (c) => (isProven(c) ? showSetUp(c) : again(c)));

  pages.post(`${SET_UP}/confirm`, async (c) => {
    if (!isProven(c)) return again(c);
    const { steps } = contextOf(c).messages;
    const code = c.get('form').get('code')?.trim() ?? '';
    if (code === '') return showSetUp(c, [{ field: 'code', message: steps.codeRequired }]);
    const codes = await secondStep.confirm(c.get('who').account.id, code, c.get('visitor').locale);
    if (codes === null) return showSetUp(c, [{ field: 'code', message: steps.codeWrong }]);
    return c.html(<RecoveryCodesPage context={contextOf(c)} codes={codes} />);
  });

  pages.post(`${SET_UP}/recovery-codes`, async (c) => {
    if (!isProven(c)) return again(c);
    const codes = await secondStep.renewCodes(c.get('who').account.id, c.get('visitor').locale);
    if (codes === null) return c.redirect(SECURITY, 303);
    return c.html(<RecoveryCodesPage context={contextOf(c)} codes={codes} />);
  });

  pages.post(`${SET_UP}/off`, async (c) => {
    if (!isProven(c)) return again(c);
    const userId = c.get('who').account.id;
    const { browserId, locale } = c.get('visitor');
    const { steps } = contextOf(c).messages;
    const code = c.get('form').get('off_code')?.trim() ?? '';
    if (code === '') return show(c, faultAt('off_code', steps.codeRequired));
    const check = await pendingSignIns.checkCode(userId, { code, browserId, locale });
    if (check.outcome === 'limited') return show(c, tooManyTries(c, check, 'off_code', steps.tooManyCodes));
    if (check.outcome === 'wrong') return show(c, faultAt('off_code', steps.codeWrong));
    await secondStep.turnOff(userId, locale);
    return show(c, { notice: steps.isOff });
  });
  return pages;
};
