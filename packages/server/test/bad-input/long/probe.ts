import assert from 'node:assert/strict';
import type { Everything } from './installation.js';

/** Bytes of an answer. */
const MAX_ANSWER = 100_000;
/** Browsers and proxies refuse longer ones. In characters, of names and values. */
const MAX_HEADERS = 16_000;
/** In characters. */
const MAX_LOG_LINE = 10_000;
/** In milliseconds. */
const PATIENCE = 5000;
/** In milliseconds of CPU of the thread that serves all requests. None takes 250; the rest is for a busy machine. */
const MAX_CPU = 1000;

/** Sends hostile requests, and holds every answer to the same promises. */
export const createProbe = ({ installation, log }: Everything) => {
  let strangers = 0;
  const most = {
    ms: { amount: 0, what: '' },
    'ms of CPU': { amount: 0, what: '' },
    bytes: { amount: 0, what: '' },
    'characters of headers': { amount: 0, what: '' },
    'characters in a line of the log': { amount: 0, what: '' },
  };
  const note = (kind: keyof typeof most, amount: number, what: string): void => {
    if (amount > most[kind].amount) most[kind] = { amount: Math.round(amount), what };
  };

  return {
    /** Not a test of limits on attempts, so each request comes from another address. */
    send: async (what: string, path: string, init: RequestInit): Promise<Response> => {
      strangers += 1;
      const headers = new Headers(init.headers);
      const address = `10.${strangers >> 16}.${(strangers >> 8) & 255}.${strangers & 255}`;
      if (!headers.has('x-forwarded-for')) headers.set('x-forwarded-for', address);
      const started = performance.now();
      const before = process.threadCpuUsage();
      const response = await installation.request(path, { ...init, headers });
      const bytes = (await response.clone().arrayBuffer()).byteLength;
      const took = performance.now() - started;
      const { user, system } = process.threadCpuUsage(before);
      const cpu = (user + system) / 1000;
      const head = [...response.headers].flat().join('').length;
      const logged = log.longestSince();
      assert.ok(bytes < MAX_ANSWER, `${what}: answered with ${bytes} bytes`);
      assert.ok(head < MAX_HEADERS, `${what}: answered with headers of ${head} characters`);
      assert.ok(logged < MAX_LOG_LINE, `${what}: logged ${logged} characters`);
      assert.ok(took < PATIENCE, `${what}: took ${Math.round(took)} ms`);
      assert.ok(cpu < MAX_CPU, `${what}: kept the server busy for ${Math.round(cpu)} ms`);
      assert.ok(response.status < 500, `${what}: ${response.status} ${await response.clone().text()}`);
      note('ms', took, what);
      note('ms of CPU', cpu, what);
      note('bytes', bytes, what);
      note('characters of headers', head, what);
      note('characters in a line of the log', logged, what);
      return response;
    },

    /** For the reader of the test's output. */
    report: (): string =>
      [
        `${strangers} requests`,
        ...Object.entries(most).map(([kind, { amount, what }]) => `at most ${amount} ${kind} for ${what}`),
      ].join('\n'),
  };
};

export type Probe = ReturnType<typeof createProbe>;
