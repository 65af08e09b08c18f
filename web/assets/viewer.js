// The viewer of diagrams, loaded by js/diagrams.js when a page shows one. The mark of bpmn.io belongs to its licence and stays visible.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const COLOURS = { defaultFillColor: 'var(--surface)', defaultStrokeColor: 'var(--ink-soft)', defaultLabelColor: 'var(--ink)' };
const MARKS = ['current', 'taken', 'possible', 'wrong'];
const LARGEST = 1.25; // a small diagram is not blown up
const MARGIN = 32;
const TOOLS = 52; // pixels above the diagram, where the buttons are
const READABLE = 0.6; // below that, names cannot be read

/** Show a model in a container; tells of nodes that were clicked. */
export async function open(container, xml, onNode) {
  const viewer = new NavigatedViewer({ container, bpmnRenderer: COLOURS, textRenderer: { defaultStyle: { fontFamily: 'system-ui, sans-serif' } } });
  let model = {};
  viewer.on('import.parse.complete', ({ elementsById }) => { model = elementsById ?? {}; });
  await viewer.importXML(xml);
  const shown = new Shown(viewer, container, model);
  viewer.get('eventBus').on('element.click', ({ element }) => {
    const node = element.labelTarget || element;
    if (node.parent) onNode({ id: node.businessObject.id, name: node.businessObject.name ?? '', type: node.type });
  });
  new ResizeObserver(() => shown.resized()).observe(container);
  return shown;
}

class Shown {
  constructor(viewer, container, model) {
    this.viewer = viewer;
    this.model = model;
    this.canvas = viewer.get('canvas');
    this.registry = viewer.get('elementRegistry');
    this.overlays = viewer.get('overlays');
    this.container = container;
    this.marked = [];
    this.hasBegun = false;
  }

  /** All of it where it can be read then; else what is marked as current, with what is around it. */
  begin() {
    if (this.container.clientWidth === 0) return;
    this.canvas.resized();
    const current = this.marked.filter(([, name]) => name === 'is-current').map(([id]) => this.registry.get(id)).filter((one) => 'x' in one);
    const scale = this.scaleOfAll();
    if (scale < READABLE && current.length > 0) this.show(around(current), READABLE);
    else this.fit();
    this.hasBegun = true;
  }

  /** All of it in the middle, as large as there is room. */
  fit() {
    this.canvas.resized();
    this.show(this.canvas.viewbox().inner, this.scaleOfAll());
  }

  scaleOfAll() {
    const { inner, outer } = this.canvas.viewbox();
    return Math.min(LARGEST, outer.width / (inner.width + MARGIN * 2), outer.height / (inner.height + MARGIN * 2));
  }

  /** The middle of an area in the middle, but no more emptiness beside the diagram than there has to be. */
  show(area, scale) {
    const { inner, outer } = this.canvas.viewbox();
    const [width, height] = [outer.width / scale, outer.height / scale];
    const x = within(area.x + area.width / 2 - width / 2, inner.x - MARGIN, inner.x + inner.width + MARGIN - width);
    const y = within(area.y + area.height / 2 - height / 2, inner.y - TOOLS / scale, inner.y + inner.height + MARGIN - height);
    this.canvas.viewbox({ x, y, width, height });
  }

  resized() {
    if (this.hasBegun) this.canvas.resized();
    else this.begin();
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

  add(wanted, name) {
    const id = this.drawn(wanted);
    if (!id) return;
    this.canvas.addMarker(id, name);
    this.marked.push([id, name]);
  }

  /** Where a node or flow is to be seen: a flow that leads nowhere cannot be drawn, but where it begins can. */
  drawn(id) {
    const { sourceRef, targetRef } = this.model[id] ?? {};
    return [id, sourceRef?.id, targetRef?.id].find((one) => one && this.registry.get(one));
  }

  badge(wanted, text) {
    const id = this.drawn(wanted);
    if (!id) return;
    const html = document.createElement('span');
    html.className = 'diagram-badge';
    html.textContent = text;
    this.overlays.add(id, { position: { top: -10, right: 12 }, scale: { min: 0.9, max: 1.1 }, html });
  }

  /** Show which node is meant. */
  point(id) {
    if (this.pointed) this.canvas.removeMarker(this.pointed, 'is-pointed');
    this.pointed = this.drawn(id);
    if (this.pointed) this.canvas.addMarker(this.pointed, 'is-pointed');
  }

  destroy() {
    this.viewer.destroy();
  }
}

/** The least rectangle around some elements. */
function around(elements) {
  const [left, top] = [Math.min(...elements.map((one) => one.x)), Math.min(...elements.map((one) => one.y))];
  const [right, bottom] = [Math.max(...elements.map((one) => one.x + one.width)), Math.max(...elements.map((one) => one.y + one.height))];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A value between two others; the middle of them where the second is the smaller one. */
const within = (value, least, most) => (least > most ? (least + most) / 2 : Math.min(Math.max(value, least), most));
