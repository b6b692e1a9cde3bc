import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = dirname(findPackageJSON('.', import.meta.url) ?? '');

/**
 * The absolute path of a file of this package. The bundle has another location than the modules, so they cannot use
 * their own.
 */
export const packageFile = (path: string): string => join(ROOT, path);

/** @throws when the file does not exist */
export const readPackageFile = (path: string): string => readFileSync(packageFile(path), 'utf8');
