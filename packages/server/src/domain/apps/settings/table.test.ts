import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Command } from 'commander';
import { addAppCommands } from '#server/commands/app.js';
import type { App } from '#server/domain/apps/index.js';
import { metadataOf, readClientMetadata } from '#server/domain/apps/metadata.js';
import { DEVICE_GRANT, grantTypesWith } from '#server/domain/apps/settings/grant-types.js';
import { SETTING_KEYS, SETTINGS, settingsOf, type SettingKey } from '#server/domain/apps/settings/table.js';
import type { AuthMethod } from '#server/domain/apps/store/app.js';
import { appJson } from '#server/features/management/app-json.js';
import { readDraft } from '#server/features/management/input.js';
import { openApiDocument } from '#server/features/management/openapi.js';
import { LOCALES, messagesFor } from '#server/i18n/index.js';
import { openInstallation, type Installation } from '#test/support/installation.js';
import { registerApp } from '#test/support/oauth-app.js';
import { createVisitor, unescapeHtml } from '#test/support/page-visitor.js';

const URI = 'https://client.example/sample';
const JWK_SET = { keys: [] };

/** JSON for a setting of each kind, and the value it makes. None is a fallback. */
const SAMPLES = {
  flag: { json: true, draft: true },
  text: { json: 'Sample', draft: 'Sample' },
  algorithm: { json: 'PS256', draft: 'PS256' },
  address: { json: URI, draft: URI },
  uris: { json: [URI], draft: [URI] },
  grants: { json: [DEVICE_GRANT], draft: grantTypesWith(true) },
  jwks: { json: JWK_SET, draft: JSON.stringify(JWK_SET) },
};

const sampleOf = (key: SettingKey) => SAMPLES[SETTINGS[key].kind];

let installation: Installation;
let app: App;
let developer: string;

before(async () => {
  installation = await openInstallation();
  developer = await installation.addUser('dev');
  await installation.services.developers.grantRole(developer, 'developer');
  const { id } = await registerApp(installation, { owner: developer });
  const found = await installation.services.apps.findById(id);
  assert.ok(found);
  app = { ...found, backchannelLogoutUri: URI, jwks: JWK_SET, jwksUri: URI };
});
after(() => installation.close());

test('the management API reads and shows every setting that it may set', async () => {
  const keys = settingsOf('api');
  const body = Object.fromEntries(keys.map((key) => [SETTINGS[key].name, sampleOf(key).json]));
  const read = await readDraft(body);
  assert.ok(read.outcome === 'read', JSON.stringify(read));
  const shown = appJson(app, []);
  for (const key of keys) {
    const { kind, name } = SETTINGS[key];
    assert.deepEqual(read.value[key], kind === 'grants' ? [DEVICE_GRANT] : sampleOf(key).draft, key);
    assert.ok(Object.hasOwn(shown, name), name);
  }
});

test('the management API refuses every other setting', async () => {
  for (const key of SETTING_KEYS.filter((each) => !settingsOf('api').includes(each))) {
    const { name } = SETTINGS[key];
    const read = await readDraft({ name: 'Chat', redirect_uri: URI, [name]: sampleOf(key).json });
    assert.deepEqual(read.outcome === 'refused' && read.faults.map(({ field }) => field), [name]);
  }
});

test('the OpenAPI document describes every setting of the management API', () => {
  const document = JSON.stringify(openApiDocument('https://id.example'));
  const { components } = JSON.parse(document);
  for (const key of settingsOf('api')) {
    const { name, fixed = false } = SETTINGS[key];
    assert.ok(components.schemas.AppCreation.properties[name].description, name);
    assert.equal(Object.hasOwn(components.schemas.AppChange.properties, name), !fixed, name);
    assert.ok(Object.hasOwn(components.schemas.App.properties, name), name);
  }
});

test('client metadata holds every setting that a registration may set, and no other (RFC 7591 section 2)', () => {
  const keys = settingsOf('registration');
  const sent = Object.fromEntries(SETTING_KEYS.map((key) => [metadataNameOf(key), sampleOf(key).json]));
  const { metadata, faults } = readClientMetadata(
    { ...sent, token_endpoint_auth_method: 'private_key_jwt' },
    { authMethod: 'none', nameFor: () => 'app', grantTypes: grantTypesWith(true) },
  );
  assert.deepEqual(faults, []);
  const shown = metadataOf(app);
  for (const key of SETTING_KEYS) {
    const isRegistered = keys.includes(key);
    if (isRegistered) assert.deepEqual(metadata.draft[key], sampleOf(key).draft, key);
    else assert.notDeepEqual(metadata.draft[key], sampleOf(key).draft, key);
    assert.equal(Object.hasOwn(shown, metadataNameOf(key)), isRegistered, key);
  }
});

// An app that was registered with keys, and has a secret since, was still shown with private_key_jwt.
test('client metadata shows the authentication method in use, and of those with a secret the one that was registered', () => {
  assert.equal(shownMethod(false, 'private_key_jwt'), 'client_secret_basic');
  assert.equal(shownMethod(false, 'none'), 'client_secret_basic');
  assert.equal(shownMethod(false, 'client_secret_post'), 'client_secret_post');
  assert.equal(shownMethod(true, 'client_secret_post'), 'private_key_jwt');
});

const shownMethod = (usesAssertions: boolean, registered: AuthMethod): unknown => {
  const remarks = { authMethod: registered, applicationType: 'web', scope: null } as const;
  return metadataOf({ ...app, isPublic: false, usesAssertions, remarks })['token_endpoint_auth_method'];
};

const metadataNameOf = (key: SettingKey): string => SETTINGS[key].metadata ?? SETTINGS[key].name;

test('the console has a field for every setting that it may set, labelled in each language', async () => {
  const visitor = createVisitor(installation);
  await visitor.signIn('dev');
  const [first, later] = [await visitor.get('/console/new-app'), await visitor.get(`/console/apps/${app.id}`)];
  for (const key of settingsOf('console').filter((each) => each !== 'isTrusted')) {
    const { name, field = name, fixed = false } = SETTINGS[key];
    const page = fixed ? first : later;
    assert.match(page.html, new RegExp(` name="${field}"`));
    assert.ok(unescapeHtml(page.html).includes(messagesFor('en').console.settings[key].label), key);
    const labels = LOCALES.map((locale) => messagesFor(locale).console.settings[key].label);
    assert.ok(
      labels.every((label) => label !== ''),
      key,
    );
  }
});

test('`octroi app create` has an option for every setting that it may set, and `update` for those that can change', () => {
  const program = new Command();
  addAppCommands(program);
  const optionsOf = (wanted: string): string[] => {
    const found = program.commands[0]?.commands.find((command) => command.name() === wanted);
    return found?.options.map((option) => option.long?.slice(2) ?? '') ?? [];
  };
  const [create, update] = [optionsOf('create'), optionsOf('update')];
  for (const key of settingsOf('command')) {
    const { kind, name, option = name.replaceAll('_', '-'), fixed = false } = SETTINGS[key];
    assert.ok(create.includes(option), option);
    assert.equal(update.includes(option), !fixed, option);
    if (kind === 'flag') assert.equal(update.includes(`no-${option}`), !fixed, option);
  }
});

const assertRoundTrip = <K extends SettingKey>(key: K): void => {
  const { fallback, toField, fromField } = SETTINGS[key];
  assert.deepEqual(fromField(toField(fallback) || undefined), fallback, key);
};

test('every fallback survives its form field', () => {
  for (const key of SETTING_KEYS) assertRoundTrip(key);
});
