import type { Messages } from '../../i18n/index.js';

interface Answer {
  /** Of the field `decision`. */
  value: string;
  text: string;
}

/** Two answers to one question. Yes comes first, so that Enter means it; both weigh the same to the eye and to the hand. */
export const Decision = ({ yes, no }: { yes: Answer; no: Answer }) => (
  <div class="decision equal">
    <button class="button primary" name="decision" value={yes.value}>
      {yes.text}
    </button>
    <button class="button" name="decision" value={no.value}>
      {no.text}
    </button>
  </div>
);

interface SubmitOrCancelProps {
  messages: Messages;
  submit: string;
  /** What is submitted takes something away. */
  isDanger?: boolean;
  /** Null where there is no way back. */
  cancelUrl: string | null;
}

/** The one button of a form, and the way out beside it. */
export const SubmitOrCancel = ({ messages, submit, isDanger = false, cancelUrl }: SubmitOrCancelProps) => (
  <div class="decision equal">
    <button class={isDanger ? 'button danger' : 'button primary'}>{submit}</button>
    {cancelUrl === null ? null : (
      <a class="button" href={cancelUrl}>
        {messages.page.cancel}
      </a>
    )}
  </div>
);
