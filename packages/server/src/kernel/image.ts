export type RasterType = 'image/png' | 'image/webp' | 'image/jpeg';

export type ImageType = RasterType | 'image/svg+xml';

/** The operator's logo. JPEG is not allowed: it has no transparency, and the logo is shown on light and dark backgrounds. */
export interface Image {
  bytes: Uint8Array<ArrayBuffer>;
  type: Exclude<ImageType, 'image/jpeg'>;
}

/** The format and size read from a raster image's header. */
export interface Raster {
  type: RasterType;
  width: number;
  height: number;
  /** Has several frames. */
  isAnimated: boolean;
}

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Length, name and checksum of a PNG chunk. */
const CHUNK_FRAME = 12;
/** Enough for the size in a lossless one, which has the shortest header. */
const SHORTEST_WEBP = 25;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bytes as Latin-1; '' beyond the end. */
const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  at + length > bytes.length ? '' : String.fromCharCode(...bytes.subarray(at, at + length));

/** The names of the chunks, in order, up to a truncated one (PNG section 5.3). */
const pngChunks = (bytes: Uint8Array): string[] => {
  const view = viewOf(bytes);
  const names: string[] = [];
  let at = PNG_SIGNATURE.length;
  while (at + CHUNK_FRAME <= bytes.length) {
    const length = view.getUint32(at);
    if (length > bytes.length - at - CHUNK_FRAME) break;
    names.push(textAt(bytes, at + 4, 4));
    at += CHUNK_FRAME + length;
  }
  return names;
};

const readPng = (bytes: Uint8Array): Raster | null => {
  const chunks = pngChunks(bytes);
  if (chunks[0] !== 'IHDR' || !chunks.includes('IDAT') || !chunks.includes('IEND')) return null;
  const view = viewOf(bytes);
  return {
    type: 'image/png',
    width: view.getUint32(16),
    height: view.getUint32(20),
    isAnimated: chunks.includes('acTL'),
  };
};

const webpOf = (width: number, height: number, isAnimated = false): Raster => ({
  type: 'image/webp',
  width,
  height,
  isAnimated,
});

/** The first chunk of a WebP file holds its size, in one of three formats (RFC 9649 section 2). */
const readWebp = (bytes: Uint8Array): Raster | null => {
  const view = viewOf(bytes);
  // A truncated file is shorter than its header says.
  if (bytes.length < SHORTEST_WEBP || view.getUint32(4, true) > bytes.length - 8) return null;
  switch (textAt(bytes, 12, 4)) {
    case 'VP8 ':
      if (bytes.length < 30 || textAt(bytes, 23, 3) !== '\x9d\x01\x2a') return null;
      return webpOf(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      if (bytes[20] !== 0x2f) return null;
      const bits = view.getUint32(21, true);
      return webpOf((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      if (bytes.length < 30) return null;
      return webpOf(
        (view.getUint32(24, true) & 0xffffff) + 1,
        (view.getUint32(26, true) >>> 8) + 1,
        (view.getUint8(20) & 0x02) !== 0,
      );
    default:
      return null;
  }
};

/** SOF0 to SOF15 hold the size; three codes in that range mean something else (ITU-T T.81 table B.1). */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Skips from marker to marker until the frame header. */
const readJpeg = (bytes: Uint8Array): Raster | null => {
  const view = viewOf(bytes);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (isFrameHeader(marker)) {
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5), isAnimated: false };
    }
    // Any number of 0xff bytes may precede a marker.
    if (marker === 0xff) at += 1;
    else if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) return null;
    else at += 2 + Math.max(view.getUint16(at + 2), 2);
  }
  return null;
};

const readHeader = (bytes: Uint8Array): Raster | null => {
  if (textAt(bytes, 0, 8) === PNG_SIGNATURE) return readPng(bytes);
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP') return readWebp(bytes);
  if (textAt(bytes, 0, 3) === '\xff\xd8\xff') return readJpeg(bytes);
  return null;
};

/**
 * The format and size of a raster image, read from its bytes, whatever the file is called. Decompresses nothing. Null
 * for anything else, and for a header that is truncated or has no size.
 */
export const readRaster = (bytes: Uint8Array): Raster | null => {
  const raster = readHeader(bytes);
  return raster === null || raster.width === 0 || raster.height === 0 ? null : raster;
};

/**
 * What may precede the root element: a declaration, comments, a doctype without internal entities. The pattern is
 * unambiguous, so matching takes linear time.
 */
const SVG = /^\uFEFF?(?:\s|<\?xml[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE svg[^[>]*>)*<svg[\s>]/is;

const isSvg = (bytes: Uint8Array): boolean => {
  try {
    return SVG.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
};

/** The image type, read from the bytes, whatever the file is called. Null for anything else. */
export const imageTypeOf = (bytes: Uint8Array): ImageType | null =>
  readRaster(bytes)?.type ?? (isSvg(bytes) ? 'image/svg+xml' : null);
