import { parseArgs } from 'node:util';
import { Failure } from '../../scripts/lib/process.mjs';

/** The values of `--operations`, and their names in tables. */
export const OPERATIONS_BY_OPTION = {
  code: 'code exchange',
  refresh: 'refresh',
  userinfo: 'userinfo',
  introspection: 'introspection',
  authorize: 'silent authorize',
};

const DATABASES = { sqlite: ['sqlite'], postgres: ['postgres'], both: ['sqlite', 'postgres'] };

const COMPARISON = {
  starts: '4',
  'warm-up': '3000',
  rounds: '10',
  requests: '1000',
  seconds: '10',
  connections: '32',
  operations: Object.keys(OPERATIONS_BY_OPTION).join(),
  database: 'both',
};

const parse = (args) => {
  const text = Object.fromEntries([...Object.keys(COMPARISON), 'against'].map((name) => [name, { type: 'string' }]));
  const flags = Object.fromEntries(
    ['quick', 'json', 'profile', 'memory', 'age', 'volatile'].map((name) => [name, { type: 'boolean' }]),
  );
  try {
    return parseArgs({ args, options: { ...text, ...flags } }).values;
  } catch (error) {
    throw new Failure(error.message);
  }
};

const comparisonOf = (given) => {
  const values = { ...COMPARISON, ...given };
  const number = (name) => {
    if (/^[1-9]\d{0,6}$/.test(values[name])) return Number(values[name]);
    throw new Failure(`--${name} must be a whole number from 1.`);
  };
  const operations = values.operations.split(',').map((name) => {
    if (Object.hasOwn(OPERATIONS_BY_OPTION, name)) return OPERATIONS_BY_OPTION[name];
    throw new Failure(`--operations ${name}: choose from ${COMPARISON.operations}.`);
  });
  if (!Object.hasOwn(DATABASES, values.database)) {
    throw new Failure(`--database must be one of ${Object.keys(DATABASES).join(', ')}.`);
  }
  return {
    against: given.against,
    starts: number('starts'),
    warmUp: number('warm-up'),
    rounds: number('rounds'),
    requests: number('requests'),
    seconds: number('seconds'),
    connections: number('connections'),
    operations,
    databases: DATABASES[values.database],
    volatile: values.volatile ?? false,
  };
};

/** The options of `npm run bench`. `comparison` is null without `--against`. Throws a `Failure` that says what to change. */
export const readOptions = (args) => {
  const { quick = false, json = false, profile = false, memory = false, age = false, ...given } = parse(args);
  if (given.against === undefined) {
    const [stray] = Object.keys(given);
    if (stray !== undefined) throw new Failure(`--${stray} needs --against.`);
    return { quick, json, profile, memory, age, comparison: null };
  }
  if (quick || profile || memory || age) {
    throw new Failure('--against does not go with --quick, --profile, --memory or --age.');
  }
  return { quick, json, profile, memory, age, comparison: comparisonOf(given) };
};
