/**
 * The elements inherit font and colour from the page; `--octroi-*` and `::part()` change the rest. A style sheet
 * object, because content security policies can forbid style elements. No animations. The focus ring is inside the
 * button in the text's colour, where it is always visible.
 */
const STYLES = `
:host { display: inline-block; font: inherit; color: var(--octroi-text, inherit) }
:host([hidden]), [hidden] { display: none !important }
[part=account] {
  display: flex; flex-wrap: wrap; align-items: center; gap: .5em 1em; padding: var(--octroi-padding, .75em 1em);
  background: var(--octroi-background, transparent); border: 1px solid var(--octroi-border, color-mix(in srgb, currentColor 30%, transparent));
  border-radius: var(--octroi-radius, 8px);
}
p { margin: 0 }
p:empty { position: absolute }
[part=name] { font-weight: 600; overflow-wrap: anywhere }
[part=balance] { font-variant-numeric: tabular-nums }
button {
  font: inherit; color: inherit; min-height: 44px; padding: .4em 1em; cursor: pointer; background: none;
  border: 1px solid; border-radius: var(--octroi-radius, 8px);
}
button[part~=primary] {
  color: var(--octroi-on-accent, #fff); background: var(--octroi-accent, #1a56db); border-color: transparent;
}
button:hover { opacity: .85 }
button:focus-visible { outline: 3px solid var(--octroi-focus, currentColor); outline-offset: -6px }
`;

export const createStyles = (): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  return sheet;
};
