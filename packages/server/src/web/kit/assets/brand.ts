import type { Image } from '../../../kernel/image.js';
import { accentTokens } from './accent.js';
import { createAsset, type Asset } from './asset.js';
import { tabIcon } from '../icons.js';

/** What tells this installation from others, besides its name. */
export interface Brand {
  /** URL of the operator's logo; null where ours stands in for it. */
  logo: string | null;
  /** URL of the icon in the browser's tab: without one, browsers ask for /favicon.ico and report that it is missing. */
  icon: string;
  /** Pages of the operator's, each null where there is none. */
  termsUrl: string | null;
  privacyUrl: string | null;
  supportUrl: string | null;
}

/** As in octroi.css, in the light theme. */
const OUR_ACCENT = '#0b6b57';

/** What an operator sets of it. */
export interface BrandSettings {
  logo: Image | null;
  accentColor: string | null;
  termsUrl: string | null;
  privacyUrl: string | null;
  supportUrl: string | null;
}

const EXTENSIONS: Readonly<Record<Image['type'], string>> = {
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
};

/** An SVG is a document when it is opened by itself: there it gets no script, no origin, and nothing from elsewhere. */
const LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/** The operator's logo as a file of ours. */
const logoAsset = ({ bytes, type }: Image): Asset =>
  createAsset({
    name: 'logo',
    extension: EXTENSIONS[type],
    type,
    content: bytes,
    headers: { 'content-security-policy': LOGO_POLICY },
  });

/** The brand as pages show it, and the file it needs served. */
export const createBrand = (settings: BrandSettings): { brand: Brand; logo: Asset | null } => {
  const { termsUrl, privacyUrl, supportUrl } = settings;
  const logo = settings.logo && logoAsset(settings.logo);
  const { accent, 'on-accent': onAccent } = accentTokens(settings.accentColor ?? OUR_ACCENT, 'light');
  const icon = logo?.path ?? tabIcon(accent, onAccent);
  return { brand: { logo: logo?.path ?? null, icon, termsUrl, privacyUrl, supportUrl }, logo };
};
