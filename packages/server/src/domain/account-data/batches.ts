/** Rows read at once, so that few are in memory. */
const BATCH = 500;

/** Reads a list in batches, each starting where the last ended. */
export async function* batches<Line, Place>(
  read: (limit: number, after: Place | null) => Promise<Line[]>,
  placeOf: (line: Line) => Place,
): AsyncGenerator<Line[]> {
  let after: Place | null = null;
  for (;;) {
    const lines: Line[] = await read(BATCH, after);
    const last = lines.at(-1);
    if (last === undefined) return;
    yield lines;
    if (lines.length < BATCH) return;
    after = placeOf(last);
  }
}
