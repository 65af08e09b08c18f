// Drafts: a form with data-draft="address" sends what is in it there, a moment after it was changed. Nothing typed is lost.

import { calmly, fetchJson, on, word } from './page.js';

const AFTER = 1200; // milliseconds
const waiting = new Set();

const saveCalmly = calmly(() => {
  for (const form of waiting) save(form);
  waiting.clear();
}, AFTER);

for (const event of ['input', 'change']) {
  on(event, 'form[data-draft]', (_, form) => {
    waiting.add(form);
    saveCalmly();
  });
}

async function save(form) {
  if (form.classList.contains('is-sending')) return;
  const state = form.querySelector('[data-draft-state]');
  try {
    await fetchJson(form.dataset.draft, { method: 'POST', body: withoutFiles(form) });
    tell(state, word('draft_saved', { time: new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' }) }));
  } catch ({ said }) {
    if (said?.overtaken) overtake(form, said.overtaken);
    else tell(state, word('draft_failed'));
  }
}

/** Somebody else has finished what the form is for: it says so, and what is in it stays. */
function overtake(form, note) {
  form.querySelector('#dialog-overtaken').innerHTML = note;
  tell(form.querySelector('[data-draft-state]'), '');
  uncover();
}

/** The note stays in view at the edge: not over where somebody is writing. */
function uncover() {
  const note = document.getElementById('dialog-overtaken');
  const field = document.activeElement;
  if (note?.childElementCount && field?.closest('form') === note.closest('form')) field.scrollIntoView({ block: 'center' });
}

document.addEventListener('htmx:after:swap', uncover);

function withoutFiles(form) {
  const given = new FormData(form);
  for (const [name, value] of [...given]) if (value instanceof File) given.delete(name);
  return new URLSearchParams([...given]);
}

function tell(place, text) {
  if (place) place.textContent = text;
}

// What was not saved yet, when the page is left.
addEventListener('pagehide', () => {
  for (const form of waiting) if (!form.classList.contains('is-sending')) navigator.sendBeacon(form.dataset.draft, withoutFiles(form));
});
