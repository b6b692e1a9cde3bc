import { defineElements } from './elements/index.js';

/** What a page that loads the script file finds as `Octroi`; the elements are known by then. */
export * from './index.js';
export * from './oauth-manager.js';

defineElements();
