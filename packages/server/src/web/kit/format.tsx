import type { Money } from '../../domain/accounts/index.js';
import type { Locale } from '../../i18n/index.js';
import { formatUnits, type Units } from '../../kernel/quota.js';

/** Cached, because creating a formatter takes far longer than using it. */
const onceEach = <Key, Made>(make: (key: Key) => Made): ((key: Key) => Made) => {
  const made = new Map<Key, Made>();
  return (key) => {
    const kept = made.get(key) ?? make(key);
    made.set(key, kept);
    return kept;
  };
};

/** The server does not know the reader's time zone, so all times are shown in UTC, and labelled so. */
const datesWith = (timeStyle?: 'short' | 'medium') =>
  onceEach(
    (locale: Locale) =>
      new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
        dateStyle: 'medium',
        ...(timeStyle === undefined ? {} : { timeStyle }),
        timeZone: 'UTC',
      }),
  );

const days = datesWith();
const minutes = datesWith('short');
const seconds = datesWith('medium');
const numbers = onceEach((locale: Locale) => new Intl.NumberFormat(locale));

interface TimeProps {
  locale: Locale;
  at: number;
}

/** For example "1 Jan 2022". */
export const Day = ({ locale, at }: TimeProps) => (
  <time datetime={new Date(at).toISOString()}>{days(locale).format(at)}</time>
);

/** For example "1 Jan 2022, 00:00", or "1 Jan 2022, 00:00:00". */
export const Moment = ({ locale, at, seconds: exact = false }: TimeProps & { seconds?: boolean }) => (
  <time datetime={new Date(at).toISOString()}>{(exact ? seconds : minutes)(locale).format(at)}</time>
);

interface SinceProps {
  locale: Locale;
  label: string;
  /** Milliseconds since the epoch; null for never. */
  at: number | null;
  /** Shown for null instead of label and time. */
  otherwise: string;
}

/** A labelled time, or a text for never: "Last used 1 Jan 2022, 00:00", "Never used". */
export const Since = ({ locale, label, at, otherwise }: SinceProps) =>
  at === null ? (
    <>{otherwise}</>
  ) : (
    <>
      {label} <Moment locale={locale} at={at} />
    </>
  );

/** Units with the reader's thousands separators. */
export const formatCount = (locale: Locale, units: Units): string => numbers(locale).format(units);

/** Units with a sign: "+" for credits, a true minus sign for spending. */
export const formatChange = (locale: Locale, units: Units): string =>
  units < 0n ? `−${formatCount(locale, -units)}` : `+${formatCount(locale, units)}`;

/** An amount with the installation's currency, if it has one. */
export const formatMoney = (amount: string, currency: string | null): string =>
  currency === null ? amount : `${amount} ${currency}`;

/** An amount in hundredths of the currency unit: 2000 is "20.00 USD". */
export const formatAmount = (hundredths: number, currency: string): string =>
  formatMoney(formatUnits(BigInt(hundredths), 100n), currency);

/** Units as money, such as "750.00 USD", with a true minus sign if negative. */
export const formatBalance = (units: Units, { unitsPerCurrency, currency }: Money): string =>
  formatMoney(formatUnits(units, unitsPerCurrency).replace('-', '−'), currency);

/** A change of the balance as money, with its sign. */
export const formatBalanceChange = (units: Units, money: Money): string =>
  `${units < 0n ? '' : '+'}${formatBalance(units, money)}`;
