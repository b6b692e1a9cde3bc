// Many kills in a row.
import './kills.test.js';
