// Where the focus goes when a button brought something new and is gone itself: data-then-focus="selector".

const wanted = new WeakMap(); // request -> where the focus goes; afterwards its button is not known any more

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  const place = ctx.sourceElement?.dataset?.thenFocus;
  if (place) wanted.set(ctx, place);
});

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const place = wanted.has(ctx) && document.querySelector(wanted.get(ctx));
  if (!place) return;
  place.tabIndex = -1;
  place.focus();
});
