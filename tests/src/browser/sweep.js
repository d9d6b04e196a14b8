const stage = document.querySelector('.stage');
const { left, top } = stage.getBoundingClientRect();
// A pointer that the browser does not know cannot be captured.
stage.setPointerCapture = () => {};
const point = (type, x, y) =>
  stage.dispatchEvent(
    new PointerEvent(type, {
      bubbles: true,
      pointerId: 1,
      button: 0,
      clientX: left + x,
      clientY: top + y,
      pointerType: 'mouse',
    }),
  );
const turn = (deltaY) =>
  stage.dispatchEvent(
    new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX: left + 500, clientY: top + 300, deltaY }),
  );
return new Promise((done) => {
  let frame = 0;
  const step = () => {
    frame += 1;
    if (frame <= 120) turn(frame <= 60 ? -20 : 20);
    if (frame === 121) point('pointerdown', 600, 400);
    if (frame > 121 && frame < 240)
      point('pointermove', 600 + 250 * Math.sin(frame / 12), 400 + 180 * Math.cos(frame / 12));
    if (frame === 240) {
      point('pointerup', 600, 400);
      done(true);
    } else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
});
