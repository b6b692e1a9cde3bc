import { Page, type PageContext } from '../../web/kit/page.js';

export interface ShownOnceProps {
  context: PageContext;
  title: string;
  /** What is shown this once, and what else belongs beside it. */
  values: readonly { id: string; label: string; value: string }[];
  /** What to know about it. */
  notes: readonly string[];
  /** A command that uses it, or null. */
  example: { text: string; code: string } | null;
  next: { href: string; text: string };
}

/** The answer to a form that made a secret: the only page that ever shows it. */
export const ShownOncePage = ({ context, title, values, notes, example, next }: ShownOnceProps) => (
  <Page context={context} title={title} layout="wide">
    <div class="card">
      <h1>{title}</h1>
      <p class="warning" role="status">
        <strong>{context.messages.console.shownOnce.copy}</strong>
      </p>
      {values.map(({ id, label, value }) => (
        <div class="value">
          <p class="uri-label">{label}</p>
          <code class="uri whole" id={id}>
            {value}
          </code>
        </div>
      ))}
      {notes.map((note) => (
        <p>{note}</p>
      ))}
      {example === null ? null : (
        <div class="value">
          <p class="uri-label">{example.text}</p>
          <pre class="uri">
            <code>{example.code}</code>
          </pre>
        </div>
      )}
      <p>
        <a class="button primary" href={next.href}>
          {next.text}
        </a>
      </p>
    </div>
  </Page>
);
