// Keys. data-key="n" on a link or button is pressed by that key, data-key="g a" by two after each other; "?" shows all of them.
// Switched off by data-shortcuts="off" on <html>: then only Ctrl+K is left.

import { make, word } from './page.js';
import { openPalette } from './palette.js';

const WAITS = 900; // milliseconds for the second key
let first = '';
let timer;

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff() || document.querySelector('dialog[open]')) return;
  press(event);
});

const isOff = () => document.documentElement.dataset.shortcuts === 'off';
const isTyping = (target) => target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="menu"], [role="listbox"]') != null;

function press(event) {
  const keys = first ? `${first} ${event.key}` : event.key;
  const found = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  clearTimeout(timer);
  first = '';
  if (found) {
    event.preventDefault();
    if (found.matches('input, textarea, select')) found.focus();
    else found.click();
  } else if (keys === '?') {
    event.preventDefault();
    showSheet();
  } else if (keys === 'j' || keys === 'k') {
    step(keys === 'j' ? 1 : -1);
  } else if (keys === 'x') {
    document.activeElement.closest('tr, .row-item')?.querySelector('[data-select]')?.click();
  } else if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
    first = event.key;
    timer = setTimeout(() => { first = ''; }, WAITS);
  }
}

/** To the next or the last row of the list. */
function step(by) {
  const rows = [...document.querySelectorAll('.row-title > a, [data-row]')].filter((row) => row.offsetParent !== null);
  const at = rows.indexOf(document.activeElement);
  const current = at < 0 ? rows.findIndex((row) => row.closest('[aria-current="true"]')) : at;
  rows[Math.max(0, Math.min(current + by, rows.length - 1))]?.focus();
}

function showSheet() {
  const sheet = document.getElementById('shortcuts');
  if (!sheet) return;
  const groups = new Map();
  for (const one of document.querySelectorAll('[data-key]')) {
    const group = one.dataset.keyGroup || word('this_page');
    groups.set(group, (groups.get(group) ?? new Map()).set(one.dataset.key, one.dataset.keyLabel || one.getAttribute('aria-label') || one.textContent.trim()));
  }
  sheet.querySelector('[data-found]').replaceChildren(...[...groups].map(([group, keys]) => section(group, keys)));
  sheet.showModal();
}

function section(group, keys) {
  const rows = [...keys].flatMap(([key, label]) => [make('dt', {}, label), make('dd', { class: 'keys' }, ...key.split(' ').map((one) => make('kbd', {}, one)))]);
  return make('section', {}, make('h3', {}, group), make('dl', {}, ...rows));
}
