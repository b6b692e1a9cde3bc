// On PostgreSQL.
import './statements.test.js';
