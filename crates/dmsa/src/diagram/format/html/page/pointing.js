/* What the pointer and the focus do to tables, marks and lines. */

function addPointing({ stage, view, scenes, light, model, choose, unfold, unfolding }) {
  const at = (target) => {
    const group = target?.closest?.('.table, .line');
    if (!group || !stage.contains(group)) return null;
    return group.dataset.table ? { table: Number(group.dataset.table) } : { line: Number(group.dataset.line) };
  };
  /* A mouse on its way to somewhere does not point. */
  const rest = (target) => light.point(target, () => !stage.classList.contains('dragging'));

  // Where the picture has moved below a mouse that rests, nobody points at anything.
  let mouse = [];
  stage.addEventListener('pointerover', (event) => {
    const [x, y] = mouse;
    mouse = [event.clientX, event.clientY];
    if (event.pointerType === 'mouse' && (event.clientX !== x || event.clientY !== y)) rest(at(event.target));
  });
  stage.addEventListener('pointermove', (event) => {
    mouse = [event.clientX, event.clientY];
  });
  stage.addEventListener('pointerleave', () => rest(null));
  stage.addEventListener('focusin', (event) => event.target.matches(':focus-visible') && light.point(at(event.target)));
  stage.addEventListener('focusout', () => light.point(null));

  /** The table at the end of a line that is farther from where it was pressed. */
  function otherEnd(line, event) {
    const reference = model.tables.flatMap((table) => table.out).find((known) => known.line === line);
    const { left, top } = stage.getBoundingClientRect();
    const [x, y] = [(event.clientX - left - view.x) / view.k, (event.clientY - top - view.y) / view.k];
    const far = (index) => {
      const { box } = scenes.now.tables[index];
      return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
    };
    return far(reference.from) > far(reference.to)
      ? [reference.from, reference.field]
      : [reference.to, reference.toField];
  }

  stage.addEventListener('click', (event) => {
    const { target } = event;
    const mark = target.closest('.mark');
    const goal = mark && model.find(mark.dataset.name);
    const pressed = at(target);
    if (goal) choose(goal.index);
    else if (pressed?.line != null) {
      const [index, field] = otherEnd(pressed.line, event);
      choose(index, { field });
    } else if (pressed && target.matches('.table > text.e') && target.textContent.includes('+'))
      unfold(pressed.table, 'all');
    else if (pressed) choose(pressed.table, { fly: false });
    else if (light.chosen != null) choose(null);
  });
  stage.addEventListener('dblclick', (event) => {
    const pressed = at(event.target);
    const other = scenes.detail === 'all' ? 'names' : 'all';
    if (pressed?.table != null)
      unfold(pressed.table, unfolding.of(pressed.table) === scenes.detail ? other : scenes.detail);
    else if (!pressed) {
      const { left, top } = stage.getBoundingClientRect();
      view.zoom(1.6, [event.clientX - left, event.clientY - top]);
    }
  });
}
