import type { Child } from 'hono/jsx';
import type { CeremonyOptions } from '../../../domain/sign-in/index.js';
import { ScriptFile } from '../assets/asset.js';
import { PostForm } from '../form.js';
import type { PageContext } from '../page.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';

interface PasskeyPlaceProps {
  context: PageContext;
  /** Whether the form creates a passkey or uses one. */
  ceremony: 'make' | 'use';
  options: CeremonyOptions;
  action: string;
  /** Shown if the browser or the user cancels. */
  fault: string;
  children: Child;
}

/** A form for passkeys. The page's script reveals it; without script it stays hidden. */
export const PasskeyPlace = ({ context, ceremony, options, action, fault, children }: PasskeyPlaceProps) => (
  <div class="passkey" data-passkey={ceremony} data-options={JSON.stringify(options)} hidden>
    <p class="summary" role="alert" data-fault hidden>
      {fault}
    </p>
    <PostForm context={context} action={action}>
      <input type="hidden" name="credential" />
      {children}
    </PostForm>
  </div>
);

/** Needed once on each page with such a form. */
export const PasskeyScript = () => <ScriptFile script={PASSKEY_SCRIPT} />;
