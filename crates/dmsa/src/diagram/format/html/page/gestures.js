/* Mouse, wheel and fingers on the stage. */

/** How far a pointer may tremble, in pixels, before it drags. */
const TREMBLE = 4;

function addGestures({ root, stage, view, sheet }) {
  const pointers = new Map();
  let dragged = false;

  const place = (event) => {
    const { left, top } = stage.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const middle = () => {
    const places = [...pointers.values()];
    return [0, 1].map((axis) => places.reduce((sum, at) => sum + at[axis], 0) / places.length);
  };
  const spread = () => {
    const [a, b] = pointers.values();
    return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
  };

  stage.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    view.stop();
    if (pointers.size === 0) dragged = false;
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 2) dragged = true;
  });
  stage.addEventListener('pointermove', (event) => {
    if (!pointers.has(event.pointerId)) return;
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!dragged && Math.hypot(now[0] - before[0], now[1] - before[1]) < TREMBLE) return;
    if (!dragged) stage.classList.add('dragging');
    dragged = true;
    // Without a capture a click reaches what it was meant for; a drag must go on outside, too.
    stage.setPointerCapture(event.pointerId);
    const [fromMiddle, fromSpread] = [middle(), spread()];
    pointers.set(event.pointerId, now);
    const [toMiddle, toSpread] = [middle(), spread()];
    const factor = fromSpread > 0 && toSpread > 0 ? toSpread / fromSpread : 1;
    if (factor !== 1) view.zoom(factor, fromMiddle);
    view.panBy(toMiddle[0] - fromMiddle[0], toMiddle[1] - fromMiddle[1]);
  });
  const lift = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) stage.classList.remove('dragging');
  };
  stage.addEventListener('pointerup', lift);
  stage.addEventListener('pointercancel', lift);
  stage.addEventListener(
    'click',
    (event) => {
      if (dragged) event.stopPropagation();
      dragged = false;
    },
    true,
  );

  stage.addEventListener(
    'wheel',
    (event) => {
      // In the midst of other text the wheel goes on turning the page, unless the diagram is what is worked with.
      if (!sheet && !event.ctrlKey && !root.contains(document.activeElement)) return;
      event.preventDefault();
      const pixels = event.deltaY * [1, 16, 400][event.deltaMode];
      if (event.shiftKey) {
        view.panBy(-(event.deltaX || pixels), 0);
        return;
      }
      // A pinch on a touchpad comes as small turns of the wheel with the control key.
      const strength = event.ctrlKey ? 0.01 : 0.0016;
      view.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) * strength), place(event));
    },
    { passive: false },
  );
}
