// On PostgreSQL.
import './fields.test.js';
