import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Build } from './command-line.js';
import { WORKSPACE } from './paths.js';

interface OtherCommitModule {
  /** Resolves to a folder with this commit, built. Rejects if the repository does not have it. */
  keptCommit(ref: string): Promise<string>;
}

const script = pathToFileURL(join(WORKSPACE, 'scripts/lib/other-commit.mjs')).href;
const { keptCommit } = (await import(script)) as OtherCommitModule;

/** The version that installations come from: the last before subjects had folders of their own. */
const COMMIT = '80999b3';

/** That version, built from the repository's history. A setting that it does not know would end it. */
export const earlierBuild = async (): Promise<Build> => ({
  cli: join(await keptCommit(COMMIT), 'packages/server/dist/cli.js'),
  settings: { OCTROI_STOP_GRACE: undefined },
});
