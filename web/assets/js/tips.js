// Tips come by themselves, with CSS; Escape sends one away, and what is disabled does nothing but say why.

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const tip of document.querySelectorAll('.has-tip:is(:hover, :focus-within)')) {
    tip.classList.add('is-quiet');
    for (const end of ['pointerleave', 'focusout']) tip.addEventListener(end, () => tip.classList.remove('is-quiet'), { once: true });
  }
});

document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[aria-disabled="true"]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
