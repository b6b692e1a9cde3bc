import type { Environment } from '#server/config/index.js';
import { ACCOUNT_FORMS } from './account-forms.js';
import { CONSOLE_FORMS } from './console-forms.js';
import type { Entries } from './entry.js';
import { OTHER_FORMS } from './other-forms.js';
import { PROGRAMS } from './programs.js';
import { WAYS_IN } from './ways-in.js';

/** Every route that may change something, except those that are open to all. */
export const ENTRIES: Entries = { ...OTHER_FORMS, ...CONSOLE_FORMS, ...PROGRAMS, ...WAYS_IN, ...ACCOUNT_FORMS };

/** All that is optional is on. */
export const EVERYTHING: Environment = {
  OCTROI_REGISTRATION: 'token',
  OCTROI_CLIENT_ID_METADATA: 'on',
  OCTROI_MAIL_URL: 'mailbox',
  OCTROI_RESOURCES: 'developers',
};
