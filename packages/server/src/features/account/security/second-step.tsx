import { Hono, type Context } from 'hono';
import type { PageEnv } from '../../../web/http/env.js';
import { faultAt, tooManyTries, type ShownForm } from '../../../web/visitor/form-fault.js';
import { recentOnly } from '../../../web/visitor/recent-sign-in.js';
import type { AccountNeeds } from '../needs.js';
import { RecoveryCodesPage, SetUpPage } from './second-step-section.js';
import type { ShowSecurity } from './shown.js';

const SECURITY = '/account/security';
const SET_UP = '/account/security/two-step';

/** Loaded on demand, because few pages show one. */
const qrCodeOf = async (text: string): Promise<string> => {
  const { renderSVG } = await import('uqr');
  return renderSVG(text, { border: 4 });
};

/** Turns the second step on and off, and replaces recovery codes, below `/account/security`. */
export const secondStepSettings = (needs: AccountNeeds, show: ShowSecurity): Hono<PageEnv> => {
  const { secondStep, pendingSignIns, visitors } = needs;
  const contextOf = visitors.pageContext;
  const recent = recentOnly(needs.clock, SECURITY);

  const showSetUp = async (c: Context<PageEnv>, { errors = [], status }: ShownForm = {}): Promise<Response> => {
    const { account } = c.get('who');
    const proposal = await secondStep.proposal(account.id, account.username);
    if (proposal === null) return c.redirect(SECURITY, 303);
    const qrCode = await qrCodeOf(proposal.uri);
    return c.html(<SetUpPage context={contextOf(c)} proposal={proposal} qrCode={qrCode} errors={errors} />, status);
  };

  const pages = new Hono<PageEnv>();

  pages.post(`${SET_UP}/begin`, recent, async (c) => {
    await secondStep.propose(c.get('who').account.id);
    return c.redirect(SET_UP, 303);
  });

  pages.get(SET_UP, recent, (c) => showSetUp(c));

  pages.post(`${SET_UP}/confirm`, recent, async (c) => {
    const { steps } = contextOf(c).messages;
    const code = c.get('form').get('code')?.trim() ?? '';
    if (code === '') return showSetUp(c, faultAt('code', steps.codeRequired));
    const codes = await secondStep.confirm(c.get('who').account.id, code, c.get('visitor').locale);
    if (codes === null) return showSetUp(c, faultAt('code', steps.codeWrong));
    return c.html(<RecoveryCodesPage context={contextOf(c)} codes={codes} />);
  });

  pages.post(`${SET_UP}/recovery-codes`, recent, visitors.singleUse, async (c) => {
    const codes = await secondStep.renewCodes(c.get('who').account.id, c.get('visitor').locale);
    if (codes === null) return c.redirect(SECURITY, 303);
    return c.html(<RecoveryCodesPage context={contextOf(c)} codes={codes} />);
  });

  pages.post(`${SET_UP}/off`, recent, async (c) => {
    const userId = c.get('who').account.id;
    const { browserId, locale } = c.get('visitor');
    const { steps } = contextOf(c).messages;
    const code = c.get('form').get('off_code')?.trim() ?? '';
    if (code === '') return show(c, faultAt('off_code', steps.codeRequired));
    const turnOff = await secondStep.turningOff(userId, locale);
    const spent = await pendingSignIns.spendCode(userId, { code, browserId, locale }, turnOff);
    if (spent.outcome === 'limited') return show(c, tooManyTries(c, spent, 'off_code', steps.tooManyCodes));
    if (spent.outcome === 'wrong') return show(c, faultAt('off_code', steps.codeWrong));
    return show(c, { notice: steps.isOff });
  });
  return pages;
};
