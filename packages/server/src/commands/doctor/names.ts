import type { Database } from '../../database/database.js';
import { lookAlikes, type LookAlike } from '../../domain/accounts/index.js';
import { spelledOut } from '../../kernel/text.js';
import type { Schema } from '../../wiring/schema.js';
import { ok, warning, type Finding } from './findings.js';

/** How many are listed, of each kind. */
const TOLD = 20;

const REMEDY =
  'Ask the user to change it on the account page. Until then, they sign in with exactly the same characters.';

const said = ({ userId, field, text, otherId }: LookAlike): string => {
  const what = `The ${field === 'username' ? 'username' : 'address'} of user ${userId} (${spelledOut(text)})`;
  return otherId === null
    ? `${what} contains characters that show nothing.`
    : `${what} looks like that of user ${otherId}.`;
};

/** Names and addresses from before those that look alike were refused. */
export const examineNames = async ({ read }: Database<Schema>): Promise<Finding[]> => {
  const found = await lookAlikes(read, TOLD);
  if (found.length === 0) return ok('names', 'none imitates another by characters that show nothing');
  return found.flatMap((each) => warning('names', said(each), REMEDY));
};
