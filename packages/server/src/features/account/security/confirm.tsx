import { signInAgainUrl } from '../../../web/visitor/recent-sign-in.js';

/** Replaces settings that need a recent sign-in: a link to sign in again. */
export const Confirm = ({ text }: { text: string }) => (
  <p>
    <a class="button" href={signInAgainUrl('/account/security')}>
      {text}
    </a>
  </p>
);
