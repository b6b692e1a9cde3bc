import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request received by the authorization server. */
export interface Arrival {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly bearer: string;
}

export type Reply = (arrival: Arrival, response: ServerResponse) => void;

export const json =
  (status: number, body: object): Reply =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const hangs: Reply = () => {};
export const breaks: Reply = (_, response) => response.destroy();

export const tokens = (n: number, lifetime = 7200) => ({
  access_token: `access_${n}`,
  token_type: 'Bearer',
  expires_in: lifetime,
  refresh_token: `refresh_${n}`,
  scope: 'profile balance',
});

export const ALICE = { sub: '1', id: 1, username: 'alice', email: 'alice@example.com', balance_formatted: '750.00' };

/**
 * A scripted authorization server, mainly for wrong answers. `script` sets the replies of one endpoint in order; the
 * last one repeats.
 */
export class Peer {
  readonly arrivals: Arrival[] = [];
  readonly #replies = new Map<string, Reply[]>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #origin = '';

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    this.#origin = `http://127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.#server.close().closeAllConnections();
  }

  get origin(): string {
    return this.#origin;
  }

  reset(): void {
    this.arrivals.length = 0;
    this.#replies.clear();
    this.script('token', json(200, tokens(1)));
    this.script('userinfo', json(200, ALICE));
    this.script('topup', json(200, { topup_url: 'https://octroi.example/topup?ticket=t1' }));
    this.script('revoke', json(200, {}));
  }

  script(endpoint: string, ...replies: Reply[]): void {
    this.#replies.set(`/api/oauth2/${endpoint}`, replies);
  }

  calls(endpoint: string): Arrival[] {
    return this.arrivals.filter((arrival) => arrival.path === `/api/oauth2/${endpoint}`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const bearer = (request.headers.authorization ?? '').replace('Bearer ', '');
    const arrival = { path: request.url ?? '', form: new URLSearchParams(body), bearer };
    this.arrivals.push(arrival);
    const replies = this.#replies.get(arrival.path) ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    (reply ?? json(404, {}))(arrival, response);
  }
}
