import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The SDK's script file, for pages without a bundler. */
export interface SdkScript {
  text: string;
  /** Of the SDK. */
  version: string;
  /** The file of this version and no other, `/sdk/octroi-1.2.3.js`: browsers may keep it for ever. */
  path: string;
  /** What the `integrity` attribute of a page that loads this version says (Subresource Integrity section 3.1). */
  integrity: string;
}

/** Where the build lays the file, whether this module runs by itself or from the bundle. */
const FOLDER = new URL('../sdk-script/', import.meta.url);

/** Reads the script as it was built; null where only the server was. */
export const loadSdkScript = (): SdkScript | null => {
  let files: readonly string[];
  try {
    files = readdirSync(FOLDER);
  } catch {
    return null;
  }
  for (const file of files) {
    const version = /^octroi-(.+)\.js$/.exec(file)?.[1];
    if (version === undefined) continue;
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    return { text, version, path: `/sdk/${file}`, integrity: `sha384-${hash('sha384', text, 'base64')}` };
  }
  return null;
};
