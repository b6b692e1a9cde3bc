import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import * as z from 'zod';
import { parseJsonObject } from '../../../kernel/json.js';
import type { Credential } from './store.js';

// Loaded on demand, because few requests get here.

const base64url = z.string().regex(/^[\w-]+$/);

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

/** A credential of the browser, with the response of one ceremony. */
const credentialWith = <Response extends z.ZodType>(response: Response) =>
  z.object({ id: base64url.max(1400), rawId: base64url, type: z.literal('public-key'), response });

const registration = credentialWith(
  z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string()).max(10).default([]),
  }),
);

const assertion = credentialWith(
  z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
);

/** What responses of both ceremonies are checked against. */
export interface Expected {
  /** The issuer, exactly. */
  expectedOrigin: string;
  /** The issuer's host. */
  expectedRPID: string;
  /** Whether we issued the challenge for this browser and purpose. Calling it uses the challenge up. */
  expectedChallenge: (challenge: string) => Promise<boolean>;
  requireUserVerification: true;
}

/** An assertion's content before it is verified. */
export interface Claimed {
  credentialId: string;
  userHandle: string | null;
}

/**
 * We request no attestation, so we accept none or self-attestation. Certificates are not verified: that would mean
 * fetching lists from addresses a stranger put into them.
 */
const hasCertificates = (attestationObject: string): boolean => {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = attestation.get('fmt');
  if (format === 'none') return false;
  return format !== 'packed' || attestation.get('attStmt').get('x5c') !== undefined;
};

/**
 * Verifies a new credential (WebAuthn Level 3 section 7.1), whose key has one of the algorithms, as COSE numbers (RFC
 * 9053). Null if anything is wrong.
 */
export const verifyNewCredential = async (
  text: string,
  expected: Expected,
  algorithms: readonly number[],
): Promise<Credential | null> => {
  const parsed = registration.safeParse(parseJsonObject(text));
  if (!parsed.success) return null;
  const { response, ...rest } = parsed.data;
  try {
    if (hasCertificates(response.attestationObject)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...rest,
        clientExtensionResults: {},
        response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
      },
      ...expected,
      supportedAlgorithmIDs: [...algorithms],
    });
    if (!verified || registrationInfo.credential.id !== rest.id) return null;
    return {
      credentialId: registrationInfo.credential.id,
      publicKey: isoBase64URL.fromBuffer(registrationInfo.credential.publicKey),
      signCount: registrationInfo.credential.counter,
      isBackedUp: registrationInfo.credentialBackedUp,
      transports: TRANSPORTS.filter((transport) => response.transports.includes(transport)),
    };
  } catch {
    // The library throws for each thing that can be wrong.
    return null;
  }
};

/** The credential an assertion claims to be from, or null. */
export const readAssertion = (text: string): Claimed | null => {
  const parsed = assertion.safeParse(parseJsonObject(text));
  if (!parsed.success) return null;
  return { credentialId: parsed.data.id, userHandle: parsed.data.response.userHandle ?? null };
};

/** Verifies an assertion (WebAuthn Level 3 section 7.2) and returns the credential's new state. Null if anything is wrong. */
export const verifyAssertion = async (
  text: string,
  credential: Pick<Credential, 'credentialId' | 'publicKey' | 'signCount'>,
  expected: Expected,
): Promise<Pick<Credential, 'signCount' | 'isBackedUp'> | null> => {
  const parsed = assertion.safeParse(parseJsonObject(text));
  if (!parsed.success) return null;
  const { response, ...rest } = parsed.data;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...rest,
        clientExtensionResults: {},
        response: {
          clientDataJSON: response.clientDataJSON,
          authenticatorData: response.authenticatorData,
          signature: response.signature,
        },
      },
      ...expected,
      credential: {
        id: credential.credentialId,
        publicKey: isoBase64URL.toBuffer(credential.publicKey),
        counter: credential.signCount,
      },
    });
    if (!verified) return null;
    return { signCount: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp };
  } catch {
    return null;
  }
};
