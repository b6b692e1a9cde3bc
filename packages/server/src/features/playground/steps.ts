import type { App, Client } from '../../domain/apps/index.js';
import {
  type Exchange,
  type Gained,
  type HeldTokens,
  MAX_EXCHANGES,
  type Run,
  type SentRequest,
  type Step,
  type TestUser,
} from '../../domain/playground/index.js';
import { receive, tokensOf } from './answers.js';
import { withoutProof, type Requests } from './requests.js';

/** How the server answers: as ever, or as it does when something is wrong. */
export type Condition = 'normal' | 'expired' | 'empty' | 'unavailable';

/** What is otherwise than it is, for one request. */
export interface Circumstances {
  condition: Condition;
  /** Who takes the place of the app's owner; null for nobody. */
  testUser: TestUser | null;
}

/** Sends a request of an app's to the server's own endpoints, which take its word for which app it is. */
export type SendAs = (client: Client, request: Request, circumstances: Circumstances) => Promise<Response>;

/** What an app does in the ordinary course, and what may go wrong. */
const ORDINARY: readonly Step[] = ['userinfo', 'topup', 'refresh', 'revoke'];
export const FORCED: readonly Step[] = ['expired', 'revoked', 'empty', 'unavailable', 'replayed'];

/** What can be done next. The authorization request is not among it: that takes the browser. */
export const stepsOpen = (run: Run): Step[] => {
  if (run.exchanges.length >= MAX_EXCHANGES || run.code === null) return [];
  return run.tokens === null ? ['exchange'] : [...ORDINARY, ...FORCED];
};

/** Nobody signs in to a disabled account. One that is to be disabled is so once the app has its tokens. */
const userAt = ({ testUser }: Run, step: Step): TestUser | null =>
  testUser === null || step !== 'exchange' ? testUser : { ...testUser, isEnabled: true };

/** Carries out what the developer pressed. */
export const createSteps = ({ requests, sendAs }: { requests: Requests; sendAs: SendAs }) => {
  const take = async (app: App, run: Run, code: string, tokens: HeldTokens | null, step: Step): Promise<Gained> => {
    const exchanges: Exchange[] = [];
    let held = tokens;
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

  return {
    /** Null when that cannot be done now. */
    take: (app: App, run: Run, named: string | undefined): Promise<Gained> | null => {
      const step = stepsOpen(run).find((each) => each === named);
      return step === undefined || run.code === null ? null : take(app, run, run.code, run.tokens, step);
    },
  };
};
