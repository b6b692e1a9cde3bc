// On PostgreSQL.
import './sweep.test.js';
