/**
 * Whether the test file that runs is of the full tier, `*.full.test.ts`. Such a file may import tests of the first tier,
 * which then tell what the first tier leaves out.
 */
export const IN_FULL_TIER = (process.argv[1] ?? '').endsWith('.full.test.js');
