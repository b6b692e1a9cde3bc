import { readPackageFile } from '../../../kernel/package-file.js';
import { accentRules } from './accent.js';
import { createAsset, type Asset } from './asset.js';

/** Reads the one stylesheet from the package's assets, and gives it the operator's colour (`#rrggbb`), if there is one. */
export const loadStylesheet = (accent: string | null): Asset => {
  const text = readPackageFile('assets/octroi.css');
  const content = accent === null ? text : text + accentRules(accent);
  return createAsset({ name: 'octroi', extension: 'css', type: 'text/css; charset=utf-8', content });
};
