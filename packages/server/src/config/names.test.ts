import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, loadConfig, type Environment } from '#server/config/index.js';

const faultsOf = (environment: Environment): readonly string[] => {
  try {
    loadConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

const meantBy = (name: string): string | undefined => {
  const [fault = '', ...others] = faultsOf({ [name]: 'closed' });
  assert.deepEqual(others, []);
  assert.ok(fault.startsWith(`${name} is not a setting. Did you mean `), fault);
  return / mean (\w+)\? Otherwise remove it\.$/.exec(fault)?.[1];
};

test('a name that is no setting is refused, and the nearest one is named', () => {
  const meant: readonly [string, string][] = [
    ['OCTROI_SIGN_UPP', 'OCTROI_SIGN_UP'],
    ['OCTROI_SIGNUP', 'OCTROI_SIGN_UP'],
    ['OCTROI_SIGN_UP_FILE', 'OCTROI_SIGN_UP'],
    ['octroi_sign_up', 'OCTROI_SIGN_UP'],
    ['OCTROI_ISUER', 'OCTROI_ISSUER'],
    ['OCTROI_SECRET_KEY_FIEL', 'OCTROI_SECRET_KEY_FILE'],
    ['OCTROI_TOPUP_PROVIDER', 'OCTROI_TOPUP_PROVIDERS'],
  ];
  for (const [name, expected] of meant) assert.equal(meantBy(name), expected, name);
});

test('a name that is no setting is refused even when it is empty, and told beside all other faults', () => {
  assert.deepEqual(faultsOf({ OCTROI_ISUER: '', OCTROI_HOST: '0.0.0.0', OCTROI_PORT: 'http' }), [
    'OCTROI_ISUER is not a setting. Did you mean OCTROI_ISSUER? Otherwise remove it.',
    'OCTROI_PORT must be a whole number from 0 to 65535.',
    'OCTROI_ISSUER is missing. Set it to the public https origin of this server, such as https://id.example.com.',
  ]);
});

test('values of unknown names, which may be secrets, are not told', () => {
  assert.ok(!faultsOf({ OCTROI_SECRET_KEYS: 'hunter2-hunter2' }).join().includes('hunter2'));
});

test('variables of other programs are ignored', () => {
  assert.deepEqual(faultsOf({ PATH: '/bin', SIGN_UP: 'closed', NOT_OCTROI_SIGN_UP: 'closed' }), []);
});

// Developers keep them in the `.env` of the app they try with `octroi demo`.
test('what an app is configured with is left alone', () => {
  assert.deepEqual(faultsOf({ OCTROI_CLIENT_ID: 'client_1', OCTROI_CLIENT_SECRET: 'secret_1' }), []);
});

test('what Kubernetes sets for a service whose name begins with octroi is left alone', () => {
  const links = {
    OCTROI_DB_SERVICE_HOST: '10.0.0.7',
    OCTROI_DB_SERVICE_PORT: '5432',
    OCTROI_DB_SERVICE_PORT_POSTGRES: '5432',
    OCTROI_DB_PORT: 'tcp://10.0.0.7:5432',
    OCTROI_DB_PORT_5432_TCP: 'tcp://10.0.0.7:5432',
    OCTROI_DB_PORT_5432_TCP_PROTO: 'tcp',
    OCTROI_DB_PORT_5432_TCP_PORT: '5432',
    OCTROI_DB_PORT_5432_TCP_ADDR: '10.0.0.7',
  };
  assert.deepEqual(faultsOf(links), []);
  assert.equal(faultsOf({ OCTROI_DB_PORT: '5432' }).length, 1);
});
