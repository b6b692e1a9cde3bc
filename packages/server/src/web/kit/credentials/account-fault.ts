import type { AccountLimits, NewAccountFault } from '../../../domain/accounts/index.js';
import type { Messages } from '../../../i18n/index.js';
import type { FormFault } from '../../visitor/form-fault.js';

/** What is wrong with a new account, in the reader's language. */
export const accountFaultsIn = (
  found: readonly NewAccountFault[],
  { faults }: Messages,
  limits: AccountLimits,
): FormFault => {
  const messages: Readonly<Record<string, string>> = {
    'username invalid': faults.usernameInvalid(limits.maxUsernameLength),
    'username taken': faults.usernameTaken,
    'email invalid': faults.emailInvalid,
    'email taken': faults.emailTaken,
    'password too_short': faults.passwordTooShort(limits.minPasswordLength),
    'password too_long': faults.passwordTooLong(limits.maxPasswordLength),
  };
  const errors = found.map(({ field, reason }) => ({
    field,
    message: messages[`${field} ${reason}`] ?? faults.usernameRequired,
  }));
  return { errors, status: 400 };
};
