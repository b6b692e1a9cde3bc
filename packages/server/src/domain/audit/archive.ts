import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { toSeconds } from '../../kernel/clock.js';
import type { StoredAuditEvent } from './store.js';

/** Keeps events that are about to be deleted. Resolves once they are on disk. */
export type Archive = (events: readonly StoredAuditEvent[]) => Promise<void>;

const NEWLINE = '\n';

const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Adds whole lines. One that a full disk or a crash has cut short stays as it is; what it was about comes again below it. */
const append = async (folder: string, name: string, lines: readonly string[]): Promise<void> => {
  const file = await open(join(folder, name), 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const isCut = size > 0 && last.toString() !== NEWLINE;
    await file.writeFile((isCut ? NEWLINE : '') + lines.map((line) => line + NEWLINE).join(''));
    await file.sync();
    if (size === 0) await sync(folder);
  } finally {
    await file.close();
  }
};

const lineOf = ({ id, createdAt, type, userId, appId, detail }: StoredAuditEvent): string =>
  JSON.stringify({ id, created_time: toSeconds(createdAt), type, user_id: userId, app_id: appId, detail });

/** The file of a month, in UTC. */
const nameOf = ({ createdAt }: StoredAuditEvent): string =>
  `audit-${new Date(createdAt).toISOString().slice(0, 'YYYY-MM'.length)}.jsonl`;

/** A folder with a file for each month, and a line of JSON for each of its events. */
export const createArchive =
  (folder: string): Archive =>
  async (events) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [name, ofMonth] of Map.groupBy(events, nameOf)) await append(folder, name, ofMonth.map(lineOf));
  };
