import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { generateSync } from 'otplib';
import { hotp, toBase32, totpStep, totpUri } from '#server/protocol/totp.js';

const SECRET = Buffer.from('12345678901234567890');
const STEP = 30_000;

test('one-time codes are those of the published examples (RFC 4226 appendix D)', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  assert.deepEqual(
    codes.map((_, counter) => hotp(SECRET, counter)),
    codes,
  );
});

test('time-based codes are those of the published examples (RFC 6238 appendix B)', () => {
  // The last six of the eight digits there.
  const examples = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const;
  for (const [seconds, code] of examples) {
    assert.equal(totpStep(SECRET, code, seconds * 1000), Math.floor(seconds / 30));
  }
});

test('secrets are written as published (RFC 4648 section 10)', () => {
  const examples = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' };
  for (const [text, base32] of Object.entries(examples)) assert.equal(toBase32(Buffer.from(text)), base32);
});

test('whatever the secret and the time, an authenticator that others wrote shows the code we expect', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(4_000_000_000), (secret, epoch) => {
      const code = generateSync({ secret: toBase32(secret), epoch });
      assert.equal(hotp(secret, Math.floor(epoch / 30)), code);
    }),
  );
});

test('a code is known by its step, one before or after, and no further (RFC 6238 section 5.2)', () => {
  const now = 1_000 * STEP;
  for (const [step, found] of [
    [998, null],
    [999, 999],
    [1_000, 1_000],
    [1_001, 1_001],
    [1_002, null],
  ] as const) {
    assert.equal(totpStep(SECRET, hotp(SECRET, step), now), found);
  }
});

test('the address in the QR code keeps names apart from what they stand in', () => {
  const uri = totpUri({ issuer: 'A & B: c', account: 'x?secret=y', secret: 'MZXW6' });
  assert.equal(uri, 'otpauth://totp/A%20%26%20B%3A%20c:x%3Fsecret%3Dy?secret=MZXW6&issuer=A%20%26%20B%3A%20c');
});
