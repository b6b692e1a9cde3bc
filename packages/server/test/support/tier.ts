/**
 * Whether the running test file is in the full tier, `*.full.test.ts`. Such a file may import first-tier tests, which
 * then run what the first tier leaves out.
 */
export const IN_FULL_TIER = (process.argv[1] ?? '').endsWith('.full.test.js');
