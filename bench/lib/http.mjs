// A minimal HTTP/1.1 client, so that its own cost does not distort the measurement.
import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';
/** The last chunk of a chunked body (RFC 9112 section 7.1). */
const LAST_CHUNK = '0\r\n\r\n';

/**
 * A request as bytes. `form` becomes the body; without it the request is a GET.
 * @param {{ path: string, bearer?: string, cookie?: string, form?: Record<string, string> }} request
 */
export const formatRequest = ({ path, bearer, cookie, form }) => {
  const body = form === undefined ? '' : new URLSearchParams(form).toString();
  const lines = [
    `${form === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`,
    'host: localhost',
    'accept: application/json',
  ];
  if (bearer !== undefined) lines.push(`authorization: Bearer ${bearer}`);
  if (cookie !== undefined) lines.push(`cookie: ${cookie}`);
  if (form !== undefined)
    lines.push('content-type: application/x-www-form-urlencoded', `content-length: ${body.length}`);
  return `${lines.join('\r\n')}${HEAD_END}${body}`;
};

/** The first answer in `bytes`, or null while it is incomplete. */
const parseAnswer = (bytes) => {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = bytes.latin1Slice(0, headEnd);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  const bodyStart = headEnd + HEAD_END.length;
  const status = Number(head.slice(9, 12));
  if (length === undefined) {
    // Node sends a redirect without a body chunked, with only the last chunk.
    const end = bodyStart + LAST_CHUNK.length;
    const start = bytes.latin1Slice(bodyStart, end);
    if (LAST_CHUNK.startsWith(start)) return start === LAST_CHUNK ? { status, head, body: '', end } : null;
    throw new Error(`an answer without Content-Length: ${head.split('\r\n', 1)[0]}`);
  }
  const end = bodyStart + Number(length);
  return bytes.length < end ? null : { status, head, body: bytes.latin1Slice(bodyStart, end), end };
};

/** A keep-alive loopback connection with one request at a time. */
export const openConnection = async (port) => {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  let waiting = null;

  const fail = (error) => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      const answer = parseAnswer(received);
      if (answer === null) return;
      received = received.subarray(answer.end);
      waiting?.resolve(answer);
      waiting = null;
    } catch (error) {
      fail(error);
    }
  });

  return {
    /** @returns {Promise<{ status: number, head: string, body: string }>} */
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
};
