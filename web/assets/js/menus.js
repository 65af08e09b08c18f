// Menus are popovers: the browser opens and closes them; here they get their place and their arrow keys.

const GAP = 4; // pixels

document.addEventListener('toggle', (event) => {
  const menu = event.target;
  if (!menu.matches?.('.menu[popover]')) return;
  opener(menu)?.setAttribute('aria-expanded', String(event.newState === 'open'));
  if (event.newState !== 'open') return;
  place(menu, opener(menu));
  items(menu)[0]?.focus();
}, true);

const opener = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);

function place(menu, beside) {
  if (!beside) return;
  const at = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isEnd = menu.dataset.side === 'end' || at.left + width > innerWidth - GAP;
  const left = isEnd ? at.right - width : at.left;
  const fitsBelow = at.bottom + GAP + height <= innerHeight || at.top < height;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  menu.style.top = `${Math.max(GAP, fitsBelow ? at.bottom + GAP : at.top - height - GAP)}px`;
}

const items = (menu) => [...menu.querySelectorAll('[role^="menuitem"]')].filter((item) => item.offsetParent !== null);

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('[role="menu"]');
  if (!menu) return;
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    all.at(next % all.length)?.focus();
  } else if (event.key === 'Tab') {
    menu.hidePopover?.();
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    const begins = (item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    [...all.slice(at + 1), ...all.slice(0, at + 1)].find(begins)?.focus();
  }
});

// What a menu did is done: it closes.
document.addEventListener('click', (event) => {
  const item = event.target.closest?.('[role="menu"] [role^="menuitem"]');
  if (item && item.getAttribute('aria-disabled') !== 'true') item.closest('[popover]')?.hidePopover();
});

// The menu goes with its opener when the page moves.
for (const event of ['scroll', 'resize']) {
  addEventListener(event, ({ target }) => {
    const menu = document.querySelector('.menu[popover]:popover-open');
    if (menu && !menu.contains(target)) place(menu, opener(menu));
  }, { passive: true, capture: true });
}
