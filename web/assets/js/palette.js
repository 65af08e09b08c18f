// Ctrl+K: go to a ticket, a page, a person; run an action. Pages come from the navigation, everything else from data-url (?q=…)
// as a JSON list of {"group": …, "text": …, "note": …, "href": …, "icon": …}.

import { calmly, fetchJson, freshId, icon, make, on, word } from './page.js';

const palette = document.getElementById('palette');
const input = palette?.querySelector('input');
const list = palette?.querySelector('[role="listbox"]');
let at = 0;
let asking = null;

export function openPalette() {
  if (!palette || palette.open) return;
  input.value = '';
  palette.showModal();
  find();
}

on('click', '[data-opens-palette]', openPalette);

if (palette) {
  input.addEventListener('input', showAtOnce);
  input.addEventListener('input', calmly(find, 120));
  input.addEventListener('keydown', press);
  list.addEventListener('click', (event) => go(event.target.closest('[role="option"]')));
}

/** What this page has; so that Enter never takes what belongs to less than what was typed. */
function showAtOnce() {
  asking?.abort();
  show(actions(input.value.trim()));
}

async function find() {
  const typed = input.value.trim();
  showAtOnce();
  if (!palette.dataset.url) return;
  asking = new AbortController();
  const address = new URL(palette.dataset.url, location.href);
  address.searchParams.set('q', typed);
  try {
    const found = await fetchJson(address, { signal: asking.signal });
    show([...actions(typed), ...found], at); // what was chosen already stays where it is
  } catch (error) {
    if (error.name !== 'AbortError') show([...actions(typed), { group: word('failed'), text: error.message }]);
  }
}

/** Pages of the navigation, and buttons of this page that carry data-action. */
function actions(typed) {
  const wanted = typed.toLowerCase();
  const pages = [...document.querySelectorAll('[data-page]')].map((link) => ({ group: word('pages'), text: link.dataset.page, href: link.href, icon: 'arrow-right' }));
  const doable = [...document.querySelectorAll('[data-action]')]
    .filter((button) => button.getAttribute('aria-disabled') !== 'true')
    .map((button) => ({ group: word('actions'), text: button.dataset.action, element: button, icon: 'circle-dot' }));
  const unlike = new Map([...doable, ...pages].map((one) => [`${one.group} ${one.text}`, one]));
  return [...unlike.values()].filter((one) => one.text.toLowerCase().includes(wanted));
}

function show(entries, chosen = 0) {
  let group = null;
  const rows = [];
  for (const entry of entries) {
    if (entry.group !== group) rows.push(make('li', { class: 'palette-group', role: 'presentation' }, entry.group));
    group = entry.group;
    rows.push(row(entry));
  }
  list.replaceChildren(...(rows.length ? rows : [make('li', { class: 'option is-note', role: 'option', 'aria-disabled': 'true' }, word('nothing_found'))]));
  mark(chosen);
}

function row(entry) {
  const made = make('li', { class: 'option', role: 'option', id: freshId('entry'), 'aria-selected': 'false' }, icon(entry.icon || 'arrow-right'), make('span', {}, entry.text), entry.note ? make('small', {}, entry.note) : null);
  made.entry = entry;
  return made;
}

function mark(place) {
  const all = options();
  at = Math.max(0, Math.min(place, all.length - 1));
  all.forEach((option, number) => option.setAttribute('aria-selected', String(number === at)));
  if (all[at]) input.setAttribute('aria-activedescendant', all[at].id);
  else input.removeAttribute('aria-activedescendant');
  all[at]?.scrollIntoView({ block: 'nearest' });
}

const options = () => [...list.querySelectorAll('.option:not(.is-note)')];

function press(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) {
    event.preventDefault();
    mark(at + step);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    go(options()[at]);
  }
}

function go(option) {
  const entry = option?.entry;
  if (!entry) return;
  palette.close();
  if (entry.element) entry.element.click();
  else if (entry.href) location.assign(entry.href);
}
