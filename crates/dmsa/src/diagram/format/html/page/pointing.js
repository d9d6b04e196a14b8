/* What the pointer and the focus do to tables, marks and lines. */

function addPointing({ stage, view, scenes, light, model, choose, unfold, unfolding }) {
  let resting = 0;

  const at = (target) => {
    const group = target?.closest?.('.table, .line');
    if (!group || !stage.contains(group)) return null;
    return group.dataset.table ? { table: Number(group.dataset.table) } : { line: Number(group.dataset.line) };
  };
  const rest = (target, time) => {
    clearTimeout(resting);
    resting = setTimeout(() => stage.classList.contains('dragging') || light.point(target), time);
  };

  stage.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && rest(at(event.target), 70));
  stage.addEventListener('pointerleave', () => rest(null, 70));
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
    return far(reference.from) > far(reference.to) ? [reference.from, reference.field] : [reference.to, reference.toField];
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
    } else if (pressed && target.matches('.table > text.e') && target.textContent.includes('+')) unfold(pressed.table, 'all');
    else if (pressed) choose(pressed.table, { fly: false });
    else if (light.chosen != null) choose(null);
  });
  stage.addEventListener('dblclick', (event) => {
    const pressed = at(event.target);
    if (pressed?.table != null) unfold(pressed.table, unfolding.of(pressed.table) === scenes.detail ? (scenes.detail === 'all' ? 'names' : 'all') : scenes.detail);
    else if (!pressed) {
      const { left, top } = stage.getBoundingClientRect();
      view.zoom(1.6, [event.clientX - left, event.clientY - top]);
    }
  });
}
