import { signInAgainUrl } from '../../../web/visitor/recent-sign-in.js';

/** In place of what only a user may change who has signed in lately: the way to do that. */
export const Confirm = ({ text }: { text: string }) => (
  <p>
    <a class="button" href={signInAgainUrl('/account/security')}>
      {text}
    </a>
  </p>
);
