import type { Image } from '../../../kernel/image.js';
import { accentTokens } from './accent.js';
import { createAsset, type Asset } from './asset.js';
import { tabIcon } from '../icons.js';

/** The installation's look. */
export interface Brand {
  /** URL of the operator's logo; null for ours. */
  logo: string | null;
  /** URL of the favicon; without one, browsers request /favicon.ico and report a 404. */
  icon: string;
  /** The operator's pages; null where there is none. */
  termsUrl: string | null;
  privacyUrl: string | null;
  supportUrl: string | null;
}

/** The light theme's accent in octroi.css. */
const OUR_ACCENT = '#0b6b57';

/** The settings it is made of. */
export interface BrandSettings extends Omit<Brand, 'logo' | 'icon'> {
  logo: Image | null;
  accentColor: string | null;
}

const EXTENSIONS: Readonly<Record<Image['type'], string>> = {
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
};

/** An SVG opened by itself is a document, so this denies it scripts, an origin and external content. */
const LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

const logoAsset = ({ bytes, type }: Image): Asset =>
  createAsset({
    name: 'logo',
    extension: EXTENSIONS[type],
    type,
    content: bytes,
    headers: { 'content-security-policy': LOGO_POLICY },
  });

/** The brand for pages, and the logo file to serve. */
export const createBrand = (settings: BrandSettings): { brand: Brand; logo: Asset | null } => {
  const { termsUrl, privacyUrl, supportUrl } = settings;
  const logo = settings.logo && logoAsset(settings.logo);
  const { accent, 'on-accent': onAccent } = accentTokens(settings.accentColor ?? OUR_ACCENT, 'light');
  const icon = logo?.path ?? tabIcon(accent, onAccent);
  return { brand: { logo: logo?.path ?? null, icon, termsUrl, privacyUrl, supportUrl }, logo };
};
