import { Decision } from '../../../../web/kit/decision.js';
import { PostForm } from '../../../../web/kit/form.js';
import { Facts } from '../../../../web/kit/lists.js';
import { CardPage, type PageContext } from '../../../../web/kit/page.js';

export interface TestPaymentProps {
  context: PageContext;
  /** The form's action: `decision` is `pay` or `cancel`. */
  action: string;
  order: {
    id: string;
    /** As text: "20.00 USD". */
    amount: string;
  };
}

/** A stand-in for a payment provider's page, for demos and tests. */
export const TestPaymentPage = ({ context, action, order }: TestPaymentProps) => {
  const { order: orderTexts, page, testPayment } = context.messages;
  return (
    <CardPage context={context} title={testPayment.title}>
      <p class="warning">{testPayment.warning}</p>
      <Facts
        facts={[
          [orderTexts.amount, <span class="figure">{order.amount}</span>],
          [orderTexts.number, <code>{order.id}</code>],
        ]}
      />
      <PostForm context={context} action={action}>
        <Decision yes={{ value: 'pay', text: testPayment.pay }} no={{ value: 'cancel', text: page.cancel }} />
      </PostForm>
    </CardPage>
  );
};
