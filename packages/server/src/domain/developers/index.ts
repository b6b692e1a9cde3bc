export { createDevelopers, type Developers } from './developers.js';
