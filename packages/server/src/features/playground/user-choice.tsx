import type { Money } from '../../domain/accounts/index.js';
import { READY_USERS, readyUser, type Measure } from '../../domain/playground/index.js';
import { formatBalance } from '../../web/kit/format.js';
import { Field, RadioField, TextField } from '../../web/kit/fields.js';
import { type FieldError } from '../../web/kit/form.js';
import type { InPage } from '../../web/kit/page.js';
import type { UserForm } from './user-form.js';

/** The balance of these amounts, as apps see it. */
export const balanceOf = ({ quota, usedQuota }: { quota: number; usedQuota: number }, money: Money): string =>
  formatBalance(BigInt(quota) - BigInt(usedQuota), money);

interface AmountFieldProps {
  name: string;
  label: string;
  value: string;
  errors: readonly FieldError[];
}

/** An amount, in the unit the form selects. */
export const AmountField = (field: AmountFieldProps) => (
  <Field {...field} autocomplete="off" inputmode="decimal" required={false} />
);

/** Whether amounts are in units or currency. */
export const MeasureChoice = ({ context, money, measure }: InPage & { money: Money; measure: Measure }) => {
  const texts = context.messages.testUsers;
  const options = [
    { value: 'currency', text: money.currency },
    { value: 'units', text: texts.units },
  ];
  return <RadioField name="measure" label={texts.measure} value={measure} options={options} errors={[]} />;
};

interface UserChoiceProps extends InPage {
  money: Money;
  form: UserForm;
  errors: readonly FieldError[];
}

/** Which user the app sees: the developer, a predefined test user, or a custom one. */
export const UserChoice = ({ context, money, form, errors }: UserChoiceProps) => {
  const texts = context.messages.testUsers;
  const options = [
    { value: 'me', text: texts.me, note: null },
    ...READY_USERS.map((name) => ({
      value: name,
      text: texts.ready[name],
      note: balanceOf(readyUser(name, money.unitsPerCurrency), money),
    })),
    { value: 'own', text: texts.own, note: null },
  ];
  return (
    <>
      <RadioField
        name="user"
        label={texts.legend}
        hint={texts.about}
        value={form.user}
        options={options}
        errors={errors}
      />
      <fieldset class="own-user">
        <legend>{texts.ownTitle}</legend>
        <TextField name="test_username" label={texts.username} value={form.username} errors={errors} />
        <AmountField name="credited" label={texts.credited} value={form.credited} errors={errors} />
        <AmountField name="spent" label={texts.spent} value={form.spent} errors={errors} />
        <MeasureChoice context={context} money={money} measure={form.measure} />
      </fieldset>
    </>
  );
};
