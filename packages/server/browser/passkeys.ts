import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

/*
 * Lets the forms of a page create and use passkeys (web/kit/credentials/passkey-place.tsx). Such a form is hidden until this
 * script runs, because it does nothing without it, and it carries the options of its ceremony. The answer goes into the form's
 * field `credential`, and the form is submitted like any other: nothing is fetched.
 */

/** The user pressed a button, which autofill must not interrupt. */
let isAsking = false;

const enable = (place: HTMLElement): void => {
  const form = place.querySelector('form');
  const field = place.querySelector<HTMLInputElement>('input[name="credential"]');
  const fault = place.querySelector<HTMLElement>('[data-fault]');
  if (form === null || field === null || fault === null) return;
  const optionsJSON = JSON.parse(place.dataset['options'] ?? '');
  const isSignIn = place.dataset['passkey'] === 'use';

  const send = (credential: RegistrationResponseJSON | AuthenticationResponseJSON): void => {
    field.value = JSON.stringify(credential);
    form.submit();
  };

  const ask = async (): Promise<void> => {
    isAsking = true;
    fault.hidden = true;
    try {
      send(await (isSignIn ? startAuthentication({ optionsJSON }) : startRegistration({ optionsJSON })));
    } catch {
      fault.hidden = false;
    }
  };

  /** Autofill in the name field. */
  const offer = async (): Promise<void> => {
    if (!(await browserSupportsWebAuthnAutofill()) || isAsking) return;
    try {
      send(await startAuthentication({ optionsJSON, useBrowserAutofill: true }));
    } catch {
      // The user did not ask for it, so no message.
    }
  };

  place.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask();
  });
  if (isSignIn) void offer();
};

if (browserSupportsWebAuthn()) document.querySelectorAll<HTMLElement>('[data-passkey]').forEach(enable);
