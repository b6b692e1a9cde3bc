/**
 * Parses the documentation's command lines like a shell and curl, as far as needed. Anything unknown is an error, so
 * that no line is misread.
 */

const WORD = /(?:'[^']*'|"[^"\\$`]*"|[\w@%+=:,./-])+/y;
const SPACE = /(?:\s|\\\n)+/y;

/** Splits a command into words: plain, single quotes, double quotes without expansions, continued lines. */
export const shellWords = (line: string): string[] => {
  const words: string[] = [];
  const text = line.trim();
  let position = 0;
  while (position < text.length) {
    WORD.lastIndex = position;
    const [word] = WORD.exec(text) ?? [];
    if (word === undefined) throw new Error(`a shell would not read this as we do: ${text.slice(position)}`);
    words.push(
      word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
    );
    SPACE.lastIndex = position + word.length;
    const [space = ''] = SPACE.exec(text) ?? [];
    position += word.length + space.length;
    if (space === '' && position < text.length) {
      throw new Error(`a shell would not read this as we do: ${text.slice(position)}`);
    }
  }
  return words;
};

const urlEncoded = (field: string): string => {
  const [name = '', ...value] = field.split('=');
  return `${name}=${encodeURIComponent(value.join('='))}`;
};

/** The request `curl` would send: `-X`, `-H`, `-d` and `--data-urlencode`, and one URL. */
export const requestOfCurl = (words: readonly string[]): { url: string; init: RequestInit } => {
  const [program, ...rest] = words;
  if (program !== 'curl') throw new Error(`this is no curl line: ${words.join(' ')}`);
  const headers = new Headers();
  const data: string[] = [];
  const urls: string[] = [];
  let method: string | undefined;
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const value = (): string => rest.shift() ?? '';
    if (word === '-X') {
      method = value();
    } else if (word === '-H') {
      const [name = '', ...text] = value().split(':');
      headers.set(name, text.join(':').trim());
    } else if (word === '-d') {
      // curl drops line breaks of a file, not those of an argument.
      data.push(value());
    } else if (word === '--data-urlencode') {
      data.push(urlEncoded(value()));
    } else if (/^https?:/.test(word)) {
      urls.push(word);
    } else {
      throw new Error(`curl ${word} is not known here`);
    }
  }
  const [url, ...others] = urls;
  if (url === undefined || others.length > 0) throw new Error('a curl line here has one URL');
  if (data.length === 0) return { url, init: { method: method ?? 'GET', headers } };
  if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded');
  return { url, init: { method: method ?? 'POST', headers, body: data.join('&') } };
};
