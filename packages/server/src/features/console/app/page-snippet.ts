import type { SdkScript } from '../../../web/kit/assets/sdk-script.js';
import type { SnippetApp } from './snippets.js';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const tag = (name: string, attributes: Readonly<Record<string, string>>): string => {
  const list = Object.entries(attributes).map(([key, value]) => `\n  ${key}="${escaped(value)}"`);
  return `<${name}${list.join('')}`;
};

const wholePage = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>`;

/** HTML to paste. */
export interface PageSnippets {
  /** A button, the user and the balance: through the app's back end, or for a public app by the page alone. */
  page: string;
  /** The whole page at the redirect URI; null if the app's back end is there. */
  callback: string | null;
}

export const pageSnippets = (
  app: Pick<SnippetApp, 'issuer' | 'clientId' | 'redirectUri' | 'public'>,
  { path, integrity }: Pick<SdkScript, 'path' | 'integrity'>,
): PageSnippets => {
  const { issuer, clientId, redirectUri } = app;
  const load = `${tag('script', { src: issuer + path, integrity, crossorigin: 'anonymous' })}\n  defer></script>`;
  if (!app.public) return { page: `${load}\n<octroi-account></octroi-account>`, callback: null };
  const client = { mode: 'public', issuer, 'client-id': clientId, 'redirect-uri': redirectUri };
  return {
    page: `${load}\n${tag('octroi-account', client)}></octroi-account>`,
    callback: wholePage('Signing in', load, '<octroi-callback></octroi-callback>'),
  };
};
