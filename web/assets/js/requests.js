// Requests of htmx: they carry the token, show that they run, and failures are told without tearing up the page.

import { token, word } from './page.js';
import { toast } from './toasts.js';

const ANSWERS_TO_SHOW = new Set([409, 422]); // forms with what is wrong in them, conflicts with both versions
const SHOWN_AFTER = 150; // milliseconds
const running = new Set();

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (!['GET', 'HEAD', 'QUERY'].includes(ctx.request.method.toUpperCase())) ctx.request.headers['X-CSRFToken'] = token();
});

document.addEventListener('htmx:before:request', (event) => {
  const { ctx } = event.detail;
  if (document.hidden && ctx.sourceElement?.hasAttribute('data-poll')) {
    event.preventDefault();
    return;
  }
  if (ctx.sourceElement?.hasAttribute('data-poll')) return;
  running.add(ctx);
  setTimeout(show, SHOWN_AFTER);
});

document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  running.delete(ctx);
  show();
});

document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = event.detail;
  const status = ctx.response?.status ?? 0;
  if (ctx.hx?.redirect || (belongs(ctx) && (status < 400 || ANSWERS_TO_SHOW.has(status)))) return;
  event.preventDefault();
  if (!ctx.sourceElement?.hasAttribute('data-poll')) toast(sentence(ctx.text), 'wrong');
});

document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx && !ctx.sourceElement?.hasAttribute('data-poll')) toast(word(navigator.onLine ? 'failed' : 'offline'), 'wrong');
});

/** Whether an answer is meant for the part of the page that asked: a whole page in a part would tear up what is written there. */
function belongs(ctx) {
  return Boolean(ctx.select && ctx.response.status < 400) || !/^\s*<!doctype html/i.test(ctx.text ?? '');
}

function show() {
  document.querySelector('.page-progress')?.classList.toggle('is-on', running.size > 0);
}

/** What a page of an error says. */
function sentence(html) {
  const page = new DOMParser().parseFromString(html ?? '', 'text/html');
  const said = [page.querySelector('[data-error-title]'), page.querySelector('[data-error-sentence]')].map((part) => part?.textContent.trim());
  return said.filter(Boolean).join(' ') || word('failed');
}
