// Short messages in the corner. From the server: the header HX-Trigger: {"toast": {"text": "…", "tone": "ok"}}.

import { icon, make, on, word } from './page.js';

const STAYS = 6000; // milliseconds
const ICONS = { ok: 'circle-check', wrong: 'circle-alert', warning: 'triangle-alert', info: 'info' };

/** Show a message; one that something went wrong stays until it is closed. */
export function toast(text, tone = 'info') {
  const region = document.getElementById('toasts');
  if (!region) return;
  const close = make('button', { type: 'button', class: 'button is-icon is-small', 'aria-label': word('close'), 'data-closes-toast': true }, icon('x'));
  const shown = make('div', { class: `toast is-${tone}` }, icon(ICONS[tone] ?? 'info'), make('p', {}, text), close);
  region.append(shown);
  goBySelf(shown, tone);
}

function goBySelf(shown, tone) {
  if (tone === 'wrong') return;
  let timer = setTimeout(() => shown.remove(), STAYS);
  const wait = () => clearTimeout(timer);
  shown.addEventListener('pointerenter', wait);
  shown.addEventListener('focusin', wait);
  shown.addEventListener('pointerleave', () => { timer = setTimeout(() => shown.remove(), STAYS); });
}

on('click', '[data-closes-toast]', (_, button) => button.closest('.toast').remove());
document.addEventListener('toast', ({ detail }) => toast(detail.text ?? detail.value, detail.tone));
for (const shown of document.querySelectorAll('#toasts .toast')) goBySelf(shown, shown.dataset.tone);
