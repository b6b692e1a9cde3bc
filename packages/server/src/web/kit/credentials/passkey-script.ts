import { readPackageFile } from '../../../kernel/package-file.js';
import { createScript } from '../assets/asset.js';

/** Built from browser/passkeys.ts. */
export const PASSKEY_SCRIPT = createScript('passkeys', readPackageFile('dist/page-scripts/passkeys.js'));
