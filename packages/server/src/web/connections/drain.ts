import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { SECOND } from '../../kernel/clock.js';

/** How long requests under way may take when the server stops. In milliseconds. */
const DRAIN_TIMEOUT = 10 * SECOND;
/** How long to look for a moment without new connections. In milliseconds. */
const QUIET_TIMEOUT = SECOND / 2;

/**
 * Waits for a turn of the event loop in which no connection was accepted. Those that the system has accepted for us, and we
 * have not, are reset when we stop listening.
 */
const quiet = async (server: Server): Promise<void> => {
  let accepted = true;
  const note = (): void => {
    accepted = true;
  };
  server.on('connection', note);
  const deadline = performance.now() + QUIET_TIMEOUT;
  while (accepted && performance.now() < deadline) {
    accepted = false;
    await turn();
  }
  server.off('connection', note);
};

/** Stops listening, and nothing more. A server's own `close` also ends idle connections, on which a request may be on its way. */
const stopListening = async (server: Server): Promise<{ ended: Promise<void> }> => {
  await quiet(server);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  NetServer.prototype.close.call(server, () => resolve());
  return { ended };
};

/**
 * Ends the connections of a server without leaving a request unanswered. It first stops listening, while clients still use the
 * connections they have: each answer that ended one would bring a new one, and some of those would be reset. For `lastAnswers`
 * milliseconds, a client that sends requests without a pause learns from `Connection: close` that its next one belongs elsewhere.
 */
export const drain = async (server: Server, lastAnswers: number): Promise<void> => {
  const { ended } = await stopListening(server);
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  await Promise.race([ended, wait(lastAnswers)]);
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
  await ended;
  clearTimeout(deadline);
};
