import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { SECOND } from '#server/kernel/clock.js';
import { createAuthenticator, type StoredPasskey } from '../authenticator.js';
import type { Installation } from '../installation.js';
import type { VisitedPage, Visitor } from '../page-visitor.js';

/** A phone with an authenticator app for one secret. */
export interface Phone {
  /** The current code, or one of earlier (-1) or later (1) steps. */
  code(steps?: number): string;
}

export interface TwoSteps {
  phone: Phone;
  recoveryCodes: string[];
}

const STEP = 30 * SECOND;

export const phoneWith = (installation: Pick<Installation, 'now'>, secret: string): Phone => ({
  code: (steps = 0) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: installation.now() + steps * STEP }),
});

export const recoveryCodesOn = (page: VisitedPage): string[] => page.text('recovery-codes').trim().split('\n');

/** Sets up the second step, for a user who has just signed in. */
export const turnOn = async (
  installation: Pick<Installation, 'now' | 'letTimePass'>,
  visitor: Visitor,
): Promise<TwoSteps> => {
  await visitor.get('/account/security');
  const setUp = await visitor.follow(await visitor.post('/account/security/two-step/begin'));
  const phone = phoneWith(installation, setUp.text('secret').replaceAll(' ', ''));
  const done = await visitor.post('/account/security/two-step/confirm', { code: phone.code() });
  assert.equal(done.status, 200, done.html);
  // A code works once, so the next part starts with the next one.
  installation.letTimePass(STEP);
  return { phone, recoveryCodes: recoveryCodesOn(done) };
};

/** Adds a passkey, for a user who has just signed in. */
export const addPasskey = async (
  installation: Pick<Installation, 'issuer'>,
  visitor: Visitor,
  name = 'My key',
): Promise<StoredPasskey> => {
  const authenticator = createAuthenticator(installation.issuer);
  const { passkey, credential } = authenticator.make(await visitor.get('/account/security'));
  const added = await visitor.post('/account/security/passkeys', { passkey_name: name, credential });
  assert.match(added.html, /You can now sign in with the passkey/);
  return passkey;
};
