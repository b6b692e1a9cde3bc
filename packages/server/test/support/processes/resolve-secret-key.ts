import { loadConfig } from '#server/config/index.js';
import { createSecretKey, readSecretKey } from '#server/config/secret-key.js';

/** Prints that it is ready, waits for input, and prints the secret key of the given database. */
const [, , url = ''] = process.argv;

process.once('message', () => {
  const config = loadConfig({ OCTROI_DATABASE_URL: url });
  const key = readSecretKey(config) ?? createSecretKey(config);
  process.send?.(key.toString('hex'), () => process.disconnect?.());
});
process.send?.('ready');
