import type { Context } from 'hono';

export interface Attachment {
  /** The file name is `NAME-YYYY-MM-DD.EXTENSION`, with the UTC day of `at` (milliseconds since the epoch). */
  name: string;
  at: number;
  extension: string;
  contentType: string;
}

/** A download, generated piece by piece as it is sent. */
export const attachment = (c: Context, pieces: AsyncIterable<string>, file: Attachment): Response => {
  const day = new Date(file.at).toISOString().slice(0, 10);
  return c.body(ReadableStream.from(pieces).pipeThrough(new TextEncoderStream()), 200, {
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${file.name}-${day}.${file.extension}"`,
  });
};
