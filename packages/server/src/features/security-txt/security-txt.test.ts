import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfigError, loadConfig } from '#server/config/index.js';
import { DAY } from '#server/kernel/clock.js';
import { openInstallation, START } from '#test/support/installation.js';

const PATH = '/.well-known/security.txt';
const CONTACT = 'mailto:security@example.com';

describe('security.txt', () => {
  test('names contact, languages and its own address, and holds for less than a year (RFC 9116 section 2.5)', async (t) => {
    const installation = await openInstallation({ OCTROI_SECURITY_CONTACT: CONTACT });
    t.after(() => installation.close());
    const response = await installation.request(PATH);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8$/i);

    const lines = (await response.text()).trimEnd().split('\n');

    const fields = new Map(lines.map((line) => [line.split(': ', 1)[0], line.replace(/^[^:]+: /, '')]));
    assert.equal(fields.size, lines.length, 'no field repeats');
    assert.equal(fields.get('Contact'), CONTACT);
    assert.equal(fields.get('Canonical'), `${installation.issuer}${PATH}`);
    assert.match(fields.get('Preferred-Languages') ?? '', /^en, fr/);
    const expires = fields.get('Expires') ?? '';
    assert.match(expires, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
    assert.ok(Date.parse(expires) > START + 30 * DAY && Date.parse(expires) < START + 365 * DAY);

    installation.letTimePass(300 * DAY);
    const later = await (await installation.request(PATH)).text();
    assert.ok(Date.parse(/Expires: (.*)/.exec(later)?.[1] ?? '') > START + 330 * DAY, 'it never goes stale');
  });

  test('does not exist without a contact', async (t) => {
    const installation = await openInstallation();
    t.after(() => installation.close());
    assert.equal((await installation.request(PATH)).status, 404);
  });

  for (const contact of [
    'security@example.com',
    'http://example.com/security',
    'mailto:',
    'mailto:a@example.com\nContact: mailto:evil@example.com',
    'https://example.com/ü',
  ]) {
    test(`refuses the contact ${JSON.stringify(contact)}`, () => {
      assert.throws(() => loadConfig({ OCTROI_SECURITY_CONTACT: contact }), ConfigError);
    });
  }
});
