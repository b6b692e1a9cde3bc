// The examples in other languages, and Next.js as built for production.
import './web-apps.test.js';
