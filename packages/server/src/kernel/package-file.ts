import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = dirname(findPackageJSON('.', import.meta.url) ?? '');

/** The absolute path of a file of this package. Modules cannot know it from their own place: they may run from the bundle. */
export const packageFile = (path: string): string => join(ROOT, path);

/** @throws when there is no such file */
export const readPackageFile = (path: string): string => readFileSync(packageFile(path), 'utf8');
