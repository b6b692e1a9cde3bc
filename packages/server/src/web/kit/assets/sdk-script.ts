import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../../kernel/package-file.js';

/** The SDK's script file, for pages without a bundler. */
export interface SdkScript {
  text: string;
  /** The SDK's version. */
  version: string;
  /** `/sdk/octroi-1.2.3.js`. Its content never changes, so browsers may cache it indefinitely. */
  path: string;
  /** The `integrity` attribute for pages that load this version (Subresource Integrity section 3.1). */
  integrity: string;
}

/** The built script, and the released ones. */
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

/** Reads the built script; null if only the server was built. */
export const loadSdkScript = (): SdkScript | null => readScripts(BUILT)[0] ?? null;

/** Reads the scripts of all released versions, so that pages that load one still work after the server is upgraded. */
export const loadReleasedScripts = (folder: string = RELEASED): readonly SdkScript[] => readScripts(folder);
