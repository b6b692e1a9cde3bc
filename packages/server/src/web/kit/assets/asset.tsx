import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';

/** A static file that pages use. */
export interface Asset {
  /** Contains a hash of the content, so that browsers may cache it indefinitely. */
  path: string;
  content: string | Uint8Array<ArrayBuffer>;
  /** Gzipped; null for pictures, which are already compressed. */
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
    ...headers,
  },
});

/** A progressive-enhancement script for one page. The page allows it with a policy from page-headers.ts. */
export const createScript = (name: string, content: string): Asset & { content: string } => ({
  ...createAsset({ name, extension: 'js', type: 'text/javascript; charset=utf-8', content }),
  content,
});

/** Whether the client accepts gzip (RFC 9110 section 12.5.3); `q=0` means no. */
const takesGzip = (acceptEncoding: string): boolean =>
  acceptEncoding.split(',').some((coding) => /^\s*gzip\s*(?:;\s*q=(?:1|0?\.0*[1-9]).*)?$/i.test(coding));

/** Serves the file. Only files without secrets may be compressed, so pages are not. */
export const sendAsset =
  ({ content, compressed, headers }: Asset) =>
  (c: Context): Response => {
    if (compressed === null) return c.body(content, 200, headers);
    const vary = { ...headers, vary: 'Accept-Encoding' };
    return takesGzip(c.req.header('accept-encoding') ?? '')
      ? c.body(compressed, 200, { ...vary, 'content-encoding': 'gzip' })
      : c.body(content, 200, vary);
  };

export const ScriptFile = ({ script }: { script: Asset }) => <script src={script.path} defer />;
