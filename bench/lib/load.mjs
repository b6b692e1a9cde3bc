// A separate process: takes one job at a time from its parent, loads the server on loopback, and reports what it saw.
import { formatRequest, openConnection } from './http.mjs';

/** What each connection sends. `next` returns the next request, or null at the end; `accept` checks an answer. */
const walkers = {
  /** Repeats the same request. */
  repeat: ({ requests, expect }) =>
    requests.map((request) => ({ next: () => request, accept: (body) => body.includes(expect) })),

  /** Sends each request once, on whichever connection is free. */
  queue: ({ requests, expect, connections }) => {
    let taken = 0;
    const walker = { next: () => requests[taken++] ?? null, accept: (body) => body.includes(expect) };
    return Array.from({ length: connections }, () => walker);
  },

  /** Each connection follows one token family: the next request uses the token from the last answer. */
  refresh: ({ tokens, client }) =>
    tokens.map((first) => {
      let current = first;
      return {
        next: () =>
          formatRequest({
            path: '/api/oauth2/token',
            form: { grant_type: 'refresh_token', refresh_token: current, ...client },
          }),
        accept: (body) => {
          const successor = /"refresh_token":"([^"]+)"/.exec(body)?.[1];
          const isNew = successor !== undefined && successor !== current && body.includes('"access_token"');
          if (isNew) current = successor;
          return isNew;
        },
      };
    }),
};

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/**
 * Ends after `seconds`, after `limit` requests, or when a queue is empty. Expects a 200, or with `redirects` a redirect,
 * whose Location is then checked. The first group of the pattern `collect`, if an answer matches it, goes into `collected`.
 */
const runJob = async (job) => {
  const { limit = Infinity, redirects = false } = job;
  const pattern = job.collect === undefined ? null : new RegExp(job.collect);
  const collected = [];
  const latencies = [];
  let begun = 0;
  let errors = 0;
  let firstError;
  let answerBytes = 0;

  const walk = async (connection, { next, accept }, deadline) => {
    for (let request = next(); request !== null && begun < limit; request = next()) {
      const asked = performance.now();
      if (asked >= deadline) return;
      begun += 1;
      const { status, head, body } = await connection.ask(request);
      latencies.push(performance.now() - asked);
      answerBytes = body.length;
      const answer = redirects ? (/^location: (.*)$/im.exec(head)?.[1] ?? '') : body;
      const isExpected = redirects ? status === 302 || status === 303 : status === 200;
      const found = pattern?.exec(answer)?.[1];
      if (found !== undefined) collected.push(found);
      if (!isExpected || !accept(answer)) {
        errors += 1;
        firstError ??= `${status} ${(answer || body).slice(0, 300)}`;
        // Errors at full speed measure nothing.
        if (errors > 100) return;
      }
    }
  };

  const walking = walkers[job.kind](job);
  const connections = await Promise.all(walking.map(() => openConnection(job.port)));
  const started = performance.now();
  const deadline = started + job.seconds * 1000;
  try {
    await Promise.all(walking.map((walker, index) => walk(connections[index], walker, deadline)));
  } catch (error) {
    errors += 1;
    firstError ??= error.message;
  }
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    requests: sorted.length,
    perSecond: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    errors,
    firstError,
    answerBytes,
    collected,
  };
};

process.on('message', async (job) => process.send(await runJob(job)));
process.on('disconnect', () => process.exit());
