import type { Needs } from '../needs.js';
import type { Passkeys } from '../passkeys/passkeys.js';
import type { SecondStep } from '../second-step/second-step.js';
import { changeWaysIn } from '../ways-in.js';

export interface LostPhone {
  /** Whether the second step was on. */
  wasOn: boolean;
  passkeysRemoved: number;
}

/** For operators, when a user has lost the phone and the recovery codes, and perhaps the passkeys on it. */
export const createLostPhone =
  ({
    accounts,
    database,
    notifications,
    passkeys,
    secondStep,
  }: Needs & { passkeys: Passkeys; secondStep: SecondStep }) =>
  async (userId: string, { withPasskeys }: { withPasskeys: boolean }): Promise<LostPhone> => {
    const tell = await notifications.to(userId);
    return database.write(async (began) => {
      const transaction = await changeWaysIn(accounts, began, userId);
      const wasOn = await secondStep.resetIn(transaction, userId, tell);
      return { wasOn, passkeysRemoved: withPasskeys ? await passkeys.removeAllIn(transaction, userId, tell) : 0 };
    });
  };
