// Lists in which rows are selected: data-selects around them, data-select on each box, data-select-all, data-bulk for what shows then.

import { on } from './page.js';

let last = null;

on('click', '[data-select]', (event, box) => {
  const area = box.closest('[data-selects]');
  const boxes = [...area.querySelectorAll('[data-select]')];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  show(area);
});

on('change', '[data-select-all]', (_, box) => {
  const area = box.closest('[data-selects]');
  for (const one of area.querySelectorAll('[data-select]')) one.checked = box.checked;
  show(area);
});

on('click', '[data-select-none]', (_, button) => {
  const area = button.closest('[data-selects]');
  for (const one of area.querySelectorAll('[data-select]')) one.checked = false;
  show(area);
});

function show(area) {
  const boxes = [...area.querySelectorAll('[data-select]')];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest('tr, .row-item')?.classList.toggle('is-selected', box.checked);
  for (const bulk of area.querySelectorAll('[data-bulk]')) bulk.hidden = chosen.length === 0;
  for (const count of area.querySelectorAll('[data-bulk-count]')) count.textContent = chosen.length;
  const all = area.querySelector('[data-select-all]');
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
}
