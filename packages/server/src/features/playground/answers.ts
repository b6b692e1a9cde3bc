import { STATUS_CODES } from 'node:http';
import { parseJsonObject, type JsonObject } from '../../kernel/json.js';
import { isCompactJws, readJwsPart } from '../../protocol/compact-jws.js';
import { OAUTH_ERRORS, type OAuthErrorCode } from '../../protocol/errors.js';
import type { HeldTokens, ReceivedAnswer } from '../../domain/playground/index.js';

/** What of an answer's headers says something to an app; the rest is about browsers and caches of the way. */
const SHOWN = ['content-type', 'cache-control', 'www-authenticate', 'retry-after', 'location', 'x-request-id'];

/** Headers are written as browsers' tools show them. */
const titleCase = (name: string): string => name.replaceAll(/(^|-)([a-z])/g, (part) => part.toUpperCase());

export const receive = async (response: Response): Promise<ReceivedAnswer> => ({
  status: response.status,
  headers: SHOWN.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  }),
  body: await response.text(),
});

const jsonOf = ({ body }: ReceivedAnswer): JsonObject => parseJsonObject(body) ?? {};

const locationOf = ({ headers }: ReceivedAnswer): URLSearchParams =>
  new URL(headers.find(([name]) => name === 'location')?.[1] ?? 'about:blank').searchParams;

/** The answer as HTTP/1.1 writes it, its JSON on as many lines as it has members. */
export const rawAnswer = (answer: ReceivedAnswer): string => {
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trimEnd()];
  for (const [name, value] of answer.headers) lines.push(`${titleCase(name)}: ${value}`);
  const json = parseJsonObject(answer.body);
  const body = json === null ? answer.body : JSON.stringify(json, null, 2);
  return [...lines, ...(body === '' ? [] : ['', body])].join('\n');
};

/** The names of what an answer says. */
export const fieldsOfAnswer = (answer: ReceivedAnswer): string[] => [
  ...locationOf(answer).keys(),
  ...Object.keys(jsonOf(answer)),
];

const isKnown = (code: string): code is OAuthErrorCode => Object.hasOwn(OAUTH_ERRORS, code);

/** The error an answer tells of, in its redirect or in its body; null when all went well. */
export const errorOf = (answer: ReceivedAnswer): OAuthErrorCode | null => {
  const code = locationOf(answer).get('error') ?? jsonOf(answer)['error'];
  return typeof code === 'string' && isKnown(code) ? code : null;
};

/** The tokens a token response brings; undefined when it is none. */
export const tokensOf = (answer: ReceivedAnswer): HeldTokens | undefined => {
  const { access_token: access, refresh_token: refresh, id_token: id } = jsonOf(answer);
  if (answer.status !== 200 || typeof access !== 'string' || typeof refresh !== 'string') return undefined;
  return { access, refresh, id: typeof id === 'string' ? id : null };
};

/** A JWT in clear; null for a token that is none. */
export interface DecodedToken {
  header: JsonObject;
  claims: JsonObject;
}

export const decode = (token: string): DecodedToken | null => {
  const header = isCompactJws(token) ? readJwsPart(token, 'header') : null;
  const claims = header && readJwsPart(token, 'claims');
  return header && claims && { header, claims };
};
