import { crc32, deflateSync } from 'node:zlib';

const text = (content: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(content);

/** Small pictures of each allowed type. */
export const LOGOS = {
  png: new Uint8Array(
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    ),
  ),
  webp: new Uint8Array(Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64')),
  svg: text(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#7c3aed"/><path d="M9 21l7-11 7 11z" fill="#fff"/></svg>',
  ),
};

const pngChunk = (name: string, content: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
};

const isInside = (at: number, side: number): boolean => at > side / 4 && at < (side * 3) / 4;

/** A picture that every browser shows: violet with a lighter centre. `extra` chunks precede its pixels. */
export const pngOf = (
  width: number,
  height = width,
  extra: readonly (readonly [name: string, content: Uint8Array])[] = [],
): Uint8Array<ArrayBuffer> => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each of red, green and blue.
  header.set([8, 2], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = isInside(x, width) && isInside(y, height) ? [0xfa, 0xe8, 0xff] : [0x7c, 0x3a, 0xed];
      rows.set(colour, y * (1 + width * 3) + 1 + x * 3);
    }
  }
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', header),
      ...extra.map(([name, content]) => pngChunk(name, content)),
      pngChunk('IDAT', deflateSync(rows)),
      pngChunk('IEND', new Uint8Array()),
    ]),
  );
};
