import { defineElements } from './elements/index.js';

/** The global `Octroi` of pages that load the script file, which also defines the elements. */
export * from './index.js';
export * from './oauth-manager.js';

defineElements();
