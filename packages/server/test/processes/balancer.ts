import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;
/** One that does not answer is not ready. */
const LOOK_FOR_MS = 1_000;

/** What is balanced over keep-alive connections. */
interface Target {
  origin: string;
  agent: Agent;
  isReady: boolean;
  /** Taken off by an operator. */
  isOff: boolean;
  underWay: number;
}

/** A refused connection carried no request. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

const sendTo = async (target: Target, path: string, init: RequestInit = {}): Promise<Response> => {
  const asked = new Request(`${target.origin}${path}`, init);
  const body = Buffer.from(await asked.arrayBuffer());
  const headers: Record<string, string> = Object.fromEntries(asked.headers);
  if (body.length > 0) headers['content-length'] = String(body.length);
  target.underWay += 1;
  try {
    return await new Promise<Response>((resolve, reject) => {
      request(asked.url, { agent: target.agent, method: asked.method, headers, signal: asked.signal }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const received = new Headers();
          for (let at = 0; at < response.rawHeaders.length; at += 2) {
            received.append(response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '');
          }
          resolve(new Response(Buffer.concat(parts), { status: response.statusCode ?? 0, headers: received }));
        });
      })
        .once('error', reject)
        .end(body);
    });
  } finally {
    target.underWay -= 1;
  }
};

const look = async (target: Target): Promise<void> => {
  target.isReady = await sendTo(target, '/readyz', { signal: AbortSignal.timeout(LOOK_FOR_MS) }).then(
    ({ status }) => status === 200,
    () => false,
  );
};

/** A load balancer over keep-alive connections: it sends requests to who is ready, and goes on to the next who refuses. */
export const createBalancer = (origins: readonly string[]) => {
  const targets = origins.map((origin): Target => ({
    origin,
    agent: new Agent({ keepAlive: true }),
    isReady: true,
    isOff: false,
    underWay: 0,
  }));
  const looking = new AbortController();

  const watching = (async (): Promise<void> => {
    while (!looking.signal.aborted) {
      await Promise.all(targets.filter(({ isOff }) => !isOff).map(look));
      await wait(LOOK_EVERY_MS);
    }
  })();

  const targetAt = (index: number): Target => {
    const target = targets[index];
    if (target === undefined) throw new Error(`nothing is balanced at ${index}`);
    return target;
  };

  return {
    /** Sends it to one that is ready. A refused connection carried no request, so another one gets it. */
    send: async (turn: number, path: string, init?: RequestInit): Promise<Response> => {
      for (let attempt = 0; ; attempt += 1) {
        const on = targets.filter(({ isOff }) => !isOff);
        const ready = on.filter(({ isReady }) => isReady);
        const target = ready[(turn + attempt) % Math.max(ready.length, 1)] ?? on[attempt % on.length] ?? targetAt(0);
        try {
          return await sendTo(target, path, init);
        } catch (error) {
          if (!isRefused(error) || attempt > 20) throw error;
          target.isReady = false;
          await wait(20);
        }
      }
    },
    /** Sends it nothing more, waits for its answers, and closes the connections to it. */
    takeOff: async (index: number): Promise<void> => {
      const target = targetAt(index);
      target.isOff = true;
      while (target.underWay > 0) await wait(10);
      target.agent.destroy();
    },
    /** Sends it requests again. */
    putOn: async (index: number): Promise<void> => {
      const target = targetAt(index);
      target.isReady = false;
      target.isOff = false;
      while (!target.isReady) await wait(10);
    },
    close: async () => {
      looking.abort();
      await watching;
      for (const { agent } of targets) agent.destroy();
    },
  };
};

export type Balancer = ReturnType<typeof createBalancer>;
