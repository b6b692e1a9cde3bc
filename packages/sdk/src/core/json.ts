import { fromBase64Url } from './base64url.js';

export type Json = Readonly<Record<string, unknown>>;

/** Parses a JSON object; undefined for anything else. */
export const parseObject = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** Decodes one part of a JWT without verifying it. Undefined for anything else. */
export const parseJwtPart = (part: string): Json | undefined => {
  const bytes = fromBase64Url(part);
  return bytes === null ? undefined : parseObject(new TextDecoder().decode(bytes));
};
