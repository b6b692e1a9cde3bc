import { LinkLine, Page, type PageContext } from '../../web/kit/page.js';

interface ShownOnceProps {
  context: PageContext;
  title: string;
  /** The secret shown this once, and the values that belong to it. */
  values: readonly { id: string; label: string; value: string }[];
  /** What to know about it. */
  notes: readonly string[];
  /** A command that uses it. */
  example?: { text: string; code: string };
  next: { href: string; text: string };
}

/** The answer to a form that created a secret: the only page that shows it. */
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
      {example === undefined ? null : (
        <div class="value">
          <p class="uri-label">{example.text}</p>
          <pre class="uri">
            <code>{example.code}</code>
          </pre>
        </div>
      )}
      <LinkLine href={next.href} text={next.text} look="button primary" />
    </div>
  </Page>
);
