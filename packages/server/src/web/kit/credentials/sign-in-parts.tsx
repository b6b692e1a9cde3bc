import type { Child } from 'hono/jsx';
import type { Messages } from '../../../i18n/index.js';

/** Between two ways to do the same. */
export const Or = ({ messages }: { messages: Messages }) => (
  <p class="or">
    <span>{messages.or}</span>
  </p>
);

interface ProviderButtonProps {
  /** Says what is done and with whom: "Continue with Example". */
  children: Child;
  /** Beside the words, for the eye only: an icon of ours, or nothing. */
  icon?: Child;
  /** What the button sends within its form. */
  name: string;
  value: string;
}

/** Another way to sign in, in a form of its own. It is plain, so that the page keeps one main button. */
export const ProviderButton = ({ children, icon, name, value }: ProviderButtonProps) => (
  <button class="button provider" name={name} value={value}>
    {icon}
    <span>{children}</span>
  </button>
);
