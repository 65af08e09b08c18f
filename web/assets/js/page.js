// What the page tells its scripts: words in the reader's language, the token against forgery; and small ways of asking.

const words = JSON.parse(document.querySelector('meta[name="words"]')?.content || '{}');

/** A sentence of the page in the reader's language, with {names} filled in. */
export function word(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';

/** Do something whenever an event happens at an element that matches. */
export function on(event, selector, action, options) {
  document.addEventListener(event, (happened) => {
    const found = happened.target.closest?.(selector);
    if (found) action(happened, found);
  }, options);
}

/** An element with attributes and children; text stays text. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** An icon of the sprite. */
export function icon(name) {
  const sprite = document.querySelector('meta[name="icons"]')?.content ?? '';
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  drawing.setAttribute('class', 'icon');
  drawing.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

/** Wait until nothing has happened for a while. */
export function calmly(action, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), milliseconds);
  };
}

/** JSON from an address of ours; an error says what the house said. */
export async function fetchJson(address, options = {}) {
  const headers = { Accept: 'application/json', ...options.headers };
  if (options.method && options.method !== 'GET') headers['X-CSRFToken'] = token();
  const answer = await fetch(address, { ...options, headers, credentials: 'same-origin' });
  const said = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  if (!answer.ok) throw Object.assign(new Error(said?.error?.message || word('failed')), { said });
  return said;
}

let made = 0;

/** An id nothing else has. */
export const freshId = (prefix) => `${prefix}-${(made += 1)}-${Math.random().toString(36).slice(2, 7)}`;

/** Say something to those who listen to the page. */
export function announce(text) {
  const region = document.getElementById('announcements');
  if (!region) return;
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}
