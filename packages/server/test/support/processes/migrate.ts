import { connect } from '#server/database/connect.js';

/** Prints that it is ready, waits for input, migrates the given database, and prints the migrations it ran. */
const [, , url = ''] = process.argv;

const migrate = async (): Promise<void> => {
  const database = await connect(url, () => {});
  const names = await database.migrate();
  await database.close();
  process.send?.(names, () => process.disconnect?.());
};

process.once('message', () => void migrate());
process.send?.('ready');
