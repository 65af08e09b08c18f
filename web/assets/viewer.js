// The viewer of diagrams, loaded by js/diagrams.js when a page shows one. The mark of bpmn.io belongs to its licence and stays visible.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const COLOURS = { defaultFillColor: 'var(--surface)', defaultStrokeColor: 'var(--ink-soft)', defaultLabelColor: 'var(--ink)' };
const MARKS = ['current', 'taken', 'possible', 'wrong'];
const LARGEST = 1.25; // a small diagram is not blown up

/** Show a model in a container; tells of nodes that were clicked. */
export async function open(container, xml, onNode) {
  const viewer = new NavigatedViewer({ container, bpmnRenderer: COLOURS, textRenderer: { defaultStyle: { fontFamily: 'system-ui, sans-serif' } } });
  await viewer.importXML(xml);
  const shown = new Shown(viewer, container);
  viewer.get('eventBus').on('element.click', ({ element }) => {
    const node = element.labelTarget || element;
    if (node.parent) onNode({ id: node.businessObject.id, name: node.businessObject.name ?? '', type: node.type });
  });
  shown.fit();
  new ResizeObserver(() => shown.resized()).observe(container);
  return shown;
}

class Shown {
  constructor(viewer, container) {
    this.viewer = viewer;
    this.canvas = viewer.get('canvas');
    this.registry = viewer.get('elementRegistry');
    this.overlays = viewer.get('overlays');
    this.container = container;
    this.marked = [];
    this.wasFitted = false;
  }

  /** All of it in the middle, as large as there is room. */
  fit() {
    if (this.container.clientWidth === 0) return;
    this.canvas.resized();
    const { inner, outer } = this.canvas.viewbox();
    const margin = 32;
    const scale = Math.min(LARGEST, outer.width / (inner.width + margin * 2), outer.height / (inner.height + margin * 2));
    const [width, height] = [outer.width / scale, outer.height / scale];
    this.canvas.viewbox({ x: inner.x + inner.width / 2 - width / 2, y: inner.y + inner.height / 2 - height / 2, width, height });
    this.wasFitted = true;
  }

  resized() {
    if (this.wasFitted) this.canvas.resized();
    else this.fit();
  }

  zoom(how) {
    if (how === 'fit') this.fit();
    else this.canvas.zoom(this.canvas.zoom() * (how === 'in' ? 1.25 : 0.8));
  }

  mark(marks) {
    for (const [id, name] of this.marked) this.canvas.removeMarker(id, name);
    this.overlays.clear();
    this.marked = [];
    for (const kind of MARKS) for (const id of marks[kind] ?? []) this.add(id, `is-${kind}`);
    for (const [id, text] of Object.entries(marks.badges ?? {})) this.badge(id, text);
  }

  add(id, name) {
    if (!this.registry.get(id)) return;
    this.canvas.addMarker(id, name);
    this.marked.push([id, name]);
  }

  badge(id, text) {
    if (!this.registry.get(id)) return;
    const html = document.createElement('span');
    html.className = 'diagram-badge';
    html.textContent = text;
    this.overlays.add(id, { position: { top: -10, right: 12 }, scale: { min: 0.9, max: 1.1 }, html });
  }

  /** Show which node is meant. */
  point(id) {
    if (this.pointed) this.canvas.removeMarker(this.pointed, 'is-pointed');
    this.pointed = this.registry.get(id) ? id : null;
    if (this.pointed) this.canvas.addMarker(id, 'is-pointed');
  }

  destroy() {
    this.viewer.destroy();
  }
}
