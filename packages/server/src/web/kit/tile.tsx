import type { App } from '../../domain/apps/index.js';

interface TileProps {
  name: string;
  /** URL of a logo; null for the first letter of the name. */
  logo?: string | null;
}

/** Where the logo of an app is served (features/logos); null when it has none. */
export const appLogo = ({ logoHash: hash }: Pick<App, 'logoHash'>): string | null =>
  hash === null ? null : `/logos/${hash}`;

const initialOf = (name: string): string => Array.from(name)[0]?.toUpperCase() ?? '';

/** An app's logo or initial. Decorative: screen readers read the name beside it. */
export const Tile = ({ name, logo = null }: TileProps) =>
  logo === null ? (
    <span class="tile" aria-hidden="true">
      {initialOf(name)}
    </span>
  ) : (
    <img class="tile" src={logo} alt="" width="48" height="48" />
  );
