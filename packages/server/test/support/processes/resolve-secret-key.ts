import { loadConfig } from '#server/config/index.js';
import { resolveSecretKey } from '#server/config/secret-key.js';

/** Says that it is ready, waits for a word, and tells the secret key of the database it is given. */
const [, , url = ''] = process.argv;

process.once('message', () => {
  const key = resolveSecretKey(loadConfig({ OCTROI_DATABASE_URL: url }));
  process.send?.(key.toString('hex'), () => process.disconnect?.());
});
process.send?.('ready');
