import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../../kernel/package-file.js';

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

/** Where the build puts the file, and where released ones are kept. */
const BUILT = packageFile('dist/sdk-script');
const RELEASED = packageFile('assets/sdk');

const readScripts = (folder: string): SdkScript[] => {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    const version = /^octroi-(.+)\.js$/.exec(file)?.[1];
    if (version === undefined) return [];
    const text = readFileSync(join(folder, file), 'utf8');
    return [{ text, version, path: `/sdk/${file}`, integrity: `sha384-${hash('sha384', text, 'base64')}` }];
  });
};

/** Reads the script as it was built; null where only the server was. */
export const loadSdkScript = (): SdkScript | null => readScripts(BUILT)[0] ?? null;

/** Reads the scripts of all released versions: pages that name one go on working when the server is upgraded. */
export const loadReleasedScripts = (folder: string = RELEASED): readonly SdkScript[] => readScripts(folder);
