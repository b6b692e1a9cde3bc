/** A parameter as sent: name and value. */
export type SentParameter = readonly [name: string, value: string];

/** The values of these help to find a fault and are not secret. Of all other parameters only the name is kept. */
const HARMLESS: ReadonlySet<string> = new Set([
  'acr_values',
  'attempt',
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
  'url',
]);

const MAX_NAME = 40;
const MAX_TEXT = 300;
const MAX_NAMES = 40;

/** As long as anything worth stealing: our codes, tokens and secrets contain at least 43 such characters. */
const RANDOM = /[A-Za-z0-9_-]{32,}/g;
const USER_INFORMATION = /\/\/[^/?#]*@/g;

/** Text from a request, safe to store and show, even if a secret was pasted into the wrong parameter. */
export const redactText = (text: string, length = MAX_TEXT): string => {
  const safe = text
    .slice(0, 4 * MAX_TEXT)
    .replace(RANDOM, '…')
    .replace(USER_INFORMATION, '//…@');
  return safe.length <= length ? safe : `${safe.slice(0, length)}…`;
};

/** The values of harmless parameters by name, null for the others. */
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
