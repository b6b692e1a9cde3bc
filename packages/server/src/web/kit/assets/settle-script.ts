import { createScript } from './asset.js';

/**
 * Whoever sees a question has half a second to look before a pointer can answer it. Otherwise another site could have the
 * page ready behind a window of its own, close that at the first half of a double click, and have the second half allow
 * what nobody has read. The stylesheet takes the pointer away; the keyboard, which moves to a button on purpose, and
 * pages without script are as ever.
 */
const SCRIPT = `(function () {
  var page = document.documentElement;
  var timer;
  function settle() {
    page.classList.add('settling');
    clearTimeout(timer);
    timer = setTimeout(function () { page.classList.remove('settling'); }, 500);
  }
  addEventListener('focus', settle);
  addEventListener('pageshow', settle);
  document.addEventListener('visibilitychange', settle);
  settle();
})();
`;

export const SETTLE_SCRIPT = createScript('settle', SCRIPT);
