import type { Child } from 'hono/jsx';
import type { Messages } from '../../i18n/index.js';

/** What is wrong with one field, in the reader's language. A `field` of '' concerns the form as a whole. */
export interface FieldError {
  field: string;
  message: string;
}

interface PostFormProps {
  context: { csrf: string; path: string };
  action: string;
  class?: string;
  /** The form brings a file. */
  withFile?: boolean;
  /** Names the form to screen readers, where there is no heading to do it. */
  label?: string;
  children: Child;
}

/**
 * A form that changes something: always POST, always with the CSRF token and the page it stands on, which is where the
 * language switch of the answer leads: the form's own address may take no GET. Faults are told by us and not by the browser
 * (`novalidate`), so that they read the same everywhere and in the page's language.
 */
export const PostForm = ({ context, action, class: className, withFile, label, children }: PostFormProps) => (
  <form
    method="post"
    action={action}
    enctype={withFile === true ? 'multipart/form-data' : undefined}
    class={className}
    aria-label={label}
    novalidate
  >
    <input type="hidden" name="csrf" value={context.csrf} />
    <input type="hidden" name="page" value={context.path} />
    {children}
  </form>
);

/** Carries a value along, when there is one. */
export const Hidden = ({ name, value }: { name: string; value: string | null }) =>
  value === null ? null : <input type="hidden" name={name} value={value} />;

/** Tells password managers whose password a form is about. */
export const PasswordOwner = ({ username }: { username: string }) => (
  <input type="text" name="username" value={username} autocomplete="username" readonly hidden />
);

/** All faults of a form at its top, each linked to its field. It takes the focus when the page opens, so that nobody misses it. */
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

/** Good news, or news: read out when the page opens. */
export const Notice = ({ children }: { children: Child }) => (
  <p class="notice" role="status">
    {children}
  </p>
);

interface FieldProps {
  /** Also the id. */
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  class?: string;
  value?: string;
  /** An autofill token of the HTML standard: `username`, `current-password`, ... */
  autocomplete: string;
  inputmode?: 'text' | 'email' | 'decimal' | 'numeric';
  hint?: string;
  autofocus?: boolean;
  /** False for a field that only counts with some answer to another. */
  required?: boolean;
  errors: readonly FieldError[];
}

/** One labelled text field with its hint and its faults, joined by `aria-describedby`. Nearly all our fields are required. */
export const Field = ({ name, label, hint, errors, required = true, ...input }: FieldProps) => {
  const faults = errors.filter(({ field }) => field === name);
  const described = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(faults.length === 0 ? [] : [`${name}-error`]),
  ];
  const asWritten = input.autocomplete.includes('username') || input.inputmode !== undefined;
  return (
    <div class={faults.length === 0 ? 'field' : 'field faulty'}>
      <label for={name}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {faults.length === 0 ? null : (
        <p class="fault" id={`${name}-error`}>
          {faults.map(({ message }) => message).join(' ')}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={input.type ?? 'text'}
        value={input.value}
        autocomplete={input.autocomplete}
        inputmode={input.inputmode}
        autocapitalize={asWritten ? 'none' : undefined}
        spellcheck={asWritten ? false : undefined}
        class={input.class}
        autofocus={input.autofocus && errors.length === 0}
        required={required}
        aria-invalid={faults.length === 0 ? undefined : 'true'}
        aria-describedby={described.length === 0 ? undefined : described.join(' ')}
      />
    </div>
  );
};

interface CodeFieldProps extends Pick<FieldProps, 'name' | 'label' | 'value' | 'hint' | 'autofocus' | 'errors'> {
  /** `digits`: a one-time code, which phones offer to fill in. `letters`: one that another device shows. */
  characters: 'digits' | 'letters';
}

/** A short code, typed or pasted in one piece and with whatever separates its parts: servers ignore that. */
export const CodeField = ({ characters, ...field }: CodeFieldProps) => (
  <Field
    {...field}
    class={characters === 'letters' ? 'one-time letters' : 'one-time'}
    autocomplete={characters === 'digits' ? 'one-time-code' : 'off'}
    inputmode={characters === 'digits' ? 'numeric' : 'text'}
  />
);
