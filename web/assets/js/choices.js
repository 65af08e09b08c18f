// Choosing by typing. Around a <select>, which stays what is sent: <combo-box> for one choice, <multi-select> for several.
// With data-url the options are asked for (?q=…): a JSON list of {"value": …, "text": …, "note": …}. What is typed there and fits none
// of them is sent as it is: who knows a number need not wait for suggestions, and the server says what it cannot take.

import { announce, calmly, fetchJson, freshId, icon, make, on, word } from './page.js';

const MOST = 50;

class ChoiceBox extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.select = this.querySelector('select');
    this.isRequired = this.select.required;
    this.select.required = false; // browsers cannot point at what is hidden: the visible field is asked for
    this.build();
    this.listen();
    this.showChosen();
  }

  get takesMany() {
    return this.select.multiple;
  }

  build() {
    const id = this.select.id || freshId('choice');
    const list = `${id}-options`;
    this.input = make('input', {
      type: 'text', class: 'input', role: 'combobox', autocomplete: 'off', id: `${id}-search`, 'aria-expanded': 'false',
      'aria-controls': list, 'aria-autocomplete': 'list', placeholder: this.dataset.placeholder,
      'aria-describedby': this.select.getAttribute('aria-describedby'), 'aria-invalid': this.select.getAttribute('aria-invalid'),
      'aria-required': this.isRequired ? 'true' : null, required: this.isRequired && !this.takesMany, disabled: this.select.disabled,
    });
    this.list = make('ul', { class: 'options', role: 'listbox', id: list, hidden: true });
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    if (label) {
      label.htmlFor = this.input.id;
      this.list.setAttribute('aria-label', label.textContent.trim());
    }
    if (this.takesMany) this.list.setAttribute('aria-multiselectable', 'true');
    this.picked = make('ul', { class: 'picked', role: 'list' });
    this.select.hidden = true;
    this.append(...(this.takesMany ? [this.picked] : []), make('div', { class: 'combo' }, this.input, icon('chevrons-up-down'), this.list));
  }

  get asks() {
    return Boolean(this.dataset.url);
  }

  listen() {
    const look = calmly(() => this.open(), this.asks ? 180 : 0);
    if (this.takesText) this.input.addEventListener('input', () => this.take());
    this.input.addEventListener('input', look);
    this.input.addEventListener('click', () => this.open(true));
    this.input.addEventListener('keydown', (event) => this.press(event));
    this.input.addEventListener('blur', () => this.close());
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.pick(event.target.closest('[data-value]')));
    this.picked.addEventListener('click', (event) => this.drop(event.target.closest('button')));
  }

  /** Whether what is typed is sent though it is no option. */
  get takesText() {
    return this.asks && !this.takesMany;
  }

  chosen() {
    return [...this.select.selectedOptions].filter((option) => option.value !== '');
  }

  showChosen() {
    if (!this.takesMany) this.input.value = this.chosen()[0]?.textContent.trim() ?? '';
    this.picked.replaceChildren(...this.chosen().map((option) => this.chip(option)));
    if (this.takesMany) this.input.setCustomValidity(this.isRequired && this.chosen().length === 0 ? word('choose_one') : '');
  }

  chip(option) {
    const text = option.textContent.trim();
    const remove = make('button', { type: 'button', 'data-value': option.value, 'aria-label': word('remove', { what: text }) }, icon('x'));
    return make('li', {}, make('span', { class: 'chip' }, make('span', {}, text), remove));
  }

  async open(all = false) {
    if (document.activeElement !== this.input) return; // left before it was looked for
    const typed = all && !this.takesMany && !this.asks ? '' : this.input.value.trim();
    if (this.asks && typed === '') return this.close();
    const found = this.asks ? await this.ask(typed) : this.filter(typed);
    if (found === null || !this.isConnected) return;
    this.list.replaceChildren(...(found.length ? found.map((one) => this.option(one)) : [this.note(word('nothing_found'))]));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.mark(typed && found.length ? 0 : -1);
    announce(word('found', { count: found.length }));
  }

  filter(typed) {
    const wanted = typed.toLowerCase();
    const options = [...this.select.options].filter((option) => option.value !== '' || !this.isRequired);
    const fitting = options.filter((option) => option.textContent.toLowerCase().includes(wanted) && !(this.takesMany && option.selected));
    return fitting.slice(0, MOST).map((option) => ({ value: option.value, text: option.textContent.trim(), note: option.dataset.note }));
  }

  async ask(typed) {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = new URL(this.dataset.url, location.href);
    address.searchParams.set('q', typed);
    try {
      return await fetchJson(address, { signal: this.asking.signal });
    } catch (error) {
      if (error.name !== 'AbortError') this.list.replaceChildren(this.note(error.message));
      return null;
    }
  }

  option({ value, text, note }) {
    const id = freshId('option');
    return make('li', { class: 'option', role: 'option', id, 'data-value': value, 'aria-selected': 'false' }, make('span', {}, text || word('none')), note ? make('small', {}, note) : null);
  }

  note(text) {
    return make('li', { class: 'option is-note', role: 'option', 'aria-disabled': 'true' }, text);
  }

  mark(at) {
    const options = [...this.list.querySelectorAll('[data-value]')];
    options.forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
    this.at = at;
    const marked = options[at];
    marked?.scrollIntoView({ block: 'nearest' });
    if (marked) this.input.setAttribute('aria-activedescendant', marked.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  press(event) {
    const options = [...this.list.querySelectorAll('[data-value]')];
    const isOpen = !this.list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) this.open(true);
      else if (options.length) this.mark((this.at + (event.key === 'ArrowDown' ? 1 : options.length * 2 - 1)) % options.length);
    } else if (event.key === 'Enter' && isOpen && options[this.at]) {
      event.preventDefault();
      this.pick(options[this.at]);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
    } else if (event.key === 'Backspace' && this.takesMany && this.input.value === '') {
      this.drop(this.picked.lastElementChild?.querySelector('button'));
    }
  }

  pick(chosen) {
    if (!chosen) return;
    const { value } = chosen.dataset;
    let option = [...this.select.options].find((one) => one.value === value);
    if (!option) {
      option = new Option(chosen.querySelector('span').textContent, value);
      this.select.append(option);
    }
    option.selected = true;
    if (this.takesMany) this.input.value = '';
    this.isTyped = false;
    this.changed();
    this.close();
  }

  /** Have what stands in the field be what is sent: under the value of the option it is the text of, if it is that of one. */
  take() {
    const typed = this.input.value.trim();
    const listed = [...this.list.querySelectorAll('[data-value]')].map((one) => new Option(one.querySelector('span').textContent, one.dataset.value));
    this.typed?.remove();
    const fits = (one) => [one.value, one.text].some((text) => text.trim().toLowerCase() === typed.toLowerCase());
    let option = [...this.select.options].find(fits);
    if (!option) {
      this.typed = option = listed.find(fits) ?? new Option(typed, typed);
      this.select.append(option);
    }
    option.selected = true;
    this.isTyped = true;
  }

  drop(button) {
    if (!button) return;
    const option = [...this.select.options].find((one) => one.value === button.dataset.value);
    option.selected = false;
    this.changed();
    this.input.focus();
  }

  changed() {
    this.showChosen();
    this.select.dispatchEvent(new Event('change', { bubbles: true }));
  }

  close() {
    this.asking?.abort();
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    if (this.takesMany) return;
    if (this.takesText) return this.leave();
    if (this.input.value.trim() === '' && !this.isRequired) this.clear();
    this.showChosen();
  }

  /** What was typed is taken once more, now that suggestions may have come, and told to who listens. */
  leave() {
    if (!this.isTyped || document.activeElement === this.input) return;
    this.take();
    this.isTyped = false;
    this.changed();
  }

  clear() {
    if (this.chosen().length === 0) return;
    const empty = [...this.select.options].find((option) => option.value === '');
    if (!empty) this.select.prepend(new Option('', ''));
    this.select.value = '';
    this.changed();
  }
}

customElements.define('combo-box', class extends ChoiceBox {});
customElements.define('multi-select', class extends ChoiceBox {});

// A link to a field, from the list of problems, leads to what can be typed into.
on('click', 'a[href^="#"]', (event, link) => {
  const box = document.getElementById(link.hash.slice(1))?.closest('combo-box, multi-select');
  if (!box) return;
  event.preventDefault();
  box.input.focus();
});
