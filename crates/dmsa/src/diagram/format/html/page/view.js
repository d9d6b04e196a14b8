/* Which part of the picture is seen, and how large. */

const NEAREST = 4;
const FARTHEST = 0.05;

/** How soon the second of two presses comes, in milliseconds. */
const TWICE = 300;

/**
 * The view: a point of the picture stands at `x + k * its x` of the stage. Changes are shown with the next frame; whoever
 * wants to know of each adds a function to `watchers`, or to `resters` to know of the last.
 */
function makeView(stage, world) {
  const view = { x: 0, y: 0, k: 1, watchers: [], resters: [], margins: () => ({ right: 0, bottom: 0 }) };
  let room = { width: 1000, height: 700 };
  let frame = 0;
  let flight = 0;
  let settling = 0;
  let waiting = 0;

  function show() {
    frame = 0;
    world.style.transform = `translate(${view.x}px,${view.y}px) scale(${view.k})`;
    for (const watcher of view.watchers) watcher();
  }

  /* While it moves the picture is a texture that the compositor shifts and scales; at rest it is drawn sharply. */
  function unsettle() {
    stage.classList.add('moving');
    clearTimeout(settling);
    settling = setTimeout(() => {
      stage.classList.remove('moving');
      for (const rester of view.resters) rester();
    }, 160);
  }

  function set(x, y, k) {
    if (!(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(k))) return;
    Object.assign(view, { x, y, k: Math.min(NEAREST, Math.max(FARTHEST, k)) });
    unsettle();
    frame ||= requestAnimationFrame(show);
  }

  /** The part of the stage that nothing covers; measured when something may have changed it, not for each frame. */
  view.room = () => room;
  view.measure = () => {
    const { right, bottom } = view.margins();
    const [width, height] = [stage.clientWidth - right, stage.clientHeight - bottom];
    room = { width: Math.max(40, width), height: Math.max(40, height) };
  };

  view.stop = () => {
    cancelAnimationFrame(flight);
    clearTimeout(waiting);
  };

  /** Moves when it is sure that a press is not the first of two, which are meant for the same place. */
  view.soon = (move) => {
    view.stop();
    waiting = setTimeout(move, TWICE);
  };

  view.set = (x, y, k) => {
    view.stop();
    set(x, y, k);
  };

  view.panBy = (dx, dy) => view.set(view.x + dx, view.y + dy, view.k);

  /** Zooms by a factor; the point of the stage stays where it is, the middle if none is given. */
  view.zoom = (factor, at) => {
    const { width, height } = view.room();
    const [px, py] = at ?? [width / 2, height / 2];
    const k = Math.min(NEAREST, Math.max(FARTHEST, view.k * factor));
    view.set(px - ((px - view.x) / view.k) * k, py - ((py - view.y) / view.k) * k, k);
  };

  /** The point of the picture in the middle of the room. */
  view.centre = () => {
    const { width, height } = view.room();
    return [(width / 2 - view.x) / view.k, (height / 2 - view.y) / view.k];
  };

  view.lookAt = ([cx, cy], k) => {
    const { width, height } = view.room();
    view.set(width / 2 - cx * k, height / 2 - cy * k, k);
  };

  /** How large a box is shown to be seen whole. */
  view.fitting = (box, pad = 24) => {
    const { width, height } = view.room();
    const k = Math.min((width - 2 * pad) / box.width, (height - 2 * pad) / box.height);
    return Math.min(NEAREST, Math.max(FARTHEST, k));
  };

  /** Flies in an arc: from afar one sees where it goes (van Wijk and Nuij, Smooth and efficient zooming and panning). */
  view.fly = (centre, k) => {
    view.stop();
    const { width } = view.room();
    const [fromX, fromY] = view.centre();
    const [w0, w1] = [width / view.k, width / k];
    const [dx, dy] = [centre[0] - fromX, centre[1] - fromY];
    const far = Math.hypot(dx, dy);
    if (isCalm() || (far < 1 && Math.abs(w0 / w1 - 1) < 0.01)) {
      view.lookAt(centre, k);
      return;
    }
    const RHO = 1.2;
    let length;
    let at;
    if (far < 1e-3 * w0) {
      const sign = w1 < w0 ? -1 : 1;
      length = Math.abs(Math.log(w1 / w0)) / RHO;
      at = (way) => [0, w0 * Math.exp(sign * RHO * way)];
    } else {
      const turn = (w, other, sign) => {
        const b = (w1 * w1 - w0 * w0 + sign * RHO ** 4 * far * far) / (2 * w * RHO * RHO * far);
        return Math.log(Math.sqrt(b * b + 1) - b);
      };
      const [r0, r1] = [turn(w0, w1, 1), turn(w1, w0, -1)];
      length = (r1 - r0) / RHO;
      at = (way) => {
        const r = RHO * way + r0;
        const gone = (w0 / (RHO * RHO)) * (Math.cosh(r0) * Math.tanh(r) - Math.sinh(r0));
        return [gone / far, (w0 * Math.cosh(r0)) / Math.cosh(r)];
      };
    }
    const time = Math.min(1100, Math.max(260, length * 420));
    const start = performance.now();
    const step = (now) => {
      const share = Math.min(1, Math.max(0, (now - start) / time));
      const eased = share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) ** 2;
      const [gone, w] = share === 1 ? [1, w1] : at(eased * length);
      const { width: wide, height: high } = view.room();
      const scale = wide / w;
      set(wide / 2 - (fromX + dx * gone) * scale, high / 2 - (fromY + dy * gone) * scale, scale);
      if (share < 1) flight = requestAnimationFrame(step);
    };
    flight = requestAnimationFrame(step);
  };

  /** Moves no more than needed for a box to be seen. */
  view.reveal = (box) => {
    const { width, height } = view.room();
    const pad = 24;
    const shift = (low, high, room) => {
      if (high - low > room - 2 * pad || low < pad) return pad - low;
      return high > room - pad ? room - pad - high : 0;
    };
    const dx = shift(view.x + box.x * view.k, view.x + (box.x + box.width) * view.k, width);
    const dy = shift(view.y + box.y * view.k, view.y + (box.y + box.height) * view.k, height);
    if (dx || dy) {
      const [cx, cy] = view.centre();
      view.fly([cx - dx / view.k, cy - dy / view.k], view.k);
    }
  };

  return view;
}
