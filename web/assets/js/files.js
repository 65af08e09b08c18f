// <drop-zone> around <input type="file">: files are chosen, dropped, or pasted anywhere in the form.
// With data-url each is sent at once, with progress; then its id is what the form sends. Without, the form sends the files.
// A form that is sent while a file is still on its way goes as soon as the file has arrived, and not without it.

import { announce, icon, make, token, word } from './page.js';

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** 1536 -> "1.5 kB" in the reader's language, as `web/sizes.py` writes it. */
function size(bytes) {
  const step = Math.min(Math.floor((String(Math.max(bytes, 1)).length - 1) / 3), UNITS.length - 1);
  const amount = bytes / 1000 ** step;
  return `${amount.toLocaleString(document.documentElement.lang, { maximumFractionDigits: step ? 1 : 0 })} ${UNITS[step]}`;
}

class DropZone extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector('input[type="file"]');
    this.list = this.querySelector('.file-list');
    this.files = [];
    this.input.addEventListener('change', () => this.take([...this.input.files]));
    this.listenForDrops();
    this.paste = (event) => this.takePasted(event);
    this.form = this.closest('form');
    this.form?.addEventListener('paste', this.paste);
    this.hold = (event) => this.holdUntilSent(event);
    this.form?.addEventListener('submit', this.hold);
    this.list.addEventListener('click', (event) => this.remove(event.target.closest('[data-remove]')));
  }

  disconnectedCallback() {
    this.form?.removeEventListener('paste', this.paste);
    this.form?.removeEventListener('submit', this.hold);
  }

  listenForDrops() {
    for (const name of ['dragenter', 'dragover']) {
      this.addEventListener(name, (event) => {
        event.preventDefault();
        this.classList.add('is-over');
      });
    }
    this.addEventListener('dragleave', (event) => {
      if (!this.contains(event.relatedTarget)) this.classList.remove('is-over');
    });
    this.addEventListener('drop', (event) => {
      event.preventDefault();
      this.classList.remove('is-over');
      this.take([...event.dataTransfer.files]);
    });
  }

  takePasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.take(files);
  }

  take(files) {
    const wanted = this.input.multiple ? files : files.slice(0, 1);
    if (!this.input.multiple) this.empty();
    for (const file of wanted) this.add(file);
    if (!this.dataset.url) this.giveToInput();
    else this.input.value = '';
    announce(word('files_added', { count: wanted.length }));
  }

  add(file) {
    const row = this.row(file);
    this.list.append(row);
    const largest = Number(this.dataset.largest || 0);
    if (largest && file.size > largest) {
      this.refuse(row, word('too_large', { size: size(largest) }));
    } else if (this.dataset.url) {
      this.send(file, row);
    } else {
      this.files.push({ file, row });
    }
  }

  row(file) {
    const remove = make('button', { type: 'button', class: 'button is-icon is-small', 'data-remove': true, 'aria-label': word('remove', { what: file.name }) }, icon('x'));
    return make('li', { class: 'file-item' }, icon(file.type.startsWith('image/') ? 'image' : 'file'), make('span', { class: 'file-name' }, file.name), make('span', { class: 'file-size' }, size(file.size)), remove);
  }

  refuse(row, problem) {
    row.querySelector('progress')?.remove();
    row.classList.add('is-refused');
    row.append(make('span', { class: 'file-problem' }, problem));
  }

  send(file, row) {
    const bar = make('progress', { max: 100, value: 0, 'aria-label': word('uploading', { what: file.name }) });
    row.append(bar);
    const body = new FormData();
    body.append('file', file, file.name);
    const request = new XMLHttpRequest(); // fetch tells nothing of what is on its way
    row.sending = request;
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100; });
    request.addEventListener('loadend', () => this.sent(request, row));
    request.open('POST', this.dataset.url);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRFToken', token());
    request.send(body);
  }

  sent(request, row) {
    const said = read(request.responseText);
    if (request.status < 200 || request.status >= 300 || !said?.id) {
      if (row.isConnected) {
        this.refuse(row, said?.error?.message || word('failed'));
        this.held = undefined; // whoever sent it sees what is missing first
      }
    } else {
      row.querySelector('progress')?.remove();
      row.append(make('input', { type: 'hidden', name: this.dataset.name, value: said.id }));
      this.dispatchEvent(new Event('change', { bubbles: true }));
    }
    this.goOn();
  }

  get isSending() {
    return this.list.querySelector('progress') !== null;
  }

  holdUntilSent(event) {
    if (!this.isSending || event.defaultPrevented) return;
    event.preventDefault();
    this.held = { button: event.submitter };
    announce(word('uploading', { what: this.list.querySelector('.file-item:has(progress) .file-name').textContent }));
  }

  goOn() {
    if (!this.held || this.isSending) return;
    const { button } = this.held;
    this.held = undefined;
    this.form.requestSubmit(button);
  }

  remove(button) {
    const row = button?.closest('.file-item');
    if (!row) return;
    row.remove();
    row.sending?.abort(); // after that, so that what is held goes on
    this.files = this.files.filter((one) => one.row !== row);
    if (!this.dataset.url) this.giveToInput();
    this.dispatchEvent(new Event('change', { bubbles: true }));
    this.input.focus();
  }

  empty() {
    this.list.replaceChildren();
    this.files = [];
  }

  giveToInput() {
    const given = new DataTransfer();
    for (const { file } of this.files) given.items.add(file);
    this.input.files = given.files;
  }
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

customElements.define('drop-zone', DropZone);
