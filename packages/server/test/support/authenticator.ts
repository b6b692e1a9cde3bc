import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { unescapeHtml, type VisitedPage } from './page-visitor.js';

/** A passkey as a credential manager stores it. */
export interface StoredPasskey {
  id: Buffer;
  key: KeyObject;
  userHandle: string;
  signCount: number;
}

/** What a test may falsify in a response. */
export interface Falsified {
  origin?: string;
  rpId?: string;
  /** Of clientDataJSON. */
  type?: string;
  challenge?: string;
  userHandle?: string;
  signCount?: number;
  /** Whether the user was verified by finger, face or PIN. */
  isVerified?: boolean;
  /** The format of the attestation, and its statement in CBOR. */
  attestation?: { format: string; statement: Buffer };
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** CBOR, each length in its shortest form (RFC 8949 section 4.2.1). */
const head = (major: number, length: number): Buffer => {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
};
const text = (value: string): Buffer => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value]);
const integer = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const map = (...entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);

/** An attestation statement with certificates, whatever they contain. */
export const WITH_CERTIFICATE = map(
  [text('alg'), integer(-7)],
  [text('sig'), bytes(Buffer.alloc(70, 1))],
  [text('x5c'), Buffer.concat([head(4, 1), bytes(Buffer.alloc(90, 2))])],
);

const coseKey = (publicKey: KeyObject): Buffer => {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return map(
    [integer(1), integer(2)],
    [integer(3), integer(-7)],
    [integer(-1), integer(1)],
    [integer(-2), bytes(Buffer.from(x, 'base64url'))],
    [integer(-3), bytes(Buffer.from(y, 'base64url'))],
  );
};

const authenticatorData = (rpId: string, flags: number, signCount: number, rest = Buffer.alloc(0)): Buffer => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(signCount);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, rest]);
};

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

const flagsOf = ({ isVerified = true }: Falsified): number => PRESENT | (isVerified ? VERIFIED : 0);

/** The options of a ceremony in a page. */
export const optionsOn = (page: VisitedPage): Record<string, unknown> & { challenge: string } => {
  const written = /data-options="([^"]*)"/.exec(page.html)?.[1];
  assert.ok(written !== undefined, 'the page has no form for passkeys');
  const options: unknown = JSON.parse(unescapeHtml(written));
  assert.ok(typeof options === 'object' && options !== null && 'challenge' in options);
  assert.ok(typeof options.challenge === 'string');
  return { ...options, challenge: options.challenge };
};

/** Browser and authenticator in one: creates and uses passkeys as in WebAuthn Level 3 section 6.3. */
export const createAuthenticator = (origin: string) => {
  const rpId = new URL(origin).hostname;

  const clientData = (type: string, challenge: string, falsified: Falsified): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: falsified.type ?? type,
        challenge: falsified.challenge ?? challenge,
        origin: falsified.origin ?? origin,
        crossOrigin: false,
      }),
    );

  return {
    /** Answers the options of a page that adds a passkey. */
    make: (page: VisitedPage, falsified: Falsified = {}): { passkey: StoredPasskey; credential: string } => {
      const options = optionsOn(page);
      const { user } = options;
      assert.ok(typeof user === 'object' && user !== null && 'id' in user && typeof user.id === 'string');
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const id = randomBytes(32);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(publicKey)]);
      const data = authenticatorData(falsified.rpId ?? rpId, flagsOf(falsified) | ATTESTED, 0, attested);
      const attestation = falsified.attestation ?? { format: 'none', statement: map() };
      const attestationObject = map(
        [text('fmt'), text(attestation.format)],
        [text('attStmt'), attestation.statement],
        [text('authData'), bytes(data)],
      );
      const credential = {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, falsified).toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      };
      const passkey = { id, key: privateKey, userHandle: user.id, signCount: 0 };
      return { passkey, credential: JSON.stringify(credential) };
    },

    /** Answers the options of a page that signs in with a passkey. */
    use: (page: VisitedPage, passkey: StoredPasskey, falsified: Falsified = {}): string => {
      passkey.signCount += 1;
      const data = authenticatorData(
        falsified.rpId ?? rpId,
        flagsOf(falsified),
        falsified.signCount ?? passkey.signCount,
      );
      const client = clientData('webauthn.get', optionsOn(page).challenge, falsified);
      return JSON.stringify({
        id: passkey.id.toString('base64url'),
        rawId: passkey.id.toString('base64url'),
        type: 'public-key',
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, sha256(client)]), passkey.key).toString('base64url'),
          userHandle: falsified.userHandle ?? passkey.userHandle,
        },
      });
    },
  };
};
