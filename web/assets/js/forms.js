// Forms: sent once, sent by Ctrl+Enter, sent by choosing; the first problem gets the focus.

import { calmly, on } from './page.js';

const LONGEST = 10_000; // milliseconds

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'dialog' || form.matches('[hx-post], [hx-put], [hx-patch], [hx-delete]')) return;
  if (form.classList.contains('is-sending')) event.preventDefault();
  form.classList.add('is-sending');
  setTimeout(() => form.classList.remove('is-sending'), LONGEST); // the answer may have been a file, and the page still be there
});

addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form.is-sending')) form.classList.remove('is-sending');
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.('form');
  if (!form || form.method === 'dialog') return;
  event.preventDefault();
  const main = form.querySelector('.button.is-primary[type="submit"]:not([aria-disabled="true"], :disabled)');
  if (main) form.requestSubmit(main);
});

on('change', 'form[data-sends-itself]', (_, form) => form.requestSubmit());
const sendCalmly = calmly((form) => form.requestSubmit(), 400);
on('input', 'form[data-sends-itself] input[type="search"]', (_, field) => sendCalmly(field.form));

/** Whoever sent a form with a problem in it is led there. */
function showFirstProblem(within) {
  const field = within.querySelector?.('[aria-invalid="true"]');
  field?.focus();
}

showFirstProblem(document);
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx.response?.status === 422) showFirstProblem(document);
});
