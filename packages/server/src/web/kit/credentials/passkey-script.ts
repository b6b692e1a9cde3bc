import { createScript } from '../assets/asset.js';

/**
 * Lets a page's forms make and use passkeys. Each such form stands in an element that is hidden until here, since it does
 * nothing without script, and that carries the options of its ceremony. The answer goes into the field `credential`, and the
 * form goes its way like any other: nothing is fetched. On a sign-in page the browser offers passkeys among what it fills in,
 * too. Written for browsers that do not know the JSON methods of WebAuthn Level 3.
 */
const SCRIPT = `(function () {
  'use strict';
  var places = document.querySelectorAll('[data-passkey]');
  if (!window.PublicKeyCredential || !navigator.credentials || !window.AbortController) return;
  var waiting = null;
  var isAsking = false;

  function toBytes(text) {
    var binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(binary, function (character) { return character.charCodeAt(0); });
  }
  function toText(buffer) {
    var binary = '';
    new Uint8Array(buffer).forEach(function (byte) { binary += String.fromCharCode(byte); });
    return btoa(binary).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
  }
  function withId(credential) {
    return { type: credential.type, id: toBytes(credential.id) };
  }
  function read(place) {
    var options = JSON.parse(place.getAttribute('data-options'));
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    if (options.excludeCredentials) options.excludeCredentials = options.excludeCredentials.map(withId);
    return options;
  }
  function written(credential) {
    var response = {};
    ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (name) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, response: response });
  }
  function send(place, credential) {
    var form = place.querySelector('form');
    form.elements.credential.value = written(credential);
    form.submit();
  }
  function run(place) {
    var fault = place.querySelector('[data-fault]');
    fault.hidden = true;
    isAsking = true;
    if (waiting) waiting.abort();
    waiting = null;
    var options = read(place);
    var asked = options.user
      ? navigator.credentials.create({ publicKey: options })
      : navigator.credentials.get({ publicKey: options });
    asked.then(
      function (credential) { send(place, credential); },
      function () { fault.hidden = false; }
    );
  }
  function offer(place) {
    if (isAsking) return;
    waiting = new AbortController();
    navigator.credentials
      .get({ publicKey: read(place), mediation: 'conditional', signal: waiting.signal })
      .then(function (credential) { send(place, credential); }, function () {});
  }

  places.forEach(function (place) {
    place.hidden = false;
    place.querySelector('form').addEventListener('submit', function (event) {
      event.preventDefault();
      run(place);
    });
    if (place.getAttribute('data-passkey') !== 'use') return;
    if (!PublicKeyCredential.isConditionalMediationAvailable) return;
    PublicKeyCredential.isConditionalMediationAvailable().then(function (isThere) {
      if (isThere) offer(place);
    });
  });
})();
`;

export const PASSKEY_SCRIPT = createScript('passkeys', SCRIPT);
