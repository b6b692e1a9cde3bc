import type { App } from '../../domain/apps/index.js';

interface TileProps {
  name: string;
  /** URL of a picture of ours; null where the first letter of the name stands in for it. */
  logo?: string | null;
}

/** Where the logo of an app is served (features/logos); null when it has none. */
export const appLogo = ({ logoHash: hash }: Pick<App, 'logoHash'>): string | null =>
  hash === null ? null : `/logos/${hash}`;

const initialOf = (name: string): string => Array.from(name)[0]?.toLocaleUpperCase() ?? '';

/** The face of an app: a picture or a letter, for the eye only. The name beside it is what is read out. */
export const Tile = ({ name, logo = null }: TileProps) =>
  logo === null ? (
    <span class="tile" aria-hidden="true">
      {initialOf(name)}
    </span>
  ) : (
    <img class="tile" src={logo} alt="" width="48" height="48" />
  );
