// On PostgreSQL.
import './parameters.test.js';
