import type { PageContext } from './page.js';

interface PagerProps {
  context: PageContext;
  /** The list's own address. */
  path: string;
  /** Leads to what is older. */
  next: string | null;
  isFirst: boolean;
}

/** On to what is older, or back to the newest. */
export const Pager = ({ context, path, next, isFirst }: PagerProps) => {
  const { accountLinks } = context.messages;
  if (isFirst && next === null) return null;
  return (
    <p class="actions">
      {isFirst ? null : (
        <a class="button" href={path}>
          {accountLinks.newest}
        </a>
      )}
      {next === null ? null : (
        <a class="button" href={`${path}?after=${next}`} rel="next">
          {accountLinks.older}
        </a>
      )}
    </p>
  );
};
