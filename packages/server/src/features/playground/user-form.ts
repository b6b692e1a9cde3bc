import type { Messages } from '../../i18n/index.js';
import type { Units } from '../../kernel/quota.js';
import type { Params } from '../../protocol/params.js';
import {
  makeTestUser,
  MAX_TEST_USERNAME,
  moveBalance,
  READY_USERS,
  readyUser,
  type AmountFault,
  type DescribedUser,
  type Measure,
  type TestUser,
} from '../../domain/playground/index.js';
import type { FieldError } from '../../web/kit/form.js';

/** The choice of user, as entered. */
export interface UserForm extends DescribedUser {
  /** `me`, `own`, or the name of a predefined test user. */
  user: string;
}

export const EMPTY_USER_FORM: UserForm = { user: 'me', username: '', credited: '10', spent: '0', measure: 'currency' };

export const readMeasure = (form: Params): Measure => (form.get('measure') === 'units' ? 'units' : 'currency');

export const readUserForm = (form: Params): UserForm => ({
  user: form.get('user') ?? 'me',
  username: form.get('test_username') ?? '',
  credited: form.get('credited') ?? '',
  spent: form.get('spent') ?? '',
  measure: readMeasure(form),
});

/** What is wrong with an amount, in words. */
const amountFault = ({ faults, testUsers }: Messages, fault: AmountFault, measure: Measure): string => {
  if (fault === 'missing') return faults.amountRequired;
  if (fault === 'too_large') return testUsers.tooLarge;
  return measure === 'units' ? testUsers.unitsInvalid : faults.amountInvalid;
};

/** The chosen test user, or null for the developer. */
export const chooseUser = (
  form: UserForm,
  messages: Messages,
  unitsPerCurrency: Units,
): { testUser: TestUser | null } | { errors: FieldError[] } => {
  if (form.user === 'me') return { testUser: null };
  const ready = READY_USERS.find((name) => name === form.user);
  if (ready !== undefined) return { testUser: readyUser(ready, unitsPerCurrency) };
  if (form.user !== 'own') return { errors: [{ field: 'user-me', message: messages.testUsers.choose }] };
  const made = makeTestUser(form, unitsPerCurrency);
  if ('user' in made) return { testUser: made.user };
  const { usernameRequired, usernameInvalid } = messages.faults;
  return {
    errors: made.faults.map(({ field, reason }) =>
      field === 'username'
        ? {
            field: 'test_username',
            message: reason === 'missing' ? usernameRequired : usernameInvalid(MAX_TEST_USERNAME),
          }
        : { field, message: amountFault(messages, reason, form.measure) },
    ),
  };
};

/** Changes a test user during a run; an unknown change does nothing. */
export const changeUser = (
  user: TestUser,
  pressed: string | undefined,
  written: { amount: string; measure: Measure },
  messages: Messages,
  unitsPerCurrency: Units,
): { testUser: TestUser } | { errors: FieldError[] } => {
  if (pressed === 'disable' || pressed === 'enable') return { testUser: { ...user, isEnabled: pressed === 'enable' } };
  if (pressed !== 'credit' && pressed !== 'spend') return { testUser: user };
  const counter = pressed === 'credit' ? 'quota' : 'usedQuota';
  const moved = moveBalance(user, { counter, ...written }, unitsPerCurrency);
  if ('user' in moved) return { testUser: moved.user };
  return { errors: [{ field: 'amount', message: amountFault(messages, moved.fault, written.measure) }] };
};
