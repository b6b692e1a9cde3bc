import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests with a body at most this long are read in one go. In bytes. */
const SHORT = 64 * 1024;

const isShort = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SHORT;

/**
 * For a server's `request` event. Reads and drops what comes of a body after its answer, for as long as the adapter lets it
 * (half a second): a connection that is closed with unread bytes is reset, and whoever is still sending, such as a reverse
 * proxy, may never see the answer. The adapter alone would wait for the stream that the body was read from, which nobody
 * reads any more.
 */
export const dropUnreadBody = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  if (isShort(incoming)) return;
  outgoing.once('finish', () => {
    if (incoming.complete) return;
    incoming.removeAllListeners('data');
    incoming.resume();
  });
};
