import { createScript } from '../../web/kit/assets/asset.js';

/** The part of the page with the order's state, also in `data-state`. */
export const PROGRESS = 'order-progress';

/**
 * Checks a pending order every two seconds, for at most 15 minutes and only while the page is visible. The page says
 * so; without script it is reloaded by hand.
 */
const SCRIPT = `(function () {
  var shown = document.getElementById('${PROGRESS}');
  var looks = 0;
  if (!shown || !window.fetch) return;
  shown.querySelector('.waiting').hidden = false;
  var timer = setInterval(function () {
    if (document.hidden) return;
    if (++looks > 450) return clearInterval(timer);
    fetch(location.href, { credentials: 'same-origin', redirect: 'error' })
      .then(function (response) { return response.ok ? response.text() : ''; })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('${PROGRESS}');
        if (fresh && fresh.dataset.state !== shown.dataset.state) location.reload();
      })
      .catch(function () {});
  }, 2000);
})();
`;

export const PROGRESS_SCRIPT = createScript('order-progress', SCRIPT);
