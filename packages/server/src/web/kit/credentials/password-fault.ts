import type { ManagedAccounts } from '../../../domain/accounts/index.js';
import type { Messages } from '../../../i18n/index.js';
import type { Secret } from '../../../kernel/secret.js';

/** What is wrong with a new password, in the reader's language; null if nothing. */
export const passwordFaultIn = (
  { faults }: Messages,
  { limits, passwordFault }: Pick<ManagedAccounts, 'limits' | 'passwordFault'>,
  password: Secret,
): string | null => {
  const fault = passwordFault(password);
  if (fault === null) return null;
  return fault.reason === 'too_short'
    ? faults.passwordTooShort(limits.minPasswordLength)
    : faults.passwordTooLong(limits.maxPasswordLength);
};
