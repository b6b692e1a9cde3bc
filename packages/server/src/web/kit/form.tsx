import type { Child } from 'hono/jsx';
import type { Messages } from '../../i18n/index.js';
import { randomSecret } from '../../kernel/secret.js';

/** What is wrong with a field, in the reader's language. A `field` of '' means the form as a whole. */
export interface FieldError {
  field: string;
  message: string;
}

/** In characters of HTML. Some pages have a form for each of a hundred entries, and each repeats the page's address. */
const MAX_PAGE = 500;

/** The page's address, as long as it can be repeated: a query that we make is shorter. */
const repeatable = (path: string): string =>
  path.replaceAll('&', '&amp;').length <= MAX_PAGE ? path : (path.split('?', 1)[0] ?? '/');

interface PostFormProps {
  context: { csrf: string; path: string };
  action: string;
  class?: string;
  /** The form creates something that a repeat must not create again (web/visitor/single-use.ts). */
  once?: boolean;
  /** The form uploads a file. */
  withFile?: boolean;
  /** The form's accessible name, where no heading gives one. */
  label?: string;
  children: Child;
}

/**
 * A form that changes something: always POST, with the CSRF token and the page it is on (its action may accept no GET,
 * so the language switch of the answer returns there). `novalidate`, so that faults read the same in every browser and
 * in the page's language.
 */
export const PostForm = ({ context, action, class: className, once, withFile, label, children }: PostFormProps) => (
  <form
    method="post"
    action={action}
    enctype={withFile === true ? 'multipart/form-data' : undefined}
    class={className}
    aria-label={label}
    novalidate
  >
    <input type="hidden" name="csrf" value={context.csrf} />
    <input type="hidden" name="page" value={repeatable(context.path)} />
    {once === true ? <input type="hidden" name="once" value={randomSecret().reveal()} /> : null}
    {children}
  </form>
);

/** A hidden field, if there is a value. */
export const Hidden = ({ name, value }: { name: string; value: string | null }) =>
  value === null ? null : <input type="hidden" name={name} value={value} />;

interface AnswerFormProps {
  /** The app's redirect URI, already checked. */
  action: string;
  answer: Readonly<Record<string, string>>;
  id?: string;
  children: Child;
}

/** The button that posts an answer to an app (OAuth 2.0 Form Post Response Mode section 2): without a token of ours. */
export const AnswerForm = ({ action, answer, id, children }: AnswerFormProps) => (
  <form method="post" action={action} id={id}>
    {Object.entries(answer).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
  </form>
);

/** Tells password managers whose password the form is about. */
export const PasswordOwner = ({ username }: { username: string }) => (
  <input type="text" name="username" value={username} autocomplete="username" readonly hidden />
);

/** All faults of a form, each linked to its field. Focused when the page opens, so that nobody misses it. */
export const ErrorSummary = ({ messages, errors }: { messages: Messages; errors: readonly FieldError[] }) =>
  errors.length === 0 ? null : (
    <div class="summary" role="alert" tabindex={-1} autofocus>
      <p class="summary-title">{messages.form.errorSummary}</p>
      <ul>
        {errors.map(({ field, message }) => (
          <li>{field === '' ? message : <a href={`#${field}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  );

/** A message that screen readers announce when the page opens. */
export const Notice = ({ children }: { children: Child }) => (
  <p class="notice" role="status">
    {children}
  </p>
);

interface EntryButtonProps {
  context: PostFormProps['context'];
  action: string;
  /** The field that identifies the entry, and its value. */
  name: string;
  value: string | number;
  /** Names the entry for screen readers. */
  of: string;
  children: Child;
}

/** The button that removes an entry of a list. */
export const EntryButton = ({ context, action, name, value, of, children }: EntryButtonProps) => (
  <PostForm context={context} action={action}>
    <input type="hidden" name={name} value={String(value)} />
    <button class="button danger">
      {children}
      <span class="unseen"> {of}</span>
    </button>
  </PostForm>
);
