import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Secret, TOTP, URI } from 'otpauth';
import { toBase32, totpStep, totpUri } from '#server/protocol/totp.js';

const SECRET = Buffer.from('12345678901234567890');
const STEP = 30_000;

/** The code of a time step, computed independently of the library we use. */
const codeOf = (secret: Uint8Array, step: number): string =>
  TOTP.generate({ secret: new Secret({ buffer: Uint8Array.from(secret).buffer }), timestamp: step * STEP });

test('one-time codes are those of the published examples (RFC 4226 appendix D)', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
  assert.deepEqual(
    codes.map((code, counter) => totpStep(SECRET, code, counter * STEP)),
    codes.map((_, counter) => counter),
  );
});

test('time-based codes are those of the published examples (RFC 6238 appendix B)', () => {
  // The last six of the eight digits there.
  const examples = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
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
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(4_000_000_000_000), (secret, now) => {
      const shown = TOTP.generate({ secret: Secret.fromBase32(toBase32(secret)), timestamp: now });
      const step = totpStep(secret, shown, now);
      assert.ok(step !== null && codeOf(secret, step) === shown && Math.abs(step - Math.floor(now / STEP)) <= 1);
    }),
  );
});

test('a code is known by its step, one before or after, and no further (RFC 6238 section 5.2)', () => {
  for (const now of [1_000 * STEP, 1_001 * STEP - 1]) {
    for (const [step, found] of [
      [998, null],
      [999, 999],
      [1_000, 1_000],
      [1_001, 1_001],
      [1_002, null],
    ] as const) {
      assert.equal(totpStep(SECRET, codeOf(SECRET, step), now), found);
    }
  }
});

// The library throws for these, and users can type anything.
test('anything but six digits is a wrong code', () => {
  for (const text of ['', '12345', '1234567', 'abcdef', '12 456', '１２３４５６', '287082\n', '7'.repeat(10_000)]) {
    assert.equal(totpStep(SECRET, text, STEP), null, text.slice(0, 10));
  }
});

test('the URI in the QR code escapes names', () => {
  const uri = totpUri({ issuer: 'A & B: c', account: 'x?secret=y', secret: 'MZXW6' });
  assert.equal(uri, 'otpauth://totp/A%20%26%20B%3A%20c:x%3Fsecret%3Dy?secret=MZXW6&issuer=A%20%26%20B%3A%20c');
});

test('an authenticator that others wrote reads the address in the QR code', () => {
  const totp = URI.parse(totpUri({ issuer: 'A & B', account: 'alice', secret: toBase32(SECRET) }));
  assert.ok(totp instanceof TOTP);
  assert.deepEqual([totp.issuer, totp.label, totp.digits, totp.period], ['A & B', 'alice', 6, 30]);
  assert.equal(totp.generate({ timestamp: 59_000 }), '287082');
});
