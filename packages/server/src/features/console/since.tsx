import { Moment } from '../../web/kit/format.js';
import type { PageContext } from '../../web/kit/page.js';

interface SinceProps {
  context: PageContext;
  label: string;
  /** Milliseconds since the epoch, or null when it never happened or never will. */
  at: number | null;
  /** What is said then, instead of label and time. */
  otherwise: string;
}

/** A labelled moment that may be none. */
export const Since = ({ context, label, at, otherwise }: SinceProps) =>
  at === null ? (
    <>{otherwise}</>
  ) : (
    <>
      {label} <Moment locale={context.locale} at={at} />
    </>
  );
