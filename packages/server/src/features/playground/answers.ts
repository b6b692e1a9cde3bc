import { STATUS_CODES } from 'node:http';
import { parseJsonObject, type JsonObject } from '../../kernel/json.js';
import { isCompactJws, readJwsPart } from '../../protocol/compact-jws.js';
import { isOAuthErrorCode, type OAuthErrorCode } from '../../protocol/errors.js';
import { paramsIn, type Params } from '../../protocol/params.js';
import type { HeldTokens, ReceivedAnswer } from '../../domain/playground/index.js';

/** The headers that matter to an app; the others concern browsers and caches. */
const SHOWN = ['content-type', 'cache-control', 'www-authenticate', 'retry-after', 'location', 'x-request-id'];

/** Writes headers as browsers' developer tools do. */
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

const locationOf = ({ headers }: ReceivedAnswer): Params =>
  paramsIn(headers.find(([name]) => name === 'location')?.[1] ?? 'about:blank');

/** The answer as an HTTP/1.1 message, with indented JSON. */
export const rawAnswer = (answer: ReceivedAnswer): string => {
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trimEnd()];
  for (const [name, value] of answer.headers) lines.push(`${titleCase(name)}: ${value}`);
  const json = parseJsonObject(answer.body);
  const body = json === null ? answer.body : JSON.stringify(json, null, 2);
  return [...lines, ...(body === '' ? [] : ['', body])].join('\n');
};

/** The fields in an answer. */
export const fieldsOfAnswer = (answer: ReceivedAnswer): string[] => [
  ...locationOf(answer).names(),
  ...Object.keys(jsonOf(answer)),
];

/** The error in an answer's redirect or body; null on success. */
export const errorOf = (answer: ReceivedAnswer): OAuthErrorCode | null => {
  const code = locationOf(answer).get('error') ?? jsonOf(answer)['error'];
  return typeof code === 'string' && isOAuthErrorCode(code) ? code : null;
};

/** The tokens in a token response; undefined for any other answer. */
export const tokensOf = (answer: ReceivedAnswer): HeldTokens | undefined => {
  const { access_token: access, refresh_token: refresh, id_token: id } = jsonOf(answer);
  if (answer.status !== 200 || typeof access !== 'string' || typeof refresh !== 'string') return undefined;
  return { access, refresh, id: typeof id === 'string' ? id : null };
};

/** The header and claims of a JWT; null for any other token. */
export const decode = (token: string) => {
  const header = isCompactJws(token) ? readJwsPart(token, 'header') : null;
  const claims = header && readJwsPart(token, 'claims');
  return header && claims && { header, claims };
};
