/**
 * Derives the colours our pages need from the operator's accent colour, so that all text stays readable (WCAG 2.2, 1.4.3).
 */

/** Red, green, blue, from 0 to 255. */
type Rgb = readonly [number, number, number];

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
/** The minimum contrast of text and background. */
const READABLE = 4.5;

/** The colours of octroi.css behind or beside the accent; a test compares them. */
export const THEMES = {
  light: { ground: '#f5f7f6', surface: '#ffffff', hover: '#eff3f1' },
  dark: { ground: '#0e1312', surface: '#161d1b', hover: '#1e2724' },
} as const;

export type ThemeName = keyof typeof THEMES;

const rgbOf = (hex: string): Rgb => {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
};

const hexOf = (rgb: Rgb): string => `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/** Mixes `share` of the second colour into the first. */
const mix = (first: Rgb, second: Rgb, share: number): Rgb => {
  const channel = (at: 0 | 1 | 2): number => Math.round(first[at] + (second[at] - first[at]) * share);
  return [channel(0), channel(1), channel(2)];
};

const linear = (channel: number): number => {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

const contrastOf = (one: Rgb, other: Rgb): number => {
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
};

/** Contrast ratio of two colours (`#rrggbb`), from 1 to 21. */
export const contrast = (one: string, other: string): number => contrastOf(rgbOf(one), rgbOf(other));

/** The colour, or the nearest one towards `end` that is readable on all `grounds`. */
const readable = (color: Rgb, end: Rgb, grounds: readonly Rgb[]): Rgb => {
  for (let step = 0; step < 100; step += 1) {
    const candidate = mix(color, end, step / 100);
    if (grounds.every((ground) => contrastOf(candidate, ground) >= READABLE)) return candidate;
  }
  return end;
};

export interface AccentTokens {
  /** A button's background: the operator's colour, unchanged. */
  accent: string;
  /** A button's text: black or white, whichever has more contrast. */
  'on-accent': string;
  /** A button's background on hover: never less contrast than `accent`. */
  'accent-strong': string;
  /** A tinted background that sets content apart. */
  'accent-soft': string;
  /** Links, icons and outlines, on all our backgrounds. */
  'accent-text': string;
}

/** The accent tokens of octroi.css, for an accent (`#rrggbb`) and a theme. */
export const accentTokens = (accent: string, theme: ThemeName): AccentTokens => {
  const color = rgbOf(accent);
  const { ground, surface, hover } = THEMES[theme];
  const onAccent = contrastOf(color, WHITE) >= contrastOf(color, BLACK) ? WHITE : BLACK;
  const soft = mix(rgbOf(surface), color, 0.1);
  const grounds = [rgbOf(ground), rgbOf(surface), rgbOf(hover), soft];
  return {
    accent,
    'on-accent': hexOf(onAccent),
    'accent-strong': hexOf(mix(color, onAccent === WHITE ? BLACK : WHITE, 0.2)),
    'accent-soft': hexOf(soft),
    'accent-text': hexOf(readable(color, theme === 'light' ? BLACK : WHITE, grounds)),
  };
};

const declarations = (theme: ThemeName, accent: string): string =>
  Object.entries(accentTokens(accent, theme))
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** CSS to append to the stylesheet, after its own tokens. */
export const accentRules = (accent: string): string =>
  `:root{${declarations('light', accent)}}@media (prefers-color-scheme:dark){:root{${declarations('dark', accent)}}}\n`;
