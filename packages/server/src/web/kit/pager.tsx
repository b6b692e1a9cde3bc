interface PagerProps {
  /** Of the list without a place in it; null on its first page. */
  newest: string | null;
  /** Of the next page; null on the last. */
  older: string | null;
  /** In words that fit what is listed. */
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
