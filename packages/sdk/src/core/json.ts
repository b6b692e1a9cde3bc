import { fromBase64Url } from './base64url.js';

export type Json = Readonly<Record<string, unknown>>;

/** The object that a text is the JSON of; undefined for anything else. */
export const parseObject = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** One part of a JWT, as it says; nothing is verified. Undefined for anything else. */
export const parseJwtPart = (part: string): Json | undefined => {
  const bytes = fromBase64Url(part);
  return bytes === null ? undefined : parseObject(new TextDecoder().decode(bytes));
};
