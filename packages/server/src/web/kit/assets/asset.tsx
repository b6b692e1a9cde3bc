import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';

/** A file of ours that pages bring along. */
export interface Asset {
  /** Names its content, so that browsers may keep it for ever. */
  path: string;
  content: string | Uint8Array<ArrayBuffer>;
  /** The same for browsers that take it so; null for pictures, which are compressed already. */
  compressed: Uint8Array<ArrayBuffer> | null;
  headers: Record<string, string>;
}

interface File {
  name: string;
  /** Without the dot. */
  extension: string;
  type: string;
  content: Asset['content'];
  headers?: Readonly<Record<string, string>>;
}

export const createAsset = ({ name, extension, type, content, headers = {} }: File): Asset => ({
  path: `/assets/${name}-${hash('sha256', content, 'base64url').slice(0, 16)}.${extension}`,
  content,
  compressed: typeof content === 'string' ? new Uint8Array(gzipSync(content, { level: 9 })) : null,
  headers: {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
});

/** A script file that betters one page, which works without it. Its page says so with a policy of page-headers.ts. */
export const createScript = (name: string, content: string): Asset & { content: string } => ({
  ...createAsset({ name, extension: 'js', type: 'text/javascript; charset=utf-8', content }),
  content,
});

/** Whether the client takes gzip (RFC 9110 section 12.5.3); `q=0` says that it does not. */
const takesGzip = (acceptEncoding: string): boolean =>
  acceptEncoding.split(',').some((coding) => /^\s*gzip\s*(?:;\s*q=(?:1|0?\.0*[1-9]).*)?$/i.test(coding));

/** Answers a request for the file. Only files that hold no secret may be compressed: pages are not. */
export const sendAsset =
  ({ content, compressed, headers }: Asset) =>
  (c: Context): Response => {
    if (compressed === null) return c.body(content, 200, headers);
    const vary = { ...headers, vary: 'Accept-Encoding' };
    return takesGzip(c.req.header('accept-encoding') ?? '')
      ? c.body(compressed, 200, { ...vary, 'content-encoding': 'gzip' })
      : c.body(content, 200, vary);
  };

/** Where a page brings a script file along. */
export const ScriptFile = ({ script }: { script: Asset }) => <script src={script.path} defer />;
