/** Decorative icons: the text beside them carries the meaning. */

const Icon = ({ path, name }: { path: string; name: string }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    <path
      d={path}
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const CheckIcon = () => <Icon name="check" path="M4.5 10.5l3.5 3.5 7.5-8" />;
export const CrossIcon = () => <Icon name="cross" path="M5.5 5.5l9 9m0-9l-9 9" />;
export const VerifiedIcon = () => (
  <Icon
    name="verified"
    path="M10 2.2l6.3 2.3v4.9c0 4-2.6 6.9-6.3 8.4-3.7-1.5-6.3-4.4-6.3-8.4V4.5zM7 10l2.2 2.2L13.2 8"
  />
);
export const ArrowIcon = () => <Icon name="arrow" path="M7.5 4.5l5.5 5.5-5.5 5.5" />;

/** Above the title of a page that reports success. */
export const Seal = () => (
  <p class="seal">
    <CheckIcon />
  </p>
);

const GATE = 'M7 21v-7a7 7 0 0 1 14 0v7h-4v-6.5a3 3 0 0 0-6 0V21z';

/** A city gate where tolls were paid. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">
    <rect class="mark-ground" width="28" height="28" rx="8" />
    <path class="mark-gate" d={GATE} />
  </svg>
);

/** The same as a favicon, as a URL. */
export const tabIcon = (ground: string, gate: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="8" fill="${ground}"/><path fill="${gate}" d="${GATE}"/></svg>`,
  )}`;
