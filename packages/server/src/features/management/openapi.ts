import * as z from 'zod';
import { OPERATIONS, OUTCOMES } from '../../domain/request-log/index.js';
import { IDEMPOTENCY_KEY, MAX_KEY } from './creating.js';
import * as schemas from './schemas.js';

type Json = Record<string, unknown>;

interface Operation {
  operationId: string;
  summary: string;
  body?: keyof typeof COMPONENTS;
  /** The schema of `data`. */
  data: Json;
  /** Query parameters, all optional, by name. */
  query?: Readonly<Record<string, { description: string; schema: Json }>>;
  /** Whether it creates something, and so takes an Idempotency-Key. */
  creates?: true;
  /** Whether validation can refuse it. */
  refusable?: true;
}

const COMPONENTS = {
  AppCreation: schemas.appCreation,
  AppChange: schemas.appChange,
  App: schemas.app,
  CreatedApp: schemas.createdApp,
  SecretHint: schemas.secretHint,
  CreatedSecret: schemas.createdSecret,
  AppRequest: schemas.appRequest,
  Deleted: schemas.deleted,
  Failure: schemas.failure,
};

const reference = (name: keyof typeof COMPONENTS): Json => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: Json): Json => ({ type: 'array', items });
const content = (schema: Json): Json => ({ 'application/json': { schema } });

const envelope = (data: Json): Json => ({
  type: 'object',
  required: ['success', 'message', 'data'],
  properties: { success: { const: true }, message: { type: 'string' }, data },
});

const FAILURES = {
  400: 'The request is invalid; `errors` lists every faulty field.',
  401: 'The developer token is missing, malformed, unknown, revoked or expired.',
  404: 'There is no such app or secret, or it is not yours.',
  409: 'The first request with this Idempotency-Key is still running. Repeat it after the seconds in Retry-After.',
  413: 'The body is too large.',
  415: 'The body is not application/json.',
  422: 'This Idempotency-Key came with another body before.',
  429: 'Too much was changed in an hour, or created with an Idempotency-Key in a day. Repeat it after the seconds in Retry-After.',
  503: 'Part of this service is not responding. Retry after the number of seconds in Retry-After.',
} as const;

const failures = (...statuses: (keyof typeof FAILURES)[]): Json =>
  Object.fromEntries(
    statuses.map((status) => [status, { description: FAILURES[status], content: content(reference('Failure')) }]),
  );

const ID: Json = { type: 'integer', minimum: 1 };

const IDEMPOTENCY: Json = {
  name: IDEMPOTENCY_KEY,
  in: 'header',
  description:
    'Chosen by you, new for each thing to create. A repeat with the same key and body within 24 hours gets the first answer and creates nothing. Errors are not kept: a repeat is judged anew.',
  schema: { type: 'string', minLength: 1, maxLength: MAX_KEY },
};

const operation = (
  path: string,
  { body, data, creates, query = {}, refusable, ...named }: Operation,
  method: string,
): Json => {
  const names = path.match(/(?<=\{)\w+/g) ?? [];
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: ID })),
    ...Object.entries(query).map(([name, described]) => ({ name, in: 'query', ...described })),
    ...(creates ? [IDEMPOTENCY] : []),
  ];
  return {
    ...named,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(reference(body)) } }),
    responses: {
      [creates ? 201 : 200]: { description: 'Done', content: content(envelope(data)) },
      ...failures(
        ...(refusable ? ([400] as const) : []),
        401,
        ...(names.length === 0 ? [] : ([404] as const)),
        ...(creates ? ([409, 422] as const) : []),
        ...(method === 'get' ? [] : ([429] as const)),
        ...(body === undefined && !creates ? [] : ([413] as const)),
        ...(body === undefined ? [] : ([415] as const)),
        503,
      ),
    },
  };
};

/** By path and method. */
const OPERATIONS_BY_PATH: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/api/oauth_apps': {
    get: { operationId: 'listApps', summary: 'List your apps', data: listOf(reference('App')) },
    post: {
      operationId: 'createApp',
      summary: 'Register an app',
      body: 'AppCreation',
      data: reference('CreatedApp'),
      creates: true,
      refusable: true,
    },
  },
  '/api/oauth_apps/{id}': {
    get: { operationId: 'getApp', summary: 'Read an app', data: reference('App') },
    patch: {
      operationId: 'changeApp',
      summary: 'Change an app',
      body: 'AppChange',
      data: reference('App'),
      refusable: true,
    },
    delete: {
      operationId: 'deleteApp',
      summary: 'Delete an app, with every authorization and token it has',
      data: reference('Deleted'),
    },
  },
  '/api/oauth_apps/{id}/requests': {
    get: {
      operationId: 'listRequests',
      summary: 'Read the request log of an app: its newest requests, redacted, with outcome and reason',
      data: listOf(reference('AppRequest')),
      query: {
        outcome: { description: 'Only requests with this outcome', schema: { enum: OUTCOMES } },
        operation: { description: 'Only requests of this kind', schema: { enum: OPERATIONS } },
        request_id: { description: 'Only the request with this X-Request-Id', schema: { type: 'string' } },
        before: { description: 'Only lines older than the one with this id, for the next page', schema: ID },
      },
      refusable: true,
    },
  },
  '/api/oauth_apps/{id}/secrets': {
    get: {
      operationId: 'listSecrets',
      summary: 'List the secrets of an app by their hints',
      data: listOf(reference('SecretHint')),
    },
    post: {
      operationId: 'addSecret',
      summary: 'Add a secret; an app has two at most, so that one can replace the other without an outage',
      data: reference('CreatedSecret'),
      creates: true,
      refusable: true,
    },
  },
  '/api/oauth_apps/{id}/secrets/{secret_id}': {
    delete: {
      operationId: 'removeSecret',
      summary: 'Remove a secret; the last one stays',
      data: reference('Deleted'),
      refusable: true,
    },
  },
};

const paths = (): Json =>
  Object.fromEntries(
    Object.entries(OPERATIONS_BY_PATH).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, described]) => [method, operation(path, described, method)]),
      ),
    ]),
  );

/** The management API as an OpenAPI 3.1 document, with JSON Schemas generated by zod. */
export const openApiDocument = (issuer: string): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'Octroi management API',
    version: '1',
    description: 'Lets developers manage their apps. Create developer tokens in the console.',
  },
  servers: [{ url: issuer }],
  security: [{ developerToken: [] }],
  paths: paths(),
  components: {
    securitySchemes: { developerToken: { type: 'http', scheme: 'bearer', bearerFormat: 'dev_...' } },
    schemas: Object.fromEntries(
      Object.entries(COMPONENTS).map(([name, schema]) => {
        const { $schema: _dialect, ...definition } = z.toJSONSchema(schema, { io: 'input' });
        return [name, definition];
      }),
    ),
  },
});
