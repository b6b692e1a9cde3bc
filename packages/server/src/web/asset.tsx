import { hash } from 'node:crypto';
import type { Context } from 'hono';

/** A file of ours that pages bring along. */
export interface Asset {
  /** Names its content, so that browsers may keep it for ever. */
  path: string;
  content: string | Uint8Array<ArrayBuffer>;
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
  headers: {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
});

/** A script file that betters one page, which works without it. Its page says so with a policy of page-headers.ts. */
export const createScript = (name: string, content: string): Asset =>
  createAsset({ name, extension: 'js', type: 'text/javascript; charset=utf-8', content });

/** Answers a request for the file. */
export const sendAsset =
  ({ content, headers }: Asset) =>
  (c: Context): Response =>
    c.body(content, 200, headers);

/** Where a page brings a script file along. */
export const ScriptFile = ({ script }: { script: Asset }) => <script src={script.path} defer />;
