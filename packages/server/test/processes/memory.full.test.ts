// Many sign-ins and views.
import './memory.test.js';
