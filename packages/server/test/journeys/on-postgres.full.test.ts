// Every story once more, on PostgreSQL.
import './account.test.js';
import './consent.test.js';
import './device.test.js';
import './ending.test.js';
import './keyboard.test.js';
import './one-click.test.js';
import './passkeys.test.js';
import './recovery.test.js';
import './requests.test.js';
import './second-step.test.js';
import './sign-in.test.js';
import './top-up.test.js';
