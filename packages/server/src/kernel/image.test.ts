import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { imageTypeOf, readRaster } from '#server/kernel/image.js';
import { LOGOS, pngOf } from '#test/support/logos.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const webp = (chunk: string, content: readonly number[]): Uint8Array => {
  const bytes = Buffer.concat([latin1('RIFF\0\0\0\0WEBP'), latin1(chunk), Buffer.alloc(4), Uint8Array.from(content)]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.writeUInt32LE(content.length, 16);
  return bytes;
};

/** 64 by 48 pixels, in each of the three formats. */
const WEBPS = {
  lossy: webp('VP8 ', [0x30, 1, 0, 0x9d, 0x01, 0x2a, 64, 0, 48, 0, 0, 0]),
  lossless: webp('VP8L', [0x2f, 63, 0xc0, 11, 0]),
  extended: webp('VP8X', [0, 0, 0, 0, 63, 0, 0, 47, 0, 0]),
  animated: webp('VP8X', [0x02, 0, 0, 0, 63, 0, 0, 47, 0, 0]),
};

const segment = (marker: number, content: Uint8Array): Buffer =>
  Buffer.concat([Uint8Array.of(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff), content]);

/** 64 by 48 pixels, after an Exif segment whose thumbnail has another size. */
const jpeg = Buffer.concat([
  Uint8Array.of(0xff, 0xd8),
  segment(0xe1, Buffer.concat([latin1('Exif\0\0'), segment(0xc0, Uint8Array.of(8, 0, 9, 0, 9, 1))])),
  // A filler byte before the marker.
  Uint8Array.of(0xff),
  segment(0xc2, Uint8Array.of(8, 0, 48, 0, 64, 3, 1, 0x11, 0)),
]);

const sizeOf = (bytes: Uint8Array) => {
  const raster = readRaster(bytes);
  return raster && [raster.type, raster.width, raster.height, raster.isAnimated];
};

test('a PNG, a WebP of each kind and a JPEG tell their type and their size', () => {
  assert.deepEqual(sizeOf(pngOf(64, 48)), ['image/png', 64, 48, false]);
  assert.deepEqual(sizeOf(LOGOS.webp), ['image/webp', 1, 1, false]);
  assert.deepEqual(sizeOf(WEBPS.lossy), ['image/webp', 64, 48, false]);
  assert.deepEqual(sizeOf(WEBPS.lossless), ['image/webp', 64, 48, false]);
  assert.deepEqual(sizeOf(WEBPS.extended), ['image/webp', 64, 48, false]);
  assert.deepEqual(sizeOf(jpeg), ['image/jpeg', 64, 48, false]);
});

test('a picture that moves is told from one that does not', () => {
  assert.equal(readRaster(pngOf(64, 64, [['acTL', new Uint8Array(8)]]))?.isAnimated, true);
  assert.equal(readRaster(WEBPS.animated)?.isAnimated, true);
});

test('the size is what the header says, however much that would be', () => {
  const bomb = pngOf(16);
  new DataView(bomb.buffer).setUint32(16, 0xffff_ffff);
  assert.equal(readRaster(bomb)?.width, 0xffff_ffff);
});

test('anything but such a picture with a size is null', () => {
  const none = [
    new Uint8Array(),
    LOGOS.svg,
    latin1('<html><body>\x89PNG\r\n\x1a\n'),
    latin1('GIF89a\x40\0\x40\0'),
    latin1('RIFF\x20\0\0\0WAVEVP8 '),
    webp('VP8 ', [0x30, 1, 0, 0, 0, 0, 64, 0, 48, 0]),
    webp('VP8L', [0, 63, 192, 11, 0]),
    webp('ALPH', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(0xff, 0xd8, ...segment(0xc0, Uint8Array.of(8, 0, 0, 0, 0, 1))),
    pngOf(0, 64),
  ];
  for (const bytes of none) assert.equal(readRaster(bytes), null, Buffer.from(bytes).toString('latin1'));
});

test('a PNG or WebP truncated anywhere is null, and a JPEG if truncated before its size', () => {
  const whole = [pngOf(16), LOGOS.webp, WEBPS.lossy, WEBPS.lossless, WEBPS.extended];
  for (const bytes of whole) {
    for (let length = 0; length < bytes.length; length += 1) assert.equal(readRaster(bytes.subarray(0, length)), null);
  }
  for (let length = 0; length < jpeg.length; length += 1) {
    const raster = readRaster(jpeg.subarray(0, length));
    assert.ok(raster === null || (raster.width === 64 && raster.height === 48));
  }
});

test('whatever the bytes are, the answer is a picture with a size or none, and never an error', () => {
  const starts = [pngOf(16), ...Object.values(WEBPS), jpeg].map((bytes) => Uint8Array.from(bytes));
  const hostile = fc
    .tuple(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 12 }),
      fc.nat(300),
      fc.uint8Array({ maxLength: 60 }),
    )
    .map(([start, changes, length, tail]) => {
      const bytes = Uint8Array.from([...start.subarray(0, length), ...tail]);
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(hostile, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const raster = readRaster(bytes);
      assert.ok(raster === null || (raster.width > 0 && raster.height > 0));
    }),
    { numRuns: 2000 },
  );
});

test('bytes that stand within others are read from where they stand', () => {
  const within = new Uint8Array([0, 0, 0, ...pngOf(64, 48), 0, 0]);
  assert.deepEqual(sizeOf(within.subarray(3)), ['image/png', 64, 48, false]);
});

// Thirty comments, or as many blanks, before something else took minutes, because the pattern was ambiguous.
test('what a picture is takes no longer to see than its bytes are long, however hostile', () => {
  const began = performance.now();
  for (const piece of [' ', '<!---->', '<?xml ?>', '<!DOCTYPE svg>', '<!--']) {
    const bytes = new TextEncoder().encode(`${piece.repeat(100_000 / piece.length)}x`);
    assert.equal(imageTypeOf(bytes), null, piece);
  }
  assert.ok(performance.now() - began < 5000);
});
