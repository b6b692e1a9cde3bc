import { mock } from 'node:test';
import { HonoRequest } from 'hono/request';
import { Params } from '#server/protocol/params.js';

/** What the product looked at, by name. */
export interface Readings {
  /** Of forms, and of queries that are read as forms are. */
  fields: ReadonlySet<string>;
  queries: ReadonlySet<string>;
  headers: ReadonlySet<string>;
  /** Of the JSON object that was sent. */
  members: ReadonlySet<string>;
}

interface Call {
  arguments: readonly unknown[];
  this: unknown;
}

const namesIn = (
  spies: readonly { mock: { calls: readonly Call[] } }[],
  isMeant: (call: Call) => boolean = () => true,
): Set<string> =>
  new Set(
    spies
      .flatMap((spy) => spy.mock.calls.filter(isMeant).map(({ arguments: [name] }) => name))
      .filter((name) => typeof name === 'string'),
  );

/** The playground sends requests of its own, whose parameters nobody else can choose. */
const isOf =
  (marker: string | null) =>
  ({ this: params }: Call): boolean =>
    marker === null || (params instanceof Params && params.names().includes(marker));

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Watches what the product looks at while `work` runs, so that nobody has to keep lists of fields, and a new one is found by
 * itself. `json` is the body that is sent, if it is JSON; `marker` a field of the only form that is meant.
 */
export const readingsOf = async (
  work: () => Promise<unknown>,
  { json, marker = null }: { json?: string; marker?: string | null } = {},
): Promise<Readings> => {
  const members = new Set<string>();
  const note = (name: string | symbol): void => {
    if (typeof name === 'string') members.add(name);
  };
  const parse = JSON.parse.bind(JSON);
  const spies = {
    get: mock.method(Params.prototype, 'get'),
    all: mock.method(Params.prototype, 'all'),
    has: mock.method(Params.prototype, 'has'),
    query: mock.method(HonoRequest.prototype, 'query'),
    header: mock.method(HonoRequest.prototype, 'header'),
    parse: mock.method(JSON, 'parse', (text: string): unknown => {
      const value: unknown = parse(text);
      if (text !== json || !isObject(value)) return value;
      return new Proxy(value, {
        get: (object, name, receiver): unknown => {
          note(name);
          return Reflect.get(object, name, receiver);
        },
        getOwnPropertyDescriptor: (object, name) => {
          note(name);
          return Reflect.getOwnPropertyDescriptor(object, name);
        },
      });
    }),
  };
  try {
    await work();
    return {
      fields: namesIn([spies.get, spies.all, spies.has], isOf(marker)),
      queries: namesIn([spies.query]),
      headers: namesIn([spies.header]),
      members,
    };
  } finally {
    for (const spy of Object.values(spies)) spy.mock.restore();
  }
};
