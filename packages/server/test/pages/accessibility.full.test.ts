// Every page in every language, theme and width, except those in npm test.
import { ALL_RULES } from './axe.js';
import { firstRules, readEveryPage } from './every-page.js';

readEveryPage((way) => (firstRules(way) === ALL_RULES ? null : ALL_RULES));
