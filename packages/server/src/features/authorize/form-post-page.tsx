import { originOfUri } from '../../protocol/redirect-uri.js';
import { Destination } from '../../web/kit/app-access.js';
import { createScript, ScriptFile } from '../../web/kit/assets/asset.js';
import { AnswerForm } from '../../web/kit/form.js';
import { CardPage, type PageContext } from '../../web/kit/page.js';

/** Submits the page's only form, so that nobody has to click. The page's policy forbids every other script. */
const SCRIPT = "document.getElementById('form-post').submit();\n";

export const FORM_POST_SCRIPT = createScript('form-post', SCRIPT);

interface FormPostProps {
  context: PageContext;
  /** The app's redirect URI, already checked. */
  action: string;
  /** The response parameters. */
  answer: Readonly<Record<string, string>>;
  /** By script, where there is one. Otherwise the page names where the button leads. */
  isAutomatic: boolean;
}

/**
 * Sends the response to the app in a form (OAuth 2.0 Form Post Response Mode section 2): by script, or without it by a click.
 */
export const FormPostPage = ({ context, action, answer, isAutomatic }: FormPostProps) => {
  const { formPost } = context.messages;
  return (
    <CardPage context={context} title={formPost.title}>
      {isAutomatic ? <p>{formPost.explanation}</p> : <Destination context={context} origin={originOfUri(action)} />}
      <AnswerForm action={action} answer={answer} id="form-post">
        <button class="button primary">{formPost.submit}</button>
      </AnswerForm>
      {isAutomatic ? <ScriptFile script={FORM_POST_SCRIPT} /> : null}
    </CardPage>
  );
};
