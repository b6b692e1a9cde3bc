import { en, type Messages } from './en/index.js';
import { fr } from './fr/index.js';
import { zh } from './zh/index.js';
import { pt } from './pt/index.js';
import type { Locale } from './negotiate.js';

export type { Messages } from './en/index.js';
export type { SecurityNotice } from './en/mails.js';
export { LOCALES, negotiateLocale, type Locale, type WantedLocales } from './negotiate.js';

const CATALOGUES: Readonly<Record<Locale, Messages>> = { en, fr, 'zh-Hans': zh, pt };

export const messagesFor = (locale: Locale): Messages => CATALOGUES[locale];
