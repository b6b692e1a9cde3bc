export type ImageType = 'image/png' | 'image/svg+xml' | 'image/webp';

/** A picture whose bytes are of the type they are said to be. */
export interface Image {
  bytes: Uint8Array<ArrayBuffer>;
  type: ImageType;
}

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/**
 * What may stand before the root element: a declaration, comments, a doctype without entities of its own. There is one way
 * to read any text by it, so that it takes no longer than the text is long.
 */
const SVG = /^\uFEFF?(?:\s|<\?xml[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE svg[^[>]*>)*<svg[\s>]/is;

const startsWith = (bytes: Uint8Array, start: Uint8Array, at = 0): boolean =>
  start.every((byte, index) => bytes[at + index] === byte);

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const isSvg = (bytes: Uint8Array): boolean => {
  try {
    return SVG.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
};

/** What the bytes are, whatever the file is called; null for anything that is none of ours. */
export const imageTypeOf = (bytes: Uint8Array): ImageType | null => {
  if (startsWith(bytes, PNG) && startsWith(bytes, ascii('IHDR'), 12)) return 'image/png';
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBPVP8'), 8)) return 'image/webp';
  return isSvg(bytes) ? 'image/svg+xml' : null;
};
