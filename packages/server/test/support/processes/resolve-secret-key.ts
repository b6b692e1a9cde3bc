import { loadConfig } from '#server/config/index.js';
import { resolveSecretKey } from '#server/config/secret-key.js';

/** Prints that it is ready, waits for input, and prints the secret key of the given database. */
const [, , url = ''] = process.argv;

process.once('message', () => {
  const key = resolveSecretKey(loadConfig({ OCTROI_DATABASE_URL: url }));
  process.send?.(key.toString('hex'), () => process.disconnect?.());
});
process.send?.('ready');
