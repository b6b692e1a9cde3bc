import { join } from 'node:path';

/** packages/server, from any compiled file. */
export const PACKAGE = join(import.meta.dirname, '../..');

/** The root of the repository. */
export const WORKSPACE = join(PACKAGE, '../..');

/** A script of test/support/processes, compiled. */
export const processScript = (name: string): string => join(import.meta.dirname, 'processes', `${name}.js`);
