import { connect } from '#server/database/connect.js';

/** Says that it is ready, waits for a word, connects and migrates the database it is given, and tells what it ran. */
const [, , url = ''] = process.argv;

const migrate = async (): Promise<void> => {
  const database = await connect(url, () => {});
  const names = await database.migrate();
  await database.close();
  process.send?.(names, () => process.disconnect?.());
};

process.once('message', () => void migrate());
process.send?.('ready');
