interface PagerProps {
  /** The list's first page; null on it. */
  newest: string | null;
  /** The next page; null on the last. */
  older: string | null;
  /** Link texts that fit the list. */
  texts: { newest?: string; older: string };
}

/** Links to older entries, or back to the newest. */
export const Pager = ({ newest, older, texts }: PagerProps) =>
  newest === null && older === null ? null : (
    <p class="actions">
      {newest === null ? null : (
        <a class="button" href={newest}>
          {texts.newest}
        </a>
      )}
      {older === null ? null : (
        <a class="button" href={older} rel="next">
          {texts.older}
        </a>
      )}
    </p>
  );
