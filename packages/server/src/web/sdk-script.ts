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

/** Where the build lays the file, whether this module runs by itself or from the bundle; and where released ones are kept. */
const BUILT = new URL('../sdk-script/', import.meta.url);
const RELEASED = new URL('../../assets/sdk/', import.meta.url);

const readScripts = (folder: URL): SdkScript[] => {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    const version = /^octroi-(.+)\.js$/.exec(file)?.[1];
    if (version === undefined) return [];
    const text = readFileSync(new URL(file, folder), 'utf8');
    return [{ text, version, path: `/sdk/${file}`, integrity: `sha384-${hash('sha384', text, 'base64')}` }];
  });
};

/** Reads the script as it was built; null where only the server was. */
export const loadSdkScript = (): SdkScript | null => readScripts(BUILT)[0] ?? null;

/** Reads the scripts of all released versions: pages that name one go on working when the server is upgraded. */
export const loadReleasedScripts = (folder: URL = RELEASED): readonly SdkScript[] => readScripts(folder);
