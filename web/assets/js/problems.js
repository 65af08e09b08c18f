// What a browser finds wrong with a form is said at the field, as what the house finds wrong is, and in the language of the page: bubbles
// of browsers speak that of the browser, hide what stands below, and are gone before they are read.

import { freshId, icon, make, word } from './page.js';

// In this order: what is missing is said before what is wrong.
const KINDS = {
  valueMissing: (field) => (field.type === 'checkbox' ? 'tick_it' : field.matches('select, [type="radio"]') ? 'choose_it' : 'fill_it_in'),
  badInput: (field) => ({ number: 'no_number', time: 'no_time' })[field.type] ?? 'no_day',
  typeMismatch: (field) => (field.type === 'email' ? 'no_address' : 'no_link'),
  rangeUnderflow: () => 'too_small',
  rangeOverflow: () => 'too_big',
  stepMismatch: () => 'no_step',
  tooShort: () => 'too_short',
  tooLong: () => 'too_long',
  patternMismatch: () => 'wrong_form',
};

/** The sentence about a field; what scripts of ours have found wrong, they say themselves. */
function sentenceFor(field) {
  if (field.validity.customError) return field.validationMessage;
  const kind = Object.keys(KINDS).find((each) => field.validity[each]);
  if (kind === 'patternMismatch' && field.title) return field.title;
  const { min, max, minLength, maxLength } = field;
  return kind ? word(KINDS[kind](field), { min, max, shortest: minLength, longest: maxLength }) : '';
}

const around = (field) => field.closest('.field') ?? field.parentElement;

function say(field) {
  const text = sentenceFor(field);
  const there = around(field).querySelector(':scope > .field-error[data-found-here]');
  if (there) {
    there.lastElementChild.textContent = text;
    return;
  }
  const id = freshId('problem');
  around(field).querySelector(':scope > .field-error')?.setAttribute('hidden', ''); // the house found that in what was sent before
  around(field).append(make('p', { class: 'field-error', id, 'data-found-here': true }, icon('circle-alert'), make('span', {}, text)));
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', [field.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
}

function takeBack(field) {
  const said = around(field)?.querySelector(':scope > .field-error[data-found-here]');
  if (!said) return;
  said.remove();
  field.removeAttribute('aria-invalid');
  const others = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== said.id);
  if (others.length) field.setAttribute('aria-describedby', others.join(' '));
  else field.removeAttribute('aria-describedby');
}

let led = false; // somebody to the first field of a form; the others of it are told in the same moment

document.addEventListener('invalid', (event) => {
  event.preventDefault(); // keeps the bubble away, and the focus where it is
  say(event.target);
  if (led) return;
  led = true;
  event.target.focus();
  event.target.scrollIntoView({ block: 'nearest' });
  setTimeout(() => { led = false; });
}, true);

for (const changed of ['input', 'change']) {
  document.addEventListener(changed, (event) => {
    const field = event.target;
    if (!field.validity) return;
    for (const each of field.type === 'radio' && field.form ? field.form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`) : [field]) {
      if (each.validity.valid) takeBack(each);
    }
  });
}
