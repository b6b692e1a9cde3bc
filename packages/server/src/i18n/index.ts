import { en, type Messages } from './en.js';
import { fr } from './fr.js';
import { zh } from './zh.js';
import { pt } from './pt.js';
import type { Locale } from './negotiate.js';

export type { Messages } from './en.js';
export type { SecurityNotice } from './en-mails.js';
export { LOCALES, negotiateLocale, type Locale, type WantedLocales } from './negotiate.js';

const CATALOGUES: Readonly<Record<Locale, Messages>> = { en, fr, 'zh-Hans': zh, pt };

export const messagesFor = (locale: Locale): Messages => CATALOGUES[locale];
