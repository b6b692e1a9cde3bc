// The least HTTP/1.1 client that can be trusted: what it costs must not be what is measured.
import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * A request as it goes over the wire. `form` becomes the body; without it the request is a GET.
 * @param {{ path: string, bearer?: string, form?: Record<string, string> }} request
 */
export const formatRequest = ({ path, bearer, form }) => {
  const body = form === undefined ? '' : new URLSearchParams(form).toString();
  const lines = [
    `${form === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`,
    'host: localhost',
    'accept: application/json',
  ];
  if (bearer !== undefined) lines.push(`authorization: Bearer ${bearer}`);
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
  if (length === undefined) throw new Error(`an answer without Content-Length: ${head.split('\r\n', 1)[0]}`);
  const bodyStart = headEnd + HEAD_END.length;
  const bodyEnd = bodyStart + Number(length);
  if (bytes.length < bodyEnd) return null;
  return { status: Number(head.slice(9, 12)), body: bytes.latin1Slice(bodyStart, bodyEnd), end: bodyEnd };
};

/** A kept-alive connection to loopback that has one request under way at a time. */
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
    /** @returns {Promise<{ status: number, body: string }>} */
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
};
