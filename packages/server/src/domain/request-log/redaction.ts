/** A parameter as it was sent: its name and its value. */
export type SentParameter = readonly [name: string, value: string];

/** Of these the value helps to find a fault and opens nothing. Of every other parameter only the name is kept. */
const HARMLESS: ReadonlySet<string> = new Set([
  'acr_values',
  'auto_authorize',
  'code_challenge_method',
  'grant_type',
  'max_age',
  'prompt',
  'redirect_uri',
  'resource',
  'response_mode',
  'response_type',
  'return_to',
  'scope',
  'token_type_hint',
  'ui_locales',
]);

const MAX_NAME = 40;
const MAX_TEXT = 300;
const MAX_NAMES = 40;

/** As long as anything that is worth stealing: our codes, tokens and secrets have 43 such characters or more. */
const RANDOM = /[A-Za-z0-9_-]{32,}/g;
const USER_INFORMATION = /\/\/[^/?#]*@/g;

/**
 * Text that a request brought, fit to be kept and shown: even a secret that was pasted into the wrong parameter does not
 * get through.
 */
export const redactText = (text: string, length = MAX_TEXT): string => {
  const safe = text
    .slice(0, 4 * MAX_TEXT)
    .replace(RANDOM, '…')
    .replace(USER_INFORMATION, '//…@');
  return safe.length <= length ? safe : `${safe.slice(0, length)}…`;
};

/** What is kept of the parameters: each harmless value by its name, and null for the others. */
export const redactParameters = (sent: Iterable<SentParameter>): Record<string, string | null> => {
  const kept = new Map<string, string | null>();
  for (const [name, value] of sent) {
    if (kept.size === MAX_NAMES) break;
    const earlier = kept.get(name);
    const shown = HARMLESS.has(name) ? redactText(value) : null;
    kept.set(redactText(name, MAX_NAME), earlier == null || shown === null ? shown : redactText(`${earlier} ${shown}`));
  }
  return Object.fromEntries(kept);
};
