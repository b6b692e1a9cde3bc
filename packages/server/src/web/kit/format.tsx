import type { Locale } from '../../i18n/index.js';
import type { Units } from '../../kernel/quota.js';

/** The server does not know the reader's time zone, so every time shown is UTC and pages say so. */
const format = (locale: Locale, at: number, time: 'short' | 'medium' | null): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'medium',
    ...(time === null ? {} : { timeStyle: time }),
    timeZone: 'UTC',
  }).format(at);

interface TimeProps {
  locale: Locale;
  /** Milliseconds since the epoch. */
  at: number;
}

/** A day: "1 Jan 2022". */
export const Day = ({ locale, at }: TimeProps) => (
  <time datetime={new Date(at).toISOString()}>{format(locale, at, null)}</time>
);

/** A day with its time: "1 Jan 2022, 00:00", or "1 Jan 2022, 00:00:00". */
export const Moment = ({ locale, at, seconds = false }: TimeProps & { seconds?: boolean }) => (
  <time datetime={new Date(at).toISOString()}>{format(locale, at, seconds ? 'medium' : 'short')}</time>
);

/** Units with the reader's thousands separators. */
export const formatCount = (locale: Locale, units: Units): string => new Intl.NumberFormat(locale).format(units);

/** Units with their sign: what was credited is "+", what was spent is a true minus. */
export const formatChange = (locale: Locale, units: Units): string =>
  units < 0n ? `−${formatCount(locale, -units)}` : `+${formatCount(locale, units)}`;

/** An amount with its currency, when the installation names one. */
export const formatMoney = (amount: string, currency: string | null): string =>
  currency === null ? amount : `${amount} ${currency}`;
