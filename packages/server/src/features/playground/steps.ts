import type { App } from '../../domain/apps/index.js';
import {
  type Exchange,
  type Gained,
  MAX_EXCHANGES,
  type Run,
  type SentRequest,
  type Step,
  type TestUser,
} from '../../domain/playground/index.js';
import { receive, tokensOf } from './answers.js';
import { withoutProof, type Requests } from './requests.js';
import type { Condition, SendAs } from './send-as.js';

/** What an app normally does, and what can go wrong. */
const ORDINARY: readonly Step[] = ['userinfo', 'topup', 'refresh', 'revoke'];
export const FORCED: readonly Step[] = ['expired', 'revoked', 'empty', 'unavailable', 'replayed'];

/** The steps available now. The authorization request is not one of them, because it needs the browser. */
export const stepsOpen = (run: Run): Step[] => {
  if (run.exchanges.length >= MAX_EXCHANGES || run.code === null) return [];
  return run.tokens === null ? ['exchange'] : [...ORDINARY, ...FORCED];
};

/** Nobody can sign in to a disabled account, so a test user is disabled only once the app has its tokens. */
const userAt = ({ testUser }: Run, step: Step): TestUser | null =>
  testUser === null || step !== 'exchange' ? testUser : { ...testUser, isEnabled: true };

/** Carries out the step the developer chose; null if it is not available. */
export const createSteps = ({ requests, sendAs }: { requests: Requests; sendAs: SendAs }) => {
  const take = async (app: App, run: Run, code: string, step: Step): Promise<Gained> => {
    const exchanges: Exchange[] = [];
    let held = run.tokens;
    const testUser = userAt(run, step);
    const send = async (request: SentRequest, condition: Condition = 'normal'): Promise<void> => {
      const answer = await receive(await sendAs(app, withoutProof(request), { condition, testUser }));
      exchanges.push({ step, request, answer });
      held = tokensOf(answer) ?? held;
    };

    if (step === 'exchange' || step === 'replayed') await send(requests.exchange(app, run, code));
    if (held !== null && step !== 'exchange') {
      if (step === 'revoke' || step === 'revoked') await send(requests.revoke(app, held));
      if (step === 'refresh' || step === 'revoked') await send(requests.refresh(app, held));
      if (step === 'expired') await send(requests.refresh(app, held), 'expired');
      if (step === 'userinfo' || step === 'expired' || step === 'replayed') await send(requests.userinfo(held));
      if (step === 'empty' || step === 'unavailable') await send(requests.userinfo(held), step);
      if (step === 'topup') await send(requests.topup(held));
    }
    return { exchanges, ...(held === null ? {} : { tokens: held }) };
  };

  return (app: App, run: Run, named: string | undefined): Promise<Gained> | null => {
    const step = stepsOpen(run).find((each) => each === named);
    return step === undefined || run.code === null ? null : take(app, run, run.code, step);
  };
};
