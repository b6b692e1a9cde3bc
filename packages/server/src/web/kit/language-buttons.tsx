import { LOCALES, messagesFor, type Locale } from '../../i18n/index.js';

interface LanguageButtonsProps {
  current: Locale;
  /** Classes of the button of a language. */
  look: (isCurrent: boolean) => string;
}

/** One button for each language, in its own words; within a form to /language. */
export const LanguageButtons = ({ current, look }: LanguageButtonsProps) => (
  <>
    {LOCALES.map((locale) => (
      <button
        class={look(locale === current)}
        name="locale"
        value={locale}
        lang={locale}
        aria-current={locale === current ? 'true' : undefined}
      >
        {messagesFor(locale).languageName}
      </button>
    ))}
  </>
);
