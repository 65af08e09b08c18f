// Dialogs: data-opens="id" opens one, data-closes closes it; data-confirm="…?" asks before a button does what it does.
// data-borrows="selector" inside of one holds those elements of the page as long as it is open, such as the navigation in its drawer.

import { on, word } from './page.js';

on('click', '[data-opens]', (_, opener) => {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog || dialog.open) return;
  borrow(dialog);
  dialog.showModal();
});

function borrow(dialog) {
  const place = dialog.querySelector('[data-borrows]');
  if (!place) return;
  const lent = [...document.querySelectorAll(place.dataset.borrows)];
  const home = lent[0]?.parentElement;
  place.append(...lent);
  dialog.addEventListener('close', () => home?.append(...lent), { once: true });
}

on('click', '[data-closes]', (_, closer) => closer.closest('dialog')?.close());

// A press outside of a dialog closes it, unless something was typed into it.
on('mousedown', 'dialog', (event, dialog) => {
  if (event.target !== dialog || dialog.querySelector('form:not([method="dialog"])')) return;
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  const isOutside = event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
  if (isOutside) dialog.close();
});

let confirmed = null;

document.addEventListener('click', (event) => {
  const asked = event.target.closest?.('[data-confirm]');
  if (!asked || asked === confirmed || asked.getAttribute('aria-disabled') === 'true') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asked);
}, true);

function ask(asked) {
  const dialog = document.getElementById('confirm');
  const { confirm, confirmLabel, confirmTone } = asked.dataset;
  const yes = dialog.querySelector('[data-yes]');
  dialog.querySelector('[data-question]').textContent = confirm;
  yes.querySelector('span').textContent = confirmLabel || asked.textContent.trim() || word('yes');
  yes.className = `button is-${confirmTone || (asked.classList.contains('is-danger') ? 'danger' : 'primary')}`;
  dialog.returnValue = '';
  dialog.addEventListener('close', () => {
    if (dialog.returnValue !== 'yes') return;
    confirmed = asked;
    asked.click();
    confirmed = null;
  }, { once: true });
  dialog.showModal();
}

// What is dangerous may ask for a word to be typed.
on('input', '[data-typed]', (_, field) => {
  const button = field.form?.querySelector('[type="submit"]');
  if (button) button.disabled = field.value.trim() !== field.dataset.typed;
});
