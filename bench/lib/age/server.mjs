// The product, which does at a message from its parent what it otherwise does every ten minutes: delete what is old, and give
// back the space.
import { loadConfig } from '../../../packages/server/dist/config/index.js';
import { createLog } from '../../../packages/server/dist/kernel/log.js';
import { startServer } from '../../../packages/server/dist/server.js';
import { jobsOf } from '../../../packages/server/dist/wiring/jobs.js';

const AGING = new Set(['delete what is old', 'give back free space']);

const config = loadConfig(process.env);
const log = createLog('warn');
const server = await startServer({ config, log });
const jobs = jobsOf(server.services, config, log).filter(({ name }) => AGING.has(name));

process.on('message', async () => {
  for (const job of jobs) await job.run(new AbortController().signal);
  process.send('done');
});
process.once('SIGTERM', () => void server.stop().then(() => process.exit()));
