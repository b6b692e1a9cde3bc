import { once } from 'node:events';
import { createServer } from 'node:net';

/** A free loopback port: the preferred one, or any. */
export const freePort = async ({ preferred = 0 } = {}) => {
  const probe = createServer().listen(preferred, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    if (preferred === 0) throw error;
    return freePort();
  }
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
};
