// Every page in every language, theme and width, but for what npm test has read.
import { isReadFirst, readEveryPage } from './every-page.js';

readEveryPage((way) => !isReadFirst(way));
