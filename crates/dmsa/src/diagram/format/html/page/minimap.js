/* The whole picture in small, with what is seen of it. */

const LONGEST = 180;

function makeMinimap({ view, scenes, model }) {
  const drawn = s('svg', { class: 'minimap', 'aria-hidden': 'true' });
  const seen = s('rect', { class: 'seen' });
  let shown = null;
  let whole = null;

  function draw() {
    shown = scenes.now;
    const { tables, regions } = shown;
    const areaHue = (title) => model.areas.find((area) => area.title === title)?.hue ?? 0;
    const rect = ({ x, y, width, height }, name) => s('rect', { x, y, width, height, class: name });
    drawn.replaceChildren(
      ...regions
        .filter(({ group }) => !group.classList.contains('off'))
        .map(({ box, title }) => rect(box, `f-rg${areaHue(title)}`)),
      ...tables
        .filter(({ group }) => !group.classList.contains('off'))
        .map(({ index, box }) => rect(box, `f-hd${model.areas[model.tables[index].area]?.hue ?? 0}`)),
      seen,
    );
    whole = scenes.content();
    drawn.setAttribute('viewBox', `${whole.x} ${whole.y} ${whole.width} ${whole.height}`);
    const scale = LONGEST / Math.max(whole.width, whole.height * 1.5);
    drawn.setAttribute('width', Math.round(whole.width * scale));
    drawn.setAttribute('height', Math.round(whole.height * scale));
    follow();
  }

  function follow() {
    if (shown !== scenes.now) return;
    const { width, height } = view.room();
    const part = { x: -view.x / view.k, y: -view.y / view.k, width: width / view.k, height: height / view.k };
    for (const [name, value] of Object.entries(part)) seen.setAttribute(name, value);
    const all =
      part.x <= whole.x + 8 &&
      part.y <= whole.y + 8 &&
      part.x + part.width >= whole.x + whole.width - 8 &&
      part.y + part.height >= whole.y + whole.height - 8;
    drawn.classList.toggle('idle', all);
  }

  const go = (event) => {
    const { left, top, width, height } = drawn.getBoundingClientRect();
    const share = [(event.clientX - left) / width, (event.clientY - top) / height];
    view.lookAt([whole.x + share[0] * whole.width, whole.y + share[1] * whole.height], view.k);
  };
  drawn.addEventListener('pointerdown', (event) => {
    drawn.setPointerCapture(event.pointerId);
    go(event);
  });
  drawn.addEventListener('pointermove', (event) => drawn.hasPointerCapture(event.pointerId) && go(event));
  view.watchers.push(follow);
  scenes.watchers.push(draw);
  return { drawn, draw };
}
