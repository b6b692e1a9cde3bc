import { createScript } from '../../../web/kit/assets/asset.js';

/** The id of the part of the page that is fetched again. */
export const LIVE_REGION = 'request-lines';

/**
 * Replaces the lines on the page with the newest every three seconds while the page is visible. Pauses while the reader
 * is using them: by keyboard, with text selected, or with an explanation open.
 */
const SCRIPT = `setInterval(function () {
  var shown = document.getElementById('${LIVE_REGION}');
  if (document.hidden || !shown || !window.fetch) return;
  var isBusy = function () {
    return shown.contains(document.activeElement) || shown.querySelector('details[open]') || String(getSelection());
  };
  if (isBusy()) return;
  fetch(location.href, { credentials: 'same-origin', redirect: 'error' })
    .then(function (response) { return response.ok ? response.text() : ''; })
    .then(function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('${LIVE_REGION}');
      if (fresh && !isBusy() && fresh.innerHTML !== shown.innerHTML) shown.innerHTML = fresh.innerHTML;
    })
    .catch(function () {});
}, 3000);
`;

export const LIVE_SCRIPT = createScript('live-requests', SCRIPT);
