import { readPackageFile } from '../../../kernel/package-file.js';
import { accentRules } from './accent.js';
import { createAsset, type Asset } from './asset.js';

/** Reads the stylesheet from the package's assets and applies the operator's accent colour (`#rrggbb`), if set. */
export const loadStylesheet = (accent: string | null): Asset => {
  const text = readPackageFile('assets/octroi.css');
  const content = accent === null ? text : text + accentRules(accent);
  return createAsset({ name: 'octroi', extension: 'css', type: 'text/css; charset=utf-8', content });
};
