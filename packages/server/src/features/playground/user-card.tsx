import type { Money } from '../../domain/accounts/index.js';
import type { Measure, Run, TestUser } from '../../domain/playground/index.js';
import { formatCount } from '../../web/kit/format.js';
import { PostForm, type FieldError } from '../../web/kit/form.js';
import { Facts } from '../../web/kit/lists.js';
import type { PageContext } from '../../web/kit/page.js';
import { AmountField, balanceOf, MeasureChoice } from './user-choice.js';

/** The amount last entered. */
export interface ChangeForm {
  amount: string;
  measure: Measure;
}

interface UserProps {
  context: PageContext;
  money: Money;
  run: Pick<Run, 'id' | 'tokens'>;
  user: TestUser;
}

const UserFacts = ({ context, money, run, user }: UserProps) => {
  const { account, testUsers: texts } = context.messages;
  const disabled = run.tokens === null ? texts.disabledLater : texts.disabled;
  const count = (units: number): string => account.units(formatCount(context.locale, BigInt(units)));
  const facts = [
    [account.balance, balanceOf(user, money)],
    [account.quota, count(user.quota)],
    [account.usedQuota, count(user.usedQuota)],
    [
      account.email,
      user.email === null
        ? account.noEmail
        : `${user.email} (${user.emailVerified ? texts.confirmed : texts.unconfirmed})`,
    ],
    [texts.state, user.isEnabled ? texts.enabled : disabled],
  ] as const;
  return <Facts facts={facts} />;
};

/** The user the app sees, and what can happen to them during a run. */
export const UserCard = (props: UserProps & { form: ChangeForm; errors: readonly FieldError[] }) => {
  const { context, money, run, user, form, errors } = props;
  const texts = context.messages.testUsers;
  return (
    <section class="card" id="test-user" aria-labelledby="test-user-title">
      <h2 id="test-user-title">
        <bdi>{texts.title(user.username)}</bdi>
      </h2>
      <p>{texts.card}</p>
      <UserFacts {...props} />
      <p class="hint">{texts.topUpLink}</p>
      <details open={errors.length > 0}>
        <summary>{texts.change}</summary>
        <PostForm context={context} action="/playground/run/user">
          <input type="hidden" name="run" value={String(run.id)} />
          <AmountField name="amount" label={texts.amount} value={form.amount} errors={errors} />
          <MeasureChoice context={context} money={money} measure={form.measure} />
          <p class="actions">
            <button class="button" name="change" value="credit">
              {texts.credit}
            </button>
            <button class="button" name="change" value="spend">
              {texts.spend}
            </button>
            <button class="button" name="change" value={user.isEnabled ? 'disable' : 'enable'}>
              {user.isEnabled ? texts.disable : texts.enable}
            </button>
          </p>
        </PostForm>
      </details>
    </section>
  );
};
