import type { Child } from 'hono/jsx';
import type { FieldError } from './form.js';

interface Common {
  /** Also the id. */
  name: string;
  label: string;
  hint?: string;
  errors: readonly FieldError[];
}

/** Connects a control to its hint and faults. */
interface Described {
  faulty: boolean;
  aria: { 'aria-invalid': 'true' | undefined; 'aria-describedby': string | undefined };
  notes: Child;
}

/** `faultsOf`: the name of the field whose faults are shown, if it is not `name`. */
const describe = ({ name, hint, errors }: Omit<Common, 'label'>, faultsOf = name): Described => {
  const faults = errors.filter(({ field }) => field === faultsOf).map(({ message }) => message);
  const ids = [...(hint === undefined ? [] : [`${name}-hint`]), ...(faults.length === 0 ? [] : [`${name}-error`])];
  return {
    faulty: faults.length > 0,
    aria: {
      'aria-invalid': faults.length > 0 ? 'true' : undefined,
      'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
    },
    notes: (
      <>
        {hint === undefined ? null : (
          <p class="hint" id={`${name}-hint`}>
            {hint}
          </p>
        )}
        {faults.length === 0 ? null : (
          <p class="fault" id={`${name}-error`}>
            {faults.join(' ')}
          </p>
        )}
      </>
    ),
  };
};

const MAX_SHOWN = 30_000;

/** Escaping makes a text up to six times as long, so one that nobody meant is not shown again in full. */
const shown = (value: string | undefined): string | undefined =>
  value !== undefined && value.length + 5 * (value.match(/["&'<>]/g)?.length ?? 0) > MAX_SHOWN
    ? value.slice(0, MAX_SHOWN / 6)
    : value;

/** A control with its label, hint and faults. */
const labelled = (field: Common, control: (aria: Described['aria']) => Child) => {
  const { faulty, aria, notes } = describe(field);
  return (
    <div class={faulty ? 'field faulty' : 'field'}>
      <label for={field.name}>{field.label}</label>
      {notes}
      {control(aria)}
    </div>
  );
};

interface FieldProps extends Common {
  type?: 'text' | 'email' | 'password';
  class?: string;
  value?: string;
  /** An autofill token of the HTML standard: `username`, `current-password`, ... */
  autocomplete: string;
  inputmode?: 'text' | 'email' | 'decimal' | 'numeric';
  autofocus?: boolean;
  required?: boolean;
}

/** A single-line field, required by default. */
export const Field = ({ type = 'text', required = true, ...field }: FieldProps) => {
  const asWritten = field.autocomplete.includes('username') || field.inputmode !== undefined;
  return labelled(field, (aria) => (
    <input
      id={field.name}
      name={field.name}
      type={type}
      value={shown(field.value)}
      autocomplete={field.autocomplete}
      inputmode={field.inputmode}
      autocapitalize={asWritten ? 'none' : undefined}
      spellcheck={asWritten ? false : undefined}
      class={field.class}
      autofocus={field.autofocus && field.errors.length === 0}
      required={required}
      {...aria}
    />
  ));
};

interface CodeFieldProps extends Common, Pick<FieldProps, 'value' | 'autofocus'> {
  /** `digits`: a one-time code, for which phones offer autofill. `letters`: a code shown by another device. */
  characters: 'digits' | 'letters';
}

/** A short code, entered in one piece. Separators are allowed and ignored. */
export const CodeField = ({ characters, ...field }: CodeFieldProps) => (
  <Field
    {...field}
    class={characters === 'letters' ? 'one-time letters' : 'one-time'}
    autocomplete={characters === 'digits' ? 'one-time-code' : 'off'}
    inputmode={characters === 'digits' ? 'numeric' : 'text'}
  />
);

interface PasswordFieldProps extends Common {
  /** `current`: the existing password, as proof. `new`: a new one. */
  which: 'current' | 'new';
}

export const PasswordField = ({ which, ...field }: PasswordFieldProps) => (
  <Field {...field} type="password" autocomplete={`${which}-password`} />
);

/** A field of one or several lines without autofill, optional by default. */
export const TextField = (field: Common & { value: string; lines?: number; code?: boolean; required?: boolean }) => {
  const { name, value, lines = 1, code = false, required = false } = field;
  if (lines === 1) return <Field {...field} autocomplete="off" required={required} />;
  return labelled(field, (aria) => (
    <textarea
      id={name}
      name={name}
      rows={lines}
      class={code ? 'code' : undefined}
      autocomplete="off"
      autocapitalize={code ? 'none' : undefined}
      spellcheck={code ? false : undefined}
      required={required}
      {...aria}
    >
      {shown(value)}
    </textarea>
  ));
};

/** A file upload. `accept` only affects the browser's dialog; any file may arrive. */
export const FileField = (field: Common & { accept: string }) =>
  labelled(field, (aria) => (
    <input id={field.name} name={field.name} type="file" accept={field.accept} required {...aria} />
  ));

/** A checkbox with an explanation. */
export const CheckField = ({ checked, ...field }: Common & { checked: boolean }) => {
  const { faulty, aria, notes } = describe(field);
  return (
    <div class={faulty ? 'field check faulty' : 'field check'}>
      <label class="choice" for={field.name}>
        <input id={field.name} name={field.name} type="checkbox" value="true" checked={checked} {...aria} />
        <span>{field.label}</span>
      </label>
      {notes}
    </div>
  );
};

interface Option {
  value: string;
  text: string;
}

export const SelectField = ({ value, options, ...field }: Common & { value: string; options: readonly Option[] }) =>
  labelled(field, (aria) => (
    <select id={field.name} name={field.name} {...aria}>
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.text}
        </option>
      ))}
    </select>
  ));

interface RadioFieldProps extends Common {
  value: string;
  /** `note`: secondary text. */
  options: readonly (Option & { note?: string | null })[];
}

/** A choice of a few. Faults link to the first option, the field `NAME-VALUE`. */
export const RadioField = ({ name, label, value, options, ...rest }: RadioFieldProps) => {
  const { aria, notes } = describe({ name, ...rest }, `${name}-${options[0]?.value}`);
  return (
    <fieldset aria-describedby={aria['aria-describedby']}>
      <legend>{label}</legend>
      {notes}
      {options.map((option) => (
        <label class="choice">
          <input
            id={`${name}-${option.value}`}
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
          />
          <span>
            {option.text}
            {option.note ? <span class="hint"> {option.note}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
};
