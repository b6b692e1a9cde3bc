// Every page in every language, theme and width, but for what npm test has read.
import { ALL_RULES } from './axe.js';
import { firstRules, readEveryPage } from './every-page.js';

readEveryPage((way) => (firstRules(way) === ALL_RULES ? null : ALL_RULES));
