// Tips come by themselves, with CSS; here they are kept inside the window, and Escape sends one away.
// What is disabled does nothing but say why.

import { on } from './page.js';

for (const event of ['pointerover', 'focusin']) on(event, '.has-tip', (_, place) => keepInside(place));

function keepInside(place) {
  const tip = place.querySelector(':scope > .tip');
  const { left, right } = tip?.getBoundingClientRect() ?? {};
  if (!right || (left >= 0 && right <= document.documentElement.clientWidth)) return;
  place.classList.toggle('is-end', left >= 0);
  place.classList.toggle('is-start', left < 0);
}

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const place of document.querySelectorAll('.has-tip:is(:hover, :focus-within)')) {
    place.classList.add('is-silent');
    for (const end of ['pointerleave', 'focusout']) place.addEventListener(end, () => place.classList.remove('is-silent'), { once: true });
  }
});

document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[aria-disabled="true"]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
