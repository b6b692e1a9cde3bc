import { SubmitOrCancel } from '../../web/kit/decision.js';
import { PostForm } from '../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext } from '../../web/kit/page.js';

export interface ConfirmEmailProps {
  context: PageContext;
  action: string;
  token: string;
  email: string;
  /** The account that gets the address: the mail's reader may not be the one who created it. */
  username: string;
}

/** A button, because opening the link must not change anything. */
export const ConfirmEmailPage = ({ context, action, token, email, username }: ConfirmEmailProps) => {
  const { recovery } = context.messages;
  return (
    <CardPage context={context} title={recovery.verifyTitle}>
      <p>{recovery.verifyLead(email)}</p>
      <p>{recovery.verifyAccount(username)}</p>
      <PostForm context={context} action={action}>
        <input type="hidden" name="token" value={token} />
        <SubmitOrCancel messages={context.messages} submit={recovery.verify} cancelUrl="/" />
      </PostForm>
    </CardPage>
  );
};

/** `email` is null if the link is no longer valid. */
export const EmailConfirmedPage = ({ context, email }: { context: PageContext; email: string | null }) => {
  const { recovery } = context.messages;
  const title = email === null ? recovery.linkUsedTitle : recovery.verifiedTitle;
  return (
    <CardPage context={context} title={title}>
      <p>{email === null ? recovery.linkUsed : recovery.verified(email)}</p>
      <LinkLine href="/account/security" text={recovery.toAccount} look="button primary" />
    </CardPage>
  );
};
