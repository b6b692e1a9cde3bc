import { createSocket } from 'node:dgram';
import { after } from 'node:test';

const A = 1;
const AAAA = 28;

/** The addresses of a name; `silent` is never answered, and undefined is a name that does not exist. */
type Known = readonly string[] | 'silent' | undefined;

/** A name server on loopback (RFC 1035), which knows A and AAAA records. */
export interface NameServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** The names that were asked for, once for each question. */
  readonly asked: string[];
}

const nameIn = (question: Buffer): { name: string; end: number } => {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
};

const groupsOf = (text: string): string[] => text.split(':').filter((group) => group !== '');

/** An IP address in network order. IPv6 is written out in full or with one `::`. */
const bytesOf = (address: string): Buffer => {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const missing = 8 - groupsOf(head).length - groupsOf(tail).length;
  const all = [...groupsOf(head), ...Array<string>(missing).fill('0'), ...groupsOf(tail)];
  return Buffer.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
};

/** Starts a name server that ends with the tests of its file. */
export const startNameServer = async (find: (name: string, family: 4 | 6) => Known): Promise<NameServer> => {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (question, { address, port }) => {
    const { name, end } = nameIn(question);
    asked.push(name);
    const type = question.readUInt16BE(end);
    const known = find(name, type === AAAA ? 6 : 4);
    if (known === 'silent') return;
    const records = (known ?? [])
      .filter((each) => type === (each.includes(':') ? AAAA : A))
      .map((each) => {
        const data = bytesOf(each);
        // The name is the question's; the record lives for no time.
        const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
        return Buffer.concat([head, data]);
      });
    const answer = Buffer.concat([question.subarray(0, end + 4), ...records]);
    answer.writeUInt16BE(known === undefined ? 0x8183 : 0x8180, 2);
    answer.writeUInt16BE(records.length, 6);
    answer.writeUInt32BE(0, 8);
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve());
  });
  after(() => socket.close());
  return { address: `127.0.0.1:${socket.address().port}`, asked };
};
