// A list stands where it stood when its page comes back: data-keeps-scroll="name". A fold stays as it was left: data-remembers="name".

const key = (pane) => `scroll ${pane.dataset.keepsScroll}`;

for (const pane of document.querySelectorAll('[data-keeps-scroll]')) {
  pane.scrollTop = Number(sessionStorage.getItem(key(pane)) || 0);
  const current = pane.querySelector('[aria-current="true"]');
  if (current && !isSeen(current, pane)) current.scrollIntoView({ block: 'center' });
}

function isSeen(row, pane) {
  const [inner, outer] = [row.getBoundingClientRect(), pane.getBoundingClientRect()];
  return inner.top >= outer.top && inner.bottom <= outer.bottom;
}

addEventListener('pagehide', () => {
  for (const pane of document.querySelectorAll('[data-keeps-scroll]')) sessionStorage.setItem(key(pane), pane.scrollTop);
});

const nameOf = (fold) => `fold ${fold.dataset.remembers}`;

for (const fold of document.querySelectorAll('details[data-remembers]')) {
  const was = localStorage.getItem(nameOf(fold));
  if (was) fold.open = was === 'open';
}

document.addEventListener('toggle', ({ target }) => {
  if (target.matches?.('details[data-remembers]')) localStorage.setItem(nameOf(target), target.open ? 'open' : 'closed');
}, true);
