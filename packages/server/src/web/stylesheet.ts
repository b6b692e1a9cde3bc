import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Stylesheet {
  /** Names its content, so that browsers may keep it for ever. */
  path: string;
  text: string;
  headers: Record<string, string>;
}

/** Reads the one stylesheet from the package's assets. */
export const loadStylesheet = (): Stylesheet => {
  const text = readFileSync(new URL('../../assets/octroi.css', import.meta.url), 'utf8');
  return {
    path: `/assets/octroi-${hash('sha256', text, 'base64url').slice(0, 16)}.css`,
    text,
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  };
};
