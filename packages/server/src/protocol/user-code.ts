import { randomBytes } from '../kernel/random.js';

/**
 * The code that a user reads off a device and types (RFC 8628 section 6.1): consonants alone, so that it spells no word
 * and no letter passes for another. 20^8 are enough for ten minutes and a limit on guesses (section 5.1).
 */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
/** The largest multiple of 20 that a byte can hold: beyond it letters would not be equally likely. */
const FAIR = 240;

export const newUserCode = (): string => {
  let code = '';
  while (code.length < LENGTH) {
    const [byte = FAIR] = randomBytes(1);
    if (byte < FAIR) code += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return code;
};

/** In two halves, as it is shown. */
export const formatUserCode = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;

const FORM = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** What a user typed, as a code: case, spaces and punctuation do not matter. Null when it can be none. */
export const readUserCode = (text: string): string | null => {
  const code = text
    .slice(0, 100)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  return FORM.test(code) ? code : null;
};
