// How much memory a process holds after many sign-ins, and after many views of each page.
import { setTimeout as delay } from 'node:timers/promises';
import { findPages } from './pages.mjs';
import { createPopulation, REDIRECT_URI, signIn } from './population.mjs';
import { table, whole } from './report.mjs';
import { startProduct } from './server-process.mjs';

/** In megabytes. */
const MAX_RESIDENT = 160;
const USERS = 40;
const AT_ONCE = 4;
const AUTHORIZED = 20;
const IDLE_AFTER_MS = 2_000;

/** Calls `work` with 0, 1, 2 and so on, several at once. */
const repeat = async (from, to, work) => {
  let next = from;
  const one = async () => {
    while (next < to) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
};

const getter = (port, cookie) => async (path) => {
  const headers = cookie === null ? {} : { cookie };
  const response = await fetch(`http://localhost:${port}${path}`, { headers, redirect: 'manual' });
  return {
    status: response.status,
    body: await response.text(),
    headers: Object.fromEntries(response.headers),
  };
};

/** One process, whose users sign in from a new browser each time and then look at every page. */
export const measureMemory = async (database, { signIns, views }, progress) => {
  const { users, client } = await createPopulation(database.env, USERS);
  const server = await startProduct({ ...database.env, OCTROI_TOPUP_PROVIDERS: 'test' });
  const steps = [];
  const note = (what) => {
    const { resident, peak } = server.memory();
    steps.push({ what, resident, peak });
    progress(`${database.name}: ${Math.round(resident)} MB after ${what}`);
  };
  const view = async (get, path, whose) => {
    await repeat(0, views, async () => {
      const { status } = await get(path);
      if (status !== 200) throw new Error(`${path} was answered with ${status}.`);
    });
    note(`${views} views of ${path}${whose}`);
  };

  try {
    await delay(IDLE_AFTER_MS);
    note('its start');
    let cookie = '';
    let done = 0;
    for (const count of signIns) {
      await repeat(done, count, async (index) => {
        const session = await signIn(server.port, users[index % USERS]);
        if (index % USERS === 0) cookie = session;
      });
      done = count;
      note(`${count} sign-ins`);
    }
    const signedIn = getter(server.port, cookie);
    const asked = { client_id: client.client_id, redirect_uri: REDIRECT_URI, response_type: 'code', scope: 'profile' };
    // So that there is an authorization to show, and a log of requests.
    await repeat(0, AUTHORIZED, () => signedIn(`/api/oauth2/authorize?${new URLSearchParams(asked)}`));
    for (const [whose, get] of [
      ['', signedIn],
      [', signed out', getter(server.port, null)],
    ]) {
      for (const path of await findPages(get)) await view(get, path, whose);
    }
    return { database: database.name, steps };
  } finally {
    await server.stop();
  }
};

const heaviest = (steps) => steps.reduce((most, step) => (step.resident > most.resident ? step : most));

const memoryTable = ({ database, steps }) => {
  const rows = steps.map(({ what, resident, peak }) => [what, whole(resident), whole(peak)]);
  return `## ${database}\n\n${table([['after', 'resident MB', 'peak MB'], ...rows])}`;
};

/** The results as text for terminals, also valid Markdown. */
export const formatMemory = (results) => results.map(memoryTable).join('\n\n');

/** The page written by a full run. */
export const memoryPage = (results, { cpu, cpus, node }, date) => `# Memory

${date}, ${cpus} x ${cpu}, Node.js ${node}. One server process for each database: ${USERS} users sign in, each time from a new browser, then one of
them views every page ${AT_ONCE} at a time. "Peak" is the highest since the start, according to the kernel. At most ${MAX_RESIDENT} MB may be resident
after each row. \`npm run bench -- --memory\` measures again and writes this page.

${formatMemory(results)}
`;

/** What held too much. */
export const memoryFaults = (results) =>
  results.flatMap(({ database, steps }) => {
    const { what, resident } = heaviest(steps);
    return resident <= MAX_RESIDENT ? [] : [`${database}: ${Math.round(resident)} MB after ${what}`];
  });
