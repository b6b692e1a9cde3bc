/** The app's design: ink on paper, serif, and unlike Octroi's, because it is another company's app. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbf6ec; --card: #fffdf8; --ink: #2b2118; --faint: #6b5d4f; --rule: #cdbfab;
  --accent: #7a2646; --on-accent: #fff; --good: #1f5c3a; --bad: #9a2318;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1613; --card: #251e1a; --ink: #f1e7da; --faint: #b7a797; --rule: #574a40;
    --accent: #f0a3bd; --on-accent: #34101e; --good: #8fd3a9; --bad: #ff9f92;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.25rem; max-width: 38rem; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 Georgia, 'Times New Roman', serif;
  overflow-wrap: anywhere;
}
header { display: flex; align-items: center; gap: 0.6rem; font-size: 1.25rem; font-style: italic; }
header a { color: inherit; text-decoration: none; display: inline-block; padding: 0.4rem 0; }
main { flex: 1; padding: 2rem 0; }
h1 { margin: 0 0 0.75rem; font-size: clamp(1.75rem, 8vw, 2.75rem); font-weight: normal; line-height: 1.15; }
a { color: var(--accent); }
.lead { margin: 0 0 1.75rem; font-size: 1.2rem; }
.quiet a { display: inline-block; padding: 0.5rem 0; color: var(--faint); font-size: 1rem; }
footer { border-top: 1px solid var(--rule); padding-top: 1rem; color: var(--faint); font-size: 0.9375rem; }
.message { margin: 0 0 1.5rem; padding: 0.75rem 1rem; border-left: 4px solid; background: var(--card); }
.message.good { color: var(--good); }
.message.bad { color: var(--bad); }
.card { padding: 1.25rem; border: 1px solid var(--rule); border-radius: 2px; background: var(--card); }
.balance { margin: 0 0 1rem; display: flex; flex-direction: column; }
.balance span { color: var(--faint); }
.balance strong { font-size: 2.5rem; font-weight: normal; line-height: 1.2; font-variant-numeric: tabular-nums lining-nums; }
dl { margin: 0; }
dt { padding-top: 0.6rem; border-top: 1px solid var(--rule); color: var(--faint); font-size: 0.9375rem; }
dd { margin: 0 0 0.6rem; }
dd:last-child { margin-bottom: 0; }
code { font: 0.9em ui-monospace, Menlo, Consolas, monospace; border: 1px solid var(--rule); padding: 0.1em 0.4em; }
.actions { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); gap: 0.75rem; margin-top: 1.25rem; }
button {
  font: inherit; min-height: 2.75rem; padding: 0.5rem 1rem; border: 1px solid var(--ink); border-radius: 2px;
  background: transparent; color: inherit; cursor: pointer;
}
.actions button { width: 100%; height: 100%; padding: 0.5rem 0.25rem; font-size: 1rem; }
button:hover { background: var(--card); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover { filter: brightness(1.12); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
@media (min-width: 34rem) {
  dl { display: grid; grid-template-columns: 9.5rem 1fr; }
  dt, dd { margin: 0; padding: 0.6rem 0; border-top: 1px solid var(--rule); font-size: 1rem; }
}
`;

/** A drop of ink. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="4" fill="#7a2646"/>
<path d="M16 5c4 6 7 9.5 7 14a7 7 0 0 1-14 0c0-4.5 3-8 7-14z" fill="#fbf6ec"/>
</svg>
`;
