import type { PageContext } from '../../web/kit/page.js';

export const BackToAccount = ({ context }: { context: PageContext }) => (
  <p>
    <a href="/account">{context.messages.accountLinks.back}</a>
  </p>
);
