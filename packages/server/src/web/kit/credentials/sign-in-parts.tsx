import type { Child } from 'hono/jsx';
import type { Messages } from '../../../i18n/index.js';

/** Separates two alternatives. */
export const Or = ({ messages }: { messages: Messages }) => (
  <p class="or">
    <span>{messages.or}</span>
  </p>
);

interface ProviderButtonProps {
  /** For example "Continue with Example". */
  children: Child;
  /** An icon beside the text, or nothing. */
  icon?: Child;
  /** Name and value that the button submits. */
  name: string;
  value: string;
}

/** Another way to sign in, in its own form. Plain, so that the page keeps one primary button. */
export const ProviderButton = ({ children, icon, name, value }: ProviderButtonProps) => (
  <button class="button provider" name={name} value={value}>
    {icon}
    <span>{children}</span>
  </button>
);
