import type { Messages } from '../../i18n/index.js';
import { ScriptFile } from './assets/asset.js';
import { SETTLE_SCRIPT } from './assets/settle-script.js';

interface Answer {
  /** The value of the field `decision`. */
  value: string;
  text: string;
}

/**
 * Two answers to a question. Yes comes first, so that Enter submits it; both look equally important. The page allows the
 * script with SCRIPT_POLICY (page-headers.ts).
 */
export const Decision = ({ yes, no }: { yes: Answer; no: Answer }) => (
  <div class="decision equal asks">
    <ScriptFile script={SETTLE_SCRIPT} />
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
  /** The action removes something. */
  isDanger?: boolean;
  /** Null if there is no way back. */
  cancelUrl: string | null;
}

/** A form's only button, and a link to cancel. */
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
