// <diagram-box>: a process diagram; the viewer is loaded when the box comes into view. data-xml-url gives the BPMN, data-marks or
// data-marks-url what is marked: {"current": [ids], "taken": [ids], "possible": [ids], "wrong": [ids], "badges": {id: text}}.
// A click on a node is told as the event "node" with its id, name and type; buttons with data-node="id" point at nodes.

import { fetchJson, make, on, word } from './page.js';

class DiagramBox extends HTMLElement {
  connectedCallback() {
    if (this.watch) return;
    this.watch = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      this.watch.disconnect();
      this.load();
    });
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    this.viewer?.destroy();
    this.viewer = null;
  }

  async load() {
    const canvas = this.querySelector('.diagram-canvas');
    try {
      const [{ open }, xml, marks] = await Promise.all([
        import(this.dataset.viewer), this.text(), this.marks(), style(this.dataset.viewerStyle),
      ]);
      if (!this.isConnected) return;
      canvas.replaceChildren();
      this.viewer = await open(canvas, xml, (node) => this.tell(node));
      this.viewer.mark(marks);
      this.viewer.begin();
      this.dispatchEvent(new CustomEvent('shown', { bubbles: true, detail: this.viewer }));
    } catch (error) {
      canvas.replaceChildren(make('p', { class: 'empty', role: 'alert' }, error.message || word('failed')));
    }
  }

  async text() {
    const answer = await fetch(this.dataset.xmlUrl, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(word('no_diagram'));
    return answer.text();
  }

  async marks() {
    if (this.dataset.marksUrl) return fetchJson(this.dataset.marksUrl);
    return JSON.parse(this.dataset.marks || '{}');
  }

  /** Ask anew what is marked. */
  async refresh() {
    this.viewer?.mark(await this.marks());
  }

  tell(node) {
    this.dispatchEvent(new CustomEvent('node', { bubbles: true, detail: node }));
    const shown = this.dataset.nodeUrl && this.id && document.querySelector(`[data-shows-node-of="${CSS.escape(this.id)}"]`);
    if (!shown) return;
    this.viewer?.point(node.id);
    if (document.fullscreenElement === this) document.exitFullscreen(); // what is told stands below
    window.htmx.ajax('GET', this.dataset.nodeUrl.replace('NODE', encodeURIComponent(node.id)), { target: shown, swap: 'innerHTML' });
  }
}

/** The viewer's own style sheet, once. */
function style(address) {
  if (document.querySelector(`link[href="${CSS.escape(address)}"]`)) return Promise.resolve();
  const link = make('link', { rel: 'stylesheet', href: address });
  return new Promise((resolve, reject) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => reject(new Error(word('failed'))));
    document.head.append(link);
  });
}

customElements.define('diagram-box', DiagramBox);

on('click', 'diagram-box [data-zoom]', (_, button) => {
  const box = button.closest('diagram-box');
  if (button.dataset.zoom === 'full') toggleFullScreen(box);
  else box.viewer?.zoom(button.dataset.zoom);
});

function toggleFullScreen(box) {
  if (document.fullscreenElement) document.exitFullscreen();
  else box.requestFullscreen?.();
}

for (const event of ['click', 'focusin', 'pointerover']) {
  on(event, '[data-node]', (_, pointer) => {
    const box = document.getElementById(pointer.dataset.diagram) || document.querySelector('diagram-box');
    box?.viewer?.point(pointer.dataset.node);
    if (event === 'click') box?.tell({ id: pointer.dataset.node, name: pointer.textContent.trim() });
  });
}
