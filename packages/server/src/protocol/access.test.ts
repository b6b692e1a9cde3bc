import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isResourceScopeName, narrowAccess, parseAccess } from '#server/protocol/access.js';
import { chooseAudience } from '#server/protocol/audience.js';
import { canonicalResource, resourceIdentifierFault } from '#server/protocol/resource-identifier.js';
import { inEnglish } from '#server/i18n/field-fault.js';
import { parseScope, SCOPES } from '#server/protocol/scopes.js';
import { newUserCode, formatUserCode, readUserCode } from '#server/protocol/user-code.js';
import { anyText } from '#test/support/any-text.js';
import { assertRefused } from '#test/support/refusal.js';

const ISSUER = 'https://id.example.com';
const NOTES = { identifier: 'https://notes.example', scopes: ['write', 'read'], registration: 'notes' };
const MAIL = { identifier: 'https://mail.example', scopes: ['read', 'send'], registration: 'mail' };

const ourScopes = fc.subarray([...SCOPES]);
const noteScopes = fc.subarray(['read', 'write']);
const unknown = fc.array(fc.stringMatching(/^x[a-z]{1,8}$/), { maxLength: 4 });

test('without resources a scope means what it always meant', () => {
  fc.assert(
    fc.property(fc.subarray([...SCOPES], { minLength: 1 }), (scopes) => {
      const text = scopes.join(' ');
      assert.deepEqual(parseAccess(text, []), { scopes: parseScope(text), resources: [] });
    }),
  );
  assert.deepEqual(parseAccess(undefined, []), { scopes: ['profile'], resources: [] });
});

test('without a scope, all of each resource is asked for and nothing of ours (RFC 8707 section 2)', () => {
  for (const text of [undefined, '', '  ']) {
    assert.deepEqual(parseAccess(text, [NOTES, MAIL]), {
      scopes: [],
      resources: [
        { resource: NOTES.identifier, scopes: ['read', 'write'], registration: 'notes' },
        { resource: MAIL.identifier, scopes: ['read', 'send'], registration: 'mail' },
      ],
    });
  }
});

test('every known word goes where it is known, in any order, and the others nowhere (RFC 8707 section 2.1)', () => {
  fc.assert(
    fc.property(ourScopes, noteScopes, unknown, fc.func(fc.integer()), (ours, theirs, others, order) => {
      const words = [...ours, ...theirs, ...others].toSorted((a, b) => order(a) - order(b));
      if (words.length === 0) return;
      if (ours.length + theirs.length === 0) {
        assertRefused(() => parseAccess(words.join(' '), [NOTES]), 'invalid_scope');
        return;
      }
      assert.deepEqual(parseAccess(words.join('  '), [NOTES]), {
        scopes: ours,
        resources: [{ resource: NOTES.identifier, scopes: theirs, registration: 'notes' }],
      });
    }),
  );
});

test('whatever text is sent as scope, it is read or refused as invalid_scope', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        const { scopes, resources } = parseAccess(text, [NOTES]);
        assert.ok(scopes.every((scope) => SCOPES.includes(scope)));
        assert.ok(resources.every((grant) => grant.scopes.every((scope) => NOTES.scopes.includes(scope))));
      } catch (error) {
        assertRefused(() => {
          throw error;
        }, 'invalid_scope');
      }
    }),
  );
});

test('narrowing gives a part of what was granted and never more (RFC 6749 section 6)', () => {
  fc.assert(
    fc.property(ourScopes, noteScopes, ourScopes, noteScopes, (ours, theirs, askedOurs, askedTheirs) => {
      const granted = { scopes: ours, resources: [{ resource: NOTES.identifier, scopes: theirs }] };
      const words = [...askedOurs, ...askedTheirs].join(' ');
      const isWider = askedOurs.some((scope) => !ours.includes(scope));
      const isNothing = askedOurs.length === 0 && !askedTheirs.some((scope) => theirs.includes(scope));
      if (words === '') {
        assert.deepEqual(narrowAccess(words, granted), granted);
      } else if (isWider || isNothing) {
        assertRefused(() => narrowAccess(words, granted), 'invalid_scope');
      } else {
        assert.deepEqual(narrowAccess(words, granted), {
          scopes: askedOurs,
          resources: [{ resource: NOTES.identifier, scopes: theirs.filter((scope) => askedTheirs.includes(scope)) }],
        });
      }
    }),
  );
});

test('a token is for the resource it names, for the only one, or for our own endpoints, and never for two (RFC 8707 section 2.2)', () => {
  const granted = parseAccess(undefined, [NOTES, MAIL]).resources;
  assert.equal(chooseAudience([], [], ISSUER), null);
  assert.equal(chooseAudience(granted.slice(0, 1), [], ISSUER), granted[0]);
  assert.equal(chooseAudience(granted, [`${MAIL.identifier}/`, MAIL.identifier], ISSUER), granted[1]);
  for (const own of [ISSUER, `${ISSUER}/`]) assert.equal(chooseAudience(granted, [own], ISSUER), null);
  assertRefused(() => chooseAudience(granted, [], ISSUER), 'invalid_target');
  assertRefused(() => chooseAudience(granted, [NOTES.identifier, MAIL.identifier], ISSUER), 'invalid_target');
  assertRefused(() => chooseAudience(granted, [ISSUER, MAIL.identifier], ISSUER), 'invalid_target');
  assertRefused(() => chooseAudience(granted, ['https://x.example'], ISSUER), 'invalid_target');
});

test('a resource is an absolute https URI without a fragment, or http on loopback (RFC 8707 section 2)', () => {
  for (const fine of [
    'https://a.example',
    'https://a.example/',
    'https://a.example/b?c=d',
    'http://localhost:1/x',
    'http://[::1]/',
  ]) {
    assert.equal(resourceIdentifierFault(fine, ISSUER), null, fine);
  }
  for (const wrong of [
    '',
    'a.example',
    'http://a.example',
    'https://a.example#x',
    'https://A.example',
    'https://a.example:443/',
    'https://a.example/./b',
    'https://a.example/b c',
    'https://u@a.example',
    'ftp://a.example',
    'mailto:a@example.com',
    ISSUER,
    `${ISSUER}/x`,
    `https://a.example/${'x'.repeat(500)}`,
  ]) {
    assert.notEqual(resourceIdentifierFault(wrong, ISSUER), null, wrong);
  }
});

test('no text makes the check of an identifier throw', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.webUrl({ withFragments: true, withQueryParameters: true })), (text) => {
      const fault = resourceIdentifierFault(text, ISSUER);
      assert.ok(fault === null || inEnglish(fault).length > 0);
      if (fault === null) assert.equal(canonicalResource(canonicalResource(text)), canonicalResource(text));
    }),
  );
});

test('a resource cannot name a scope like one of ours, nor what no scope can be', () => {
  for (const scope of SCOPES) assert.equal(isResourceScopeName(scope), false);
  for (const name of ['', 'a b', '"', '\\', 'é', 'a\n']) assert.equal(isResourceScopeName(name), false);
  for (const name of ['read', 'notes:read', 'https://api.example/auth/x', 'Profile']) {
    assert.equal(isResourceScopeName(name), true);
  }
});

test('a user code reads back however it is typed, and nothing else is one (RFC 8628 section 6.1)', () => {
  const codes = new Set<string>();
  for (let index = 0; index < 200; index += 1) {
    const code = newUserCode();
    assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
    codes.add(code);
    const shown = formatUserCode(code);
    for (const typed of [code, shown, shown.toLowerCase(), ` ${shown} `, [...code].join('.')]) {
      assert.equal(readUserCode(typed), code);
    }
  }
  assert.equal(codes.size, 200);
  for (const text of ['', 'BBBB', 'AAAA-AAAA', 'BBBB-BBB0', 'BBBBBBBBB', 'BBBB-BBBB-B']) {
    assert.equal(readUserCode(text), null, text);
  }
  fc.assert(fc.property(anyText, (text) => (readUserCode(text)?.length ?? 8) === 8));
});
