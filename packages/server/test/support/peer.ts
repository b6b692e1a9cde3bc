import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { after } from 'node:test';

/** Another party's server, on loopback. */
export interface Peer {
  /** `http://localhost:PORT` */
  readonly origin: string;
  readonly port: number;
  /** The requests so far: `GET /path`. */
  readonly requests: string[];
  /** The number of connections so far. */
  connections(): number;
  /** Replaces the listener. */
  answer(listener: RequestListener): void;
  /** Stops listening. */
  stop(): Promise<void>;
}

/** Starts a peer that ends with the tests of its file. */
export const startPeer = async (listener: RequestListener = (_, response) => response.end()): Promise<Peer> => {
  let current = listener;
  let connections = 0;
  const requests: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    requests.push(`${request.method} ${request.url}`);
    current(request, response);
  });
  server.on('connection', () => (connections += 1));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  after(stop);
  return {
    origin: `http://localhost:${port}`,
    port,
    requests,
    connections: () => connections,
    answer: (next) => {
      current = next;
    },
    stop,
  };
};
