import type { Money } from '../../domain/accounts/index.js';
import { READY_USERS, readyUser, type Measure } from '../../domain/playground/index.js';
import { formatBalance } from '../../web/kit/format.js';
import { Field, type FieldError } from '../../web/kit/form.js';
import type { PageContext } from '../../web/kit/page.js';
import type { UserForm } from './user-form.js';

/** What a user with these amounts has left, as apps see it. */
export const balanceOf = ({ quota, usedQuota }: { quota: number; usedQuota: number }, money: Money): string =>
  formatBalance(BigInt(quota) - BigInt(usedQuota), money);

interface AmountFieldProps {
  name: string;
  label: string;
  value: string;
  errors: readonly FieldError[];
}

/** An amount, in the measure that its form chooses. */
export const AmountField = (field: AmountFieldProps) => (
  <Field {...field} autocomplete="off" inputmode="decimal" required={false} />
);

/** In what the amounts of a form are written. */
export const MeasureChoice = ({
  context,
  money,
  measure,
}: {
  context: PageContext;
  money: Money;
  measure: Measure;
}) => {
  const texts = context.messages.testUsers;
  const choices = [
    { value: 'currency', text: money.currency },
    { value: 'units', text: texts.units },
  ];
  return (
    <fieldset>
      <legend>{texts.measure}</legend>
      {choices.map(({ value, text }) => (
        <label class="choice">
          <input type="radio" name="measure" value={value} checked={value === measure} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
};

/** Whom the app is to see: the developer, a test user that is ready, or one of their own making. */
export const UserChoice = ({
  context,
  money,
  form,
  errors,
}: {
  context: PageContext;
  money: Money;
  form: UserForm;
  errors: readonly FieldError[];
}) => {
  const texts = context.messages.testUsers;
  const fault = errors.find(({ field }) => field === 'user-me');
  const choices = [
    { value: 'me', text: texts.me, balance: null },
    ...READY_USERS.map((name) => ({
      value: name,
      text: texts.ready[name],
      balance: balanceOf(readyUser(name, money.unitsPerCurrency), money),
    })),
    { value: 'own', text: texts.own, balance: null },
  ];
  return (
    <>
      <fieldset aria-describedby={fault === undefined ? 'user-hint' : 'user-hint user-error'}>
        <legend>{texts.legend}</legend>
        <p class="hint" id="user-hint">
          {texts.about}
        </p>
        {fault === undefined ? null : (
          <p class="fault" id="user-error">
            {fault.message}
          </p>
        )}
        {choices.map(({ value, text, balance }) => (
          <label class="choice">
            <input id={`user-${value}`} type="radio" name="user" value={value} checked={value === form.user} />
            <span>
              {text} {balance === null ? null : <span class="hint">{balance}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset class="own-user">
        <legend>{texts.ownTitle}</legend>
        <Field
          name="test_username"
          label={texts.username}
          value={form.username}
          autocomplete="off"
          required={false}
          errors={errors}
        />
        <AmountField name="credited" label={texts.credited} value={form.credited} errors={errors} />
        <AmountField name="spent" label={texts.spent} value={form.spent} errors={errors} />
        <MeasureChoice context={context} money={money} measure={form.measure} />
      </fieldset>
    </>
  );
};
