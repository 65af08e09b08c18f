// Forms that ask for their fields anew while somebody goes on writing: what was written after they asked is put back.

const MARK = '#dialog-parts';
const asked = new WeakMap(); // request -> when it left
const written = new Map(); // name of a field -> what was last written there

document.addEventListener('input', ({ target }) => {
  if (!target.name || target.type === 'file' || !target.closest(MARK)) return;
  written.set(fieldKey(target), { at: performance.now(), ...state(target) });
});

document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => asked.set(ctx, performance.now()));

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const since = asked.get(ctx);
  for (const field of document.querySelectorAll(`${MARK} :is(input, textarea, select)[name]`)) {
    const last = written.get(fieldKey(field));
    if (last && last.at > since) put(field, last);
  }
});

/** Ticks and choices of the same name differ by their value. */
function fieldKey(field) {
  return field.matches('[type="checkbox"], [type="radio"]') ? `${field.name}=${field.value}` : field.name;
}

function state(field) {
  if (field.matches('[type="checkbox"], [type="radio"]')) return { checked: field.checked };
  if (field.multiple && field.options) return { chosen: [...field.selectedOptions].map((option) => option.value) };
  return { value: field.value, caret: field.selectionStart ?? null };
}

function put(field, { checked, chosen, value, caret }) {
  if (checked !== undefined) field.checked = checked;
  else if (chosen) for (const option of field.options ?? []) option.selected = chosen.includes(option.value);
  else if (!field.matches('select') || [...field.options].some((option) => option.value === value)) {
    field.value = value;
    if (caret !== null && field === document.activeElement) field.setSelectionRange(caret, caret);
  }
}
