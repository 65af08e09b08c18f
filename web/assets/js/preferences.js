// Looks chosen in the menu of the reader are there at once; the house is told meanwhile.

import { token, word } from './page.js';
import { toast } from './toasts.js';

const SHOWN = { theme: 'theme', density: 'density' };

document.addEventListener('submit', async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches('[data-preference]') || !(button?.name in SHOWN)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.documentElement.dataset[SHOWN[button.name]] = button.value;
  for (const one of form.querySelectorAll(`[name="${button.name}"]`)) one.setAttribute('aria-checked', String(one === button));
  const body = new URLSearchParams([...new FormData(form, button)]);
  const answer = await fetch(form.action, { method: 'POST', body, headers: { 'X-CSRFToken': token() } }).catch(() => null);
  if (!answer?.ok) toast(word('failed'), 'wrong');
}, true);
