/** The page without the scripts that are ours: files beside the style sheet, with nothing of their own in the page. */
export const withoutOurScripts = (html: string): string =>
  html.replaceAll(/<script src="\/assets\/[\w.-]+" defer=""><\/script>/g, '');
