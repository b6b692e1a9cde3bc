import type { FieldError } from '../../web/kit/form.js';

interface Common {
  /** Also the id. */
  name: string;
  label: string;
  hint?: string;
  errors: readonly FieldError[];
}

/** The hint and the faults of a field, and what joins them to it. */
const describe = ({ name, hint, errors }: Omit<Common, 'label'>) => {
  const faults = errors.filter(({ field }) => field === name).map(({ message }) => message);
  const ids = [...(hint === undefined ? [] : [`${name}-hint`]), ...(faults.length === 0 ? [] : [`${name}-error`])];
  return {
    faulty: faults.length > 0,
    describedBy: ids.length === 0 ? undefined : ids.join(' '),
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

/** A labelled field of one or several lines. Unlike `Field` of the sign-in pages, it may be left empty. */
export const TextField = (props: Common & { value: string; lines?: number; code?: boolean; required?: boolean }) => {
  const { name, label, value, lines = 1, code = false, required = false } = props;
  const { faulty, describedBy, notes } = describe(props);
  return (
    <div class={faulty ? 'field faulty' : 'field'}>
      <label for={name}>{label}</label>
      {notes}
      {lines === 1 ? (
        <input
          id={name}
          name={name}
          type="text"
          value={value}
          autocomplete="off"
          required={required}
          aria-invalid={faulty ? 'true' : undefined}
          aria-describedby={describedBy}
        />
      ) : (
        <textarea
          id={name}
          name={name}
          rows={lines}
          class={code ? 'code' : undefined}
          autocomplete="off"
          autocapitalize={code ? 'none' : undefined}
          spellcheck={code ? false : undefined}
          required={required}
          aria-invalid={faulty ? 'true' : undefined}
          aria-describedby={describedBy}
        >
          {value}
        </textarea>
      )}
    </div>
  );
};

/** A file to bring along. `accept` is for the browser's dialogue only: what comes may be anything. */
export const FileField = (props: Common & { accept: string }) => {
  const { name, label, accept } = props;
  const { faulty, describedBy, notes } = describe(props);
  return (
    <div class={faulty ? 'field faulty' : 'field'}>
      <label for={name}>{label}</label>
      {notes}
      <input
        id={name}
        name={name}
        type="file"
        accept={accept}
        required
        aria-invalid={faulty ? 'true' : undefined}
        aria-describedby={describedBy}
      />
    </div>
  );
};

/** Something that is on or off, with what that means. */
export const CheckField = (props: Common & { checked: boolean }) => {
  const { faulty, describedBy, notes } = describe(props);
  return (
    <div class={faulty ? 'field check faulty' : 'field check'}>
      <label class="choice" for={props.name}>
        <input
          id={props.name}
          name={props.name}
          type="checkbox"
          value="true"
          checked={props.checked}
          aria-invalid={faulty ? 'true' : undefined}
          aria-describedby={describedBy}
        />
        <span>{props.label}</span>
      </label>
      {notes}
    </div>
  );
};

interface Option {
  value: string;
  text: string;
}

export const SelectField = (props: Common & { value: string; options: readonly Option[] }) => {
  const { faulty, describedBy, notes } = describe(props);
  return (
    <div class={faulty ? 'field faulty' : 'field'}>
      <label for={props.name}>{props.label}</label>
      {notes}
      <select
        id={props.name}
        name={props.name}
        aria-invalid={faulty ? 'true' : undefined}
        aria-describedby={describedBy}
      >
        {props.options.map(({ value, text }) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
};
