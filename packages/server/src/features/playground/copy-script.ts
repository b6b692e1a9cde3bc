import { createScript } from '../../web/kit/assets/asset.js';

/** Adds copy buttons in browsers that support copying. Not part of the page, because without script they would do nothing. */
const SCRIPT = `for (const place of navigator.clipboard ? document.querySelectorAll('[data-copies]') : []) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button quiet';
  button.textContent = place.dataset.label;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(place.dataset.copies).textContent);
    button.textContent = place.dataset.done;
  });
  place.append(button);
}
`;

export const COPY_SCRIPT = createScript('playground', SCRIPT);
