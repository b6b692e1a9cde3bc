import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import { invalidRequest, type OAuthError } from '../../protocol/errors.js';

/** In bytes. No form or JSON of ours is longer; forms with a file have their own limit (form-with-file.ts). */
const MAX_BODY = 64 * 1024;

const BYTE_ORDER_MARK = '\uFEFF';

const tooLarge = (): OAuthError => invalidRequest(`The body is larger than ${MAX_BODY} bytes.`, { status: 413 });

/** The content type of the body, without its parameters. */
export const mediaTypeOf = (c: Context): string | undefined =>
  c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();

/** No fault of this server's, so not one to log as such. */
const cutShort = (cause: unknown): OAuthError => invalidRequest('The connection ended before the body did.', { cause });

/** The body, or null if it is longer than `maximum` bytes. */
export const readBytes = async (c: Context, maximum: number): Promise<Buffer<ArrayBuffer> | null> => {
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) > maximum) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // Cancelling the stream would close the connection before the client has its answer.
    for await (const chunk of c.req.raw.body?.values({ preventCancel: true }) ?? []) {
      length += chunk.length;
      if (length > maximum) return null;
      chunks.push(chunk);
    }
  } catch (error) {
    throw cutShort(error);
  }
  return Buffer.concat(chunks);
};

/** @throws {OAuthError} invalid_request with status 413 if the body is too long */
export const receiveBody = async (c: Context): Promise<Buffer<ArrayBuffer>> => {
  const bytes = await readBytes(c, MAX_BODY);
  if (bytes === null) throw tooLarge();
  return bytes;
};

/**
 * Bytes as text, without the byte-order mark that some programs begin with.
 *
 * @throws {OAuthError} invalid_request if they are not UTF-8: a replacement would change what was sent
 */
const textOf = (bytes: Buffer): string => {
  if (!isUtf8(bytes)) throw invalidRequest('The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
};

export const wrongType = (contentType: string): OAuthError =>
  invalidRequest(`The body must have the content type ${contentType}.`, { status: 415 });

/**
 * The body as text, if it has the expected content type.
 *
 * @throws {OAuthError} invalid_request, with status 413 or 415
 */
export const readBody = async (c: Context, contentType: string): Promise<string> => {
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) > MAX_BODY) throw tooLarge();
  if (mediaTypeOf(c) !== contentType) throw wrongType(contentType);
  if (declared === undefined) return textOf(await receiveBody(c));
  const bytes = await c.req.arrayBuffer().catch((error: unknown) => {
    throw cutShort(error);
  });
  return textOf(Buffer.from(bytes));
};

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

const objectOf = (text: string): JsonObject => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalidRequest('The body is not valid JSON.', { cause });
  }
  if (!isJsonObject(value)) throw invalidRequest('The body must be a JSON object.');
  return value;
};

/**
 * The JSON object in a body that was read before.
 *
 * @throws {OAuthError} invalid_request
 */
export const jsonObjectIn = (body: Buffer): JsonObject => objectOf(textOf(body));

/**
 * The JSON object in a request's body.
 *
 * @throws {OAuthError} invalid_request: 400 if it is not one, 413 if too long, 415 for another content type
 */
export const readJsonObject = async (c: Context): Promise<JsonObject> => objectOf(await readBody(c, JSON_TYPE));
