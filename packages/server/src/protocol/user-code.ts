import { randomBytes } from '../kernel/random.js';

/**
 * The code a user reads off a device and types (RFC 8628 section 6.1): consonants only, so that it spells no word and
 * no letter looks like another. 20^8 codes are enough with a ten-minute lifetime and a limit on guesses (section 5.1).
 */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
/** The largest multiple of 20 in a byte; bytes above it would make some letters likelier. */
const FAIR = 240;

export const newUserCode = (): string => {
  let code = '';
  while (code.length < LENGTH) {
    const [byte = FAIR] = randomBytes(1);
    if (byte < FAIR) code += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return code;
};

/** In two halves, as displayed. */
export const formatUserCode = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;

const FORM = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** Parses what a user typed: ignores case, spaces and punctuation. Null when it cannot be a code. */
export const readUserCode = (text: string): string | null => {
  const code = text
    .slice(0, 100)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  return FORM.test(code) ? code : null;
};
