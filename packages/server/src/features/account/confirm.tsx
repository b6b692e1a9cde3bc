import type { PageContext } from '../../web/page.js';
import { signInAgainUrl } from '../../web/recent-sign-in.js';

/** In place of what a user may change who has signed in lately: the way to do that. */
export const Confirm = ({ context }: { context: PageContext }) => (
  <p>
    <a class="button" href={signInAgainUrl('/account/security')}>
      {context.messages.steps.confirmItIsYou}
    </a>
  </p>
);
