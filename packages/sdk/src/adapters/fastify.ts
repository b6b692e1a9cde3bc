import type { AppSession, Octroi } from '../server/index.js';
import { toRequest, type NodeRequest } from './node.js';

/** The part of a Fastify reply that is used. */
export interface FastifyReply {
  readonly sent: boolean;
  code(status: number): FastifyReply;
  /** Set-Cookie is appended. */
  header(name: string, value: string): FastifyReply;
  send(body: string): FastifyReply;
}

/** The part of a Fastify request that is used. */
export interface FastifyRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: NodeRequest['headers'];
}

/** The part of a Fastify instance that is used. */
export interface FastifyInstance {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: FastifyRequest, body: unknown, done: (error: null) => void) => void,
  ): unknown;
  route(route: {
    method: 'GET' | 'POST';
    url: string;
    exposeHeadRoute: boolean;
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  }): unknown;
}

/** For Fastify: `await app.register(fastifyPlugin(octroi))`. */
export const fastifyPlugin =
  (octroi: Octroi) =>
  async (app: FastifyInstance): Promise<void> => {
    // A plain form can sign out too. Its body is ignored, but Fastify would refuse its content type. Affects only this
    // plugin.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_, __, done) => done(null));
    for (const { method, path } of octroi.routes) {
      app.route({
        method,
        url: path,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const answer = await octroi.handler(toRequest(octroi, request));
          reply.code(answer.status);
          for (const [name, value] of answer.headers) reply.header(name, value);
          return reply.send(await answer.text());
        },
      });
    }
  };

/** The session of the signed-in user, or null. Adds refreshed cookies to the reply automatically. */
export const fastifySession = (
  octroi: Octroi,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AppSession | null> =>
  octroi.session(toRequest(octroi, request), (line) => {
    if (!reply.sent) reply.header('set-cookie', line);
  });
