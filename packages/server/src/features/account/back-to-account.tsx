import type { PageContext } from '../../web/kit/page.js';

/** Back to where the account's pages begin. */
export const BackToAccount = ({ context }: { context: PageContext }) => (
  <p>
    <a href="/account">{context.messages.accountLinks.back}</a>
  </p>
);
