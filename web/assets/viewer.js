// The viewer of diagrams, loaded by js/diagrams.js when a page shows one. The mark of bpmn.io belongs to its licence and stays visible.

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const COLOURS = { defaultFillColor: 'var(--surface)', defaultStrokeColor: 'var(--ink-soft)', defaultLabelColor: 'var(--ink)' };
const MARKS = ['current', 'taken', 'possible', 'wrong'];
const LARGEST = 1.25; // a small diagram is not blown up
const MARGIN = 32;
const TOOLS = 52; // pixels above the diagram, where the buttons are
const SMALL = 50; // pixels: an event, or a gateway; its name often stands to the right of it
const ROOMIER = 1.3; // names were measured in the font of the tool that drew them
const READABLE = 0.6; // below that, names cannot be read
const TOLD = ['bpmn:FlowNode', 'bpmn:Participant']; // of these something can be told; flows, lanes and data are only drawn

/** Show a model in a container; tells of nodes that were clicked. */
export async function open(container, xml, onNode) {
  const viewer = new NavigatedViewer({ container, bpmnRenderer: COLOURS, textRenderer: { defaultStyle: { fontFamily: 'system-ui, sans-serif' } } });
  let model = {};
  viewer.on('import.parse.complete', ({ definitions, elementsById }) => {
    model = elementsById ?? {};
    for (const { plane } of definitions?.diagrams ?? []) for (const { label } of plane?.planeElement ?? []) widen(label?.bounds);
  });
  await viewer.importXML(xml);
  const shown = new Shown(viewer, container, model);
  viewer.get('eventBus').on('element.click', ({ element }) => {
    const node = element.labelTarget || element;
    if (isTold(node)) onNode({ id: node.businessObject.id, name: node.businessObject.name ?? '', type: node.type });
  });
  for (const node of viewer.get('elementRegistry').filter(isTold)) viewer.get('canvas').addMarker(node, 'is-told');
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

  /** All of it where it can be read then; else what it is about, with what is around it. */
  begin() {
    if (this.container.clientWidth === 0) return;
    this.canvas.resized();
    const focus = this.focus();
    if (this.scaleOfAll() < READABLE && focus.length > 0) this.show(around(focus), READABLE);
    else this.fit();
    this.hasBegun = true;
  }

  /** What is wrong, or else current: all of it if it fits, or the first activity of it. */
  focus() {
    const all = ['is-wrong', 'is-current'].map((mark) => this.shapes(mark)).find((some) => some.length > 0) ?? [];
    if (all.length === 0) return all;
    const { outer } = this.canvas.viewbox();
    const { width, height } = around(all);
    if (width * READABLE <= outer.width && height * READABLE <= outer.height) return all;
    return [all.find((one) => one.width >= SMALL) ?? all[0]];
  }

  /** What bears a mark, and has a place. */
  shapes(mark) {
    return this.marked.filter(([, name]) => name === mark).map(([id]) => this.registry.get(id)).map(placed).filter((one) => 'x' in one);
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
    for (const [id, text] of Object.entries(marks.badges ?? {})) this.badge(id, text, marks.wrong?.includes(id));
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

  badge(wanted, text, isWrong) {
    const id = this.drawn(wanted);
    if (!id) return;
    const html = document.createElement('span');
    html.className = isWrong ? 'diagram-badge is-wrong' : 'diagram-badge';
    html.textContent = text;
    this.overlays.add(id, { position: beside(this.registry.get(id)), scale: { min: 0.9, max: 1.1 }, html });
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

function isTold({ parent, businessObject }) {
  return Boolean(parent) && TOLD.some((kind) => businessObject.$instanceOf(kind));
}

/** An element as a rectangle: a flow is where the middle of its longest piece is. */
function placed(element) {
  if (!element.waypoints) return element;
  const pieces = element.waypoints.slice(1).map((end, at) => ({ end, start: element.waypoints[at] }));
  const length = ({ start, end }) => Math.hypot(end.x - start.x, end.y - start.y);
  const { start, end } = pieces.reduce((longest, one) => (length(one) > length(longest) ? one : longest));
  return { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2, width: 0, height: 0 };
}

/** Where a badge is: on a flow, at the left of what is small, else at the right of its upper edge. */
function beside(element) {
  if (element.waypoints) {
    const { x, y } = placed(element);
    const [left, top] = ['x', 'y'].map((axis) => Math.min(...element.waypoints.map((point) => point[axis])));
    return { left: x - left - 10, top: y - top - 10 };
  }
  return { top: -10, ...(element.width < SMALL ? { left: -10 } : { right: 12 }) };
}

/** Give a name more room, to both sides. */
function widen(bounds) {
  if (!bounds) return;
  const more = bounds.width * (ROOMIER - 1);
  bounds.x -= more / 2;
  bounds.width += more;
}

/** The least rectangle around some elements. */
function around(elements) {
  const [left, top] = [Math.min(...elements.map((one) => one.x)), Math.min(...elements.map((one) => one.y))];
  const [right, bottom] = [Math.max(...elements.map((one) => one.x + one.width)), Math.max(...elements.map((one) => one.y + one.height))];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A value between two others; the middle of them where the second is the smaller one. */
const within = (value, least, most) => (least > most ? (least + most) / 2 : Math.min(Math.max(value, least), most));
