import { fromBase64Url, toBase64Url, toBytes } from '../core/base64url.js';

/** Encrypts and authenticates short texts. */
export interface Seal {
  /** @param purpose what the text is for; needed to open it */
  seal(text: string, purpose: string): Promise<string>;
  /** Null unless it was sealed with one of our secrets, for this purpose. */
  open(sealed: string, purpose: string): Promise<string | null>;
}

const ALGORITHM = 'AES-GCM';
const IV_BYTES = 12;

/** RFC 5869: derives a key of the right length that nothing else uses. */
const deriveKey = async (secret: string, owner: string): Promise<CryptoKey> => {
  const material = await crypto.subtle.importKey('raw', toBytes(secret), 'HKDF', false, ['deriveKey']);
  const hkdf = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(32),
    info: toBytes(`octroi sdk cookies ${owner}`),
  };
  return crypto.subtle.deriveKey(hkdf, material, { name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt']);
};

const decrypt = async (key: CryptoKey, bytes: Uint8Array<ArrayBuffer>, purpose: string): Promise<string | null> => {
  const parameters = { name: ALGORITHM, iv: bytes.subarray(0, IV_BYTES), additionalData: toBytes(purpose) };
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt(parameters, key, bytes.subarray(IV_BYTES)));
  } catch {
    return null;
  }
};

/**
 * AES-256-GCM. The first secret seals and all of them open, so that a secret can be rotated without signing anybody
 * out. `owner` is the app: apps that share a secret cannot open each other's texts.
 */
export const createSeal = (secrets: readonly string[], owner: string): Seal => {
  let derived: Promise<CryptoKey[]> | null = null;
  const keys = (): Promise<CryptoKey[]> => (derived ??= Promise.all(secrets.map((secret) => deriveKey(secret, owner))));

  return {
    seal: async (text, purpose) => {
      const [key] = await keys();
      if (key === undefined) throw new TypeError('There is no secret to seal with.');
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const parameters = { name: ALGORITHM, iv, additionalData: toBytes(purpose) };
      const encrypted = new Uint8Array(await crypto.subtle.encrypt(parameters, key, toBytes(text)));
      const sealed = new Uint8Array(iv.length + encrypted.length);
      sealed.set(iv);
      sealed.set(encrypted, iv.length);
      return toBase64Url(sealed);
    },

    open: async (sealed, purpose) => {
      const bytes = fromBase64Url(sealed);
      if (bytes === null || bytes.length <= IV_BYTES) return null;
      for (const key of await keys()) {
        const text = await decrypt(key, bytes, purpose);
        if (text !== null) return text;
      }
      return null;
    },
  };
};
