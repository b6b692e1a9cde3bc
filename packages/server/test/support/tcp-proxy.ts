import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network between a program and a server, which tests break without either end being told. */
export interface TcpProxy {
  readonly port: number;
  /** From now on, swallows every byte of the connections there are, and unless `only` is `old`, of new ones too. */
  fallSilent(only?: 'old'): void;
  /** New connections reach the server again. Those that fell silent stay silent. */
  recover(): void;
  /** New connections go to another server; those there are stay where they are. */
  leadTo(port: number): void;
  /** Connections that have been opened so far. */
  opened(): number;
  close(): Promise<void>;
}

interface Line {
  ends: Socket[];
  isSilent: boolean;
}

export const startTcpProxy = async (target: number): Promise<TcpProxy> => {
  let destination = target;
  let swallowsNew = false;
  let opened = 0;
  const lines = new Set<Line>();

  const join = (line: Line, from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (!line.isSilent) to.write(bytes);
    });
    from.on('end', () => {
      if (!line.isSilent) to.end();
    });
    from.on('close', () => {
      if (!line.isSilent) to.destroy();
    });
    from.on('error', () => {});
  };

  const server = createServer({ allowHalfOpen: true }, (outer) => {
    opened += 1;
    if (swallowsNew) {
      lines.add({ ends: [outer.on('error', () => {}).resume()], isSilent: true });
      return;
    }
    const inner = connect({ port: destination, host: '127.0.0.1', allowHalfOpen: true });
    const line = { ends: [outer, inner], isSilent: false };
    lines.add(line);
    join(line, outer, inner);
    join(line, inner, outer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  return {
    port: address.port,
    fallSilent: (only) => {
      for (const line of lines) line.isSilent = true;
      swallowsNew = only !== 'old';
    },
    recover: () => {
      swallowsNew = false;
    },
    leadTo: (port) => {
      destination = port;
    },
    opened: () => opened,
    close: async () => {
      for (const { ends } of lines) for (const end of ends) end.destroy();
      await once(server.close(), 'close');
    },
  };
};

/** The same URL, through a proxy on loopback. */
export const throughPort = (url: string, port: number): string => {
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  return through.href;
};
