import type { AppSession, Octroi } from '../server/index.js';
import { toRequest, type NodeRequest } from './node.js';

/** What is needed of a Fastify reply. */
export interface FastifyReply {
  readonly sent: boolean;
  code(status: number): FastifyReply;
  /** Set-Cookie is added to what is there. */
  header(name: string, value: string): FastifyReply;
  send(body: string): FastifyReply;
}

/** What is needed of a Fastify request. */
export interface FastifyRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: NodeRequest['headers'];
}

/** What is needed of a Fastify instance. */
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
    // A plain form signs out too. Its body says nothing, and Fastify would refuse the type; this holds for this plugin alone.
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

/** Who is signed in; null when nobody is. Refreshed cookies are put on the reply by themselves. */
export const fastifySession = (
  octroi: Octroi,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AppSession | null> =>
  octroi.session(toRequest(octroi, request), (line) => {
    if (!reply.sent) reply.header('set-cookie', line);
  });
