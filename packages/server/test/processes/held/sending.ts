import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Visitor } from '../../support/page-visitor.js';

/** A request, complete. */
export interface Sent {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

export interface Answered {
  status: number;
  location: string;
  text: string;
}

const FORM = 'application/x-www-form-urlencoded';

export const cookiesOf = (visitor: Visitor): string =>
  [...visitor.cookies].map(([cookie, value]) => `${cookie}=${value}`).join('; ');

/** A form of the visitor's last page. */
export const formOf = (visitor: Visitor, path: string, fields: Record<string, string> = {}): Sent => ({
  method: 'POST',
  path,
  headers: { 'content-type': FORM, cookie: cookiesOf(visitor) },
  body: new URLSearchParams({ csrf: visitor.csrfToken(), ...fields }).toString(),
});

/** A form without cookies, as programs send it. */
export const formOfProgram = (path: string, fields: Record<string, string>, authorization?: string): Sent => ({
  method: 'POST',
  path,
  headers: { 'content-type': FORM, ...(authorization === undefined ? {} : { authorization }) },
  body: new URLSearchParams(fields).toString(),
});

export const json = (method: string, path: string, token: string, content: object = {}): Sent => ({
  method,
  path,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(content),
});

/** Sends all but the last byte. The result sends that, and resolves to the answer. */
export const hold = (origin: string, { method, path, headers, body }: Sent): (() => Promise<Answered>) => {
  const bytes = Buffer.from(body);
  const length = { 'content-length': String(bytes.length) };
  const sent = httpRequest(`${origin}${path}`, { method, headers: { ...headers, ...length } });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.write(bytes.subarray(0, -1));
  return async () => {
    sent.end(bytes.subarray(-1));
    const [answer] = await answered;
    return { status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text: await text(answer) };
  };
};

export const send = (origin: string, sent: Sent): Promise<Answered> => hold(origin, sent)();
