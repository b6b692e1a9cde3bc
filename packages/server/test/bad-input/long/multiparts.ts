import { TEXTS } from './texts.js';

export interface Multipart {
  name: string;
  type: string;
  body: Uint8Array<ArrayBuffer>;
}

const BOUNDARY = 'octroi';
const LONG_BOUNDARY = '-'.repeat(10_000);
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

const bytes = (...parts: (string | Buffer)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))));

const text = (name: string, value: string): string =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, filename: string, type = 'image/png', headers = ''): string =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; filename="${filename}"\r\ncontent-type: ${type}\r\n${headers}\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;

const thousands = (part: string): string => part.repeat(Math.floor(60_000 / part.length));

/** Forms with a file that are hostile in one field, beside what is right in the others. */
export const multipartsWith = (
  field: string,
  fileField: string,
  others: readonly (readonly [name: string, value: string])[],
): Multipart[] => {
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  const right = others.map(([name, value]) => text(name, value)).join('');
  if (field !== fileField) {
    return Object.entries(TEXTS).map(([name, value]) => ({
      name,
      type,
      body: bytes(right, text(field, value), file(fileField, 'a.png'), PNG, END),
    }));
  }
  const inFile = Object.entries(TEXTS).flatMap(([name, value]): Multipart[] => [
    { name, type, body: bytes(right, file(field, 'a.png'), PNG, value, END) },
    { name: `${name} as the file's name`, type, body: bytes(right, file(field, value), PNG, END) },
    { name: `${name} as the file's type`, type, body: bytes(right, file(field, 'a.png', value), PNG, END) },
    {
      name: `${name} as a header`,
      type,
      body: bytes(right, file(field, 'a.png', 'image/png', `x: ${value}\r\n`), PNG, END),
    },
    { name: `${name} as the field's name`, type, body: bytes(right, text(value, 'x'), END) },
  ]);
  return [
    ...inFile,
    { name: 'thousands of texts', type, body: bytes(right, thousands(text('x', '')), END) },
    { name: 'thousands of files', type, body: bytes(right, thousands(`${file(field, 'a')}\r\n`), END) },
    { name: 'thousands of boundaries', type, body: bytes(right, thousands(`--${BOUNDARY}\r\n`), END) },
    {
      name: 'half boundaries',
      type,
      body: bytes(right, file(field, 'a.png'), thousands(`\r\n--${BOUNDARY.slice(0, -1)}`), END),
    },
    {
      name: 'thousands of headers',
      type,
      body: bytes(right, file(field, 'a.png', 'image/png', thousands('x: y\r\n')), PNG, END),
    },
    { name: 'thousands of parameters', type: `${type}${'; a=b'.repeat(2000)}`, body: bytes(right, END) },
    {
      name: 'a long boundary',
      type: `multipart/form-data; boundary=${LONG_BOUNDARY}`,
      body: bytes(`${right}${END}`.replaceAll(BOUNDARY, LONG_BOUNDARY)),
    },
  ];
};
