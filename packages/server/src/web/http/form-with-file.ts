import type { Context } from 'hono';
import { invalidRequest } from '../../protocol/errors.js';
import { parseParams, type Params } from '../../protocol/params.js';
import { mediaTypeOf, readBytes } from './body.js';
import type { SentFile } from './env.js';

/** For the form's other fields and separators. In bytes. */
const BESIDE_THE_FILE = 16 * 1024;

const MULTIPART = 'multipart/form-data';

interface FormWithFile {
  fields: Params;
  file: SentFile;
}

const parse = async (bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> => {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch (cause) {
    throw invalidRequest(`The body is not valid ${MULTIPART}.`, { cause });
  }
};

/**
 * Reads a form with one file, in the field `name` (RFC 7578). Its other fields follow the rules of all forms. Null if
 * the file or the form is too large: then it was not read to its end, so nobody knows whose it is.
 *
 * @throws {OAuthError} invalid_request: 400 for a form that cannot be read, 415 for another content type
 */
export const readFormWithFile = async (c: Context, name: string, maximum: number): Promise<FormWithFile | null> => {
  if (mediaTypeOf(c) !== MULTIPART) {
    throw invalidRequest(`The body must have the content type ${MULTIPART}.`, { status: 415 });
  }
  const bytes = await readBytes(c, maximum + BESIDE_THE_FILE);
  if (bytes === null) return null;
  const form = await parse(bytes, c.req.header('content-type') ?? '');
  const texts: [string, string][] = [];
  const files: File[] = [];
  for (const [field, value] of form) {
    if (typeof value === 'string') texts.push([field, value]);
    else if (field === name) files.push(value);
    else throw invalidRequest('The form has a file in a field that does not accept one.');
  }
  const [file, second] = files;
  if (second !== undefined) throw invalidRequest('The form has more than one file.');
  if (file !== undefined && file.size > maximum) return null;
  return {
    fields: parseParams(new URLSearchParams(texts).toString()),
    file: file === undefined || file.size === 0 ? null : new Uint8Array(await file.arrayBuffer()),
  };
};
