import { LOCALES, messagesFor, type Locale } from '../../i18n/index.js';

interface LanguageButtonsProps {
  current: Locale;
  /** CSS classes of a language's button. */
  look: (isCurrent: boolean) => string;
}

/** One button per language, in that language. Belongs in a form to /language. */
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
