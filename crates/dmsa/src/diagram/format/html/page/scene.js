/* The pictures: one for each detail, made by the layout; this finds the things in them. */

/** The room that the controls in the corner take, in pixels. */
const CORNER = { width: 170, height: 44 };

const DETAILS = ['names', 'keys', 'all'];

const numberOf = (element, name) => Number(element.getAttribute(name));

/** The box that a rectangle of the picture fills. */
function boxOf(rect) {
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => numberOf(rect, name));
  return { x, y, width, height };
}

/** The rows of a table's group with their names and where they stand. The dot of a row is in its middle. */
function rowsOf(group) {
  const head = headOf(group);
  let top = head.bottom;
  return [...group.querySelectorAll(':scope > .row')].map((element) => {
    const middle = numberOf(element.querySelector('circle'), 'cy');
    const height = 2 * (middle - top);
    const row = { element, name: element.dataset.name, top, middle, height };
    top += height;
    return row;
  });
}

/** The header of a table's group: what draws it, and where it ends. */
function headOf(group) {
  const frame = group.querySelector(':scope > rect');
  const element = frame.nextElementSibling;
  const box = boxOf(frame);
  // A header above rows is a path that begins at its bottom left.
  const bottom =
    element.tagName === 'path' ? Number(/^M\S+ ([-\d.]+)/.exec(element.getAttribute('d'))[1]) : box.y + box.height;
  return { frame, element, bottom };
}

/** The name in the header of a table's group: what is reached by keyboard, and told in a sentence. */
function buttonOf(group) {
  return group.querySelector(':scope > text.b');
}

/** The box around the legend, a little too wide rather than too narrow. */
function legendOf(svg) {
  const texts = [...svg.querySelectorAll(':scope > .legend > text')].map((text) => {
    const [x, y, size] = ['x', 'y', 'font-size'].map((name) => numberOf(text, name));
    return { x, y, right: x + text.textContent.length * size * 0.55 };
  });
  if (!texts.length) return null;
  const [x, right] = [Math.min(...texts.map((text) => text.x)), Math.max(...texts.map((text) => text.right))];
  const [y, bottom] = [Math.min(...texts.map((text) => text.y)) - 12, Math.max(...texts.map((text) => text.y)) + 6];
  return { x, y, width: right - x, height: bottom - y };
}

/** Reads a picture and makes it one to use: tables can be reached by keyboard, lines be hit by the pointer. */
function readScene(svg, model) {
  svg.setAttribute('role', 'group');
  svg.querySelector(':scope > rect')?.remove();
  const groups = [...svg.querySelectorAll(':scope > .table')];
  const tables = groups.map((group, index) => {
    group.querySelector(':scope > title')?.remove();
    const button = buttonOf(group);
    button.setAttribute('role', 'button');
    button.setAttribute('tabindex', '-1');
    button.setAttribute('aria-pressed', 'false');
    button.setAttribute('aria-label', tableInWords(model, model.tables[index]));
    group.dataset.table = index;
    return { index, group, box: boxOf(group.querySelector(':scope > rect')), rows: rowsOf(group) };
  });
  const lines = [...svg.querySelectorAll(':scope > .line')].map((group, index) => {
    group.dataset.line = index;
    const path = group.querySelector(':scope > path');
    const hit = path.cloneNode();
    hit.removeAttribute('stroke-width');
    hit.setAttribute('class', 'hit');
    path.before(hit);
    return { index, group, path, hit, drawn: path.getAttribute('d') };
  });
  const regions = [...svg.querySelectorAll(':scope > .region')].map((group) => {
    group.querySelector(':scope > title')?.remove();
    return { group, title: group.dataset.name, box: boxOf(group.querySelector('rect')) };
  });
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const legend = legendOf(svg);
  return { svg, tables, lines, regions, legend, width, height };
}

/** All pictures; `now` is the one that is shown. `watchers` are told of each change. */
function makeScenes({ root, world, view, model }) {
  const read = new Map();
  const scenes = { detail: root.dataset.detail, now: null, watchers: [] };

  function get(detail) {
    if (!read.has(detail)) {
      const template = root.querySelector(`:scope > template[data-detail="${detail}"]`);
      read.set(detail, readScene((template?.content ?? world).querySelector('svg'), model));
    }
    return read.get(detail);
  }

  scenes.get = get;

  /** The box around all that is to be seen: no more than what is shown of the areas, without the title. */
  scenes.content = () => {
    const { tables, regions, legend, width, height } = scenes.now;
    const shown = [...tables, ...regions].filter(({ group }) => !group.classList.contains('off')).map(({ box }) => box);
    if (legend) shown.push(legend);
    if (!shown.length) return { x: 0, y: 0, width, height };
    const x = Math.min(...shown.map((box) => box.x)) - 4;
    const y = Math.min(...shown.map((box) => box.y)) - 4;
    const right = Math.max(...shown.map((box) => box.x + box.width)) + 4;
    return { x, y, width: right - x, height: Math.max(...shown.map((box) => box.y + box.height)) + 4 - y };
  };

  /** Where to look to see everything: not under the controls in the corner. */
  scenes.fit = () => {
    const box = scenes.content();
    const { width, height } = view.room();
    const centre = [box.x + box.width / 2, box.y + box.height / 2];
    const k = Math.min(1.5, view.fitting(box));
    const [right, bottom] = [width / 2 + (box.width / 2) * k, height / 2 + (box.height / 2) * k];
    if (right < width - CORNER.width || bottom < height - CORNER.height) return { centre, k };
    const less = Math.min(k, view.fitting({ ...box, height: box.height * (height / (height - CORNER.height)) }));
    return { centre: [centre[0], centre[1] + CORNER.height / 2 / less], k: less };
  };

  scenes.isFitted = () => {
    const { centre, k } = scenes.fit();
    const [x, y] = view.centre();
    return Math.abs(k / view.k - 1) < 0.02 && Math.hypot(x - centre[0], y - centre[1]) * view.k < 8;
  };

  /** Shows another detail. A table stays where it is on the stage, `keep` or the one nearest to the middle. */
  scenes.show = (detail, { keep, quick = false } = {}) => {
    const before = scenes.now;
    const fitted = before && scenes.isFitted();
    const next = get(detail);
    if (before === next) return;
    const [oldX, oldY, oldK] = [view.x, view.y, view.k];
    scenes.detail = detail;
    scenes.now = next;
    if (before) before.svg.replaceWith(next.svg);
    for (const watcher of scenes.watchers) watcher();
    if (!before) return;
    if (fitted || !next.tables.length) {
      const { centre, k } = scenes.fit();
      view.lookAt(centre, k);
    } else {
      const [cx, cy] = view.centre();
      const far = ({ box }) => Math.hypot(box.x + box.width / 2 - cx, box.y - cy);
      const index = keep ?? before.tables.reduce((a, b) => (far(b) < far(a) ? b : a)).index;
      const [from, to] = [before.tables[index].box, next.tables[index].box];
      view.set(oldX + (from.x - to.x) * oldK, oldY + (from.y - to.y) * oldK, oldK);
    }
    if (!quick && !isCalm()) glide(before, next, [oldX, oldY, oldK]);
  };

  /* Tables travel from where they were on the stage to where they are now; the rest appears when they have arrived. */
  function glide(before, next, [oldX, oldY, oldK]) {
    const timing = { duration: 420, easing: 'cubic-bezier(.3,0,.15,1)' };
    for (const { index, group, box } of next.tables) {
      const from = before.tables[index].box;
      const x = (oldX + from.x * oldK - view.x) / view.k - box.x;
      const y = (oldY + from.y * oldK - view.y) / view.k - box.y;
      group.animate([{ transform: `translate(${x}px,${y}px)` }, { transform: 'none' }], timing);
    }
    for (const { group } of [...next.lines, ...next.regions]) {
      group.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, {}], { duration: 560 });
    }
  }

  return scenes;
}
