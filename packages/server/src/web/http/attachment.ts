import type { Context } from 'hono';

/** A response body generated piece by piece, each when the client has taken the one before. */
const streamed = (pieces: AsyncIterable<string>): ReadableStream<Uint8Array> => {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
};

interface Attachment {
  /** The file name is `NAME-YYYY-MM-DD.EXTENSION`, with the UTC day of `at` (milliseconds since the epoch). */
  name: string;
  at: number;
  extension: string;
  contentType: string;
}

/** A download, generated as it is sent. */
export const attachment = (c: Context, pieces: AsyncIterable<string>, file: Attachment): Response => {
  const day = new Date(file.at).toISOString().slice(0, 10);
  return c.body(streamed(pieces), 200, {
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${file.name}-${day}.${file.extension}"`,
  });
};
