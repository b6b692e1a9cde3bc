import { Decision } from '../../web/kit/decision.js';
import { formatMoney } from '../../web/kit/format.js';
import { ErrorSummary, PostForm, type FieldError } from '../../web/kit/form.js';
import { Facts } from '../../web/kit/lists.js';
import { Page, type PageContext } from '../../web/kit/page.js';

export interface TestPaymentProps {
  context: PageContext;
  /** The form's action: `decision` is `pay` or `cancel`. */
  action: string;
  order: {
    /** Hidden field `order`. */
    id: string;
    /** As text: "20.00". */
    amount: string;
  };
  currency: string | null;
  errors: readonly FieldError[];
}

/** A stand-in for a payment provider's page, for demos and tests. */
export const TestPaymentPage = ({ context, action, order, currency, errors }: TestPaymentProps) => {
  const { order: orderTexts, page, testPayment } = context.messages;
  return (
    <Page context={context} title={testPayment.title} errors={errors}>
      <div class="card">
        <h1>{testPayment.title}</h1>
        <ErrorSummary messages={context.messages} errors={errors} />
        <p class="warning">{testPayment.warning}</p>
        <Facts
          facts={[
            [orderTexts.amount, <span class="figure">{formatMoney(order.amount, currency)}</span>],
            [orderTexts.number, <code>{order.id}</code>],
          ]}
        />
        <PostForm context={context} action={action}>
          <input type="hidden" name="order" value={order.id} />
          <Decision yes={{ value: 'pay', text: testPayment.pay }} no={{ value: 'cancel', text: page.cancel }} />
        </PostForm>
      </div>
    </Page>
  );
};
