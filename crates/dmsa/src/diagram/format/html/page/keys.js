/* The keyboard. */

const KEYS = [
  ['/', 'search'],
  ['arrows', 'to the next table; with Shift, move the picture'],
  ['Enter', 'choose the table, light up its references'],
  ['e', 'unfold or fold the table'],
  ['+ −', 'zoom'],
  ['0', 'show everything'],
  ['1 2 3', 'names, keys, all fields'],
  ['Backspace', 'back to what was chosen before'],
  ['Escape', 'let go'],
];

function addKeys(diagram) {
  const { root, stage, view, scenes, light, choose, unfold, unfolding, sheet } = diagram;

  const focused = () => {
    const index = document.activeElement?.closest?.('.table')?.dataset.table;
    return index == null || !root.contains(document.activeElement) ? null : Number(index);
  };

  /** The nearest table in a direction; what lies aside counts double. */
  function towards(index, [dx, dy]) {
    const middle = ({ box }) => [box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2];
    const [x, y] = middle(scenes.now.tables[index]);
    let best = null;
    let least = Infinity;
    for (const table of scenes.now.tables) {
      if (table.index === index || table.group.classList.contains('off')) continue;
      const [tx, ty] = middle(table);
      const along = (tx - x) * dx + (ty - y) * dy;
      const aside = Math.abs((tx - x) * dy) + Math.abs((ty - y) * dx);
      const cost = along + 2 * aside;
      if (along > 4 && cost < least) [best, least] = [table.index, cost];
    }
    return best;
  }

  // Where there is nothing else on the page, keys are for the diagram wherever the focus is.
  (sheet ? document : root).addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches('input, textarea, select') && event.key !== 'Escape') return;
    const index = focused();
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const onStage = stage.contains(document.activeElement);
    if (arrow && onStage && (event.shiftKey || index == null)) {
      view.panBy(-arrow[0] * 80, -arrow[1] * 80);
    } else if (arrow && onStage) {
      const next = towards(index, arrow);
      if (next != null) diagram.focusTable(next);
    } else if ((event.key === 'Enter' || event.key === ' ') && index != null) {
      choose(light.chosen === index ? null : index);
    } else if (event.key === 'e' && (index ?? light.chosen) != null) {
      const table = index ?? light.chosen;
      unfold(table, unfolding.of(table) === 'all' ? 'names' : 'all');
    } else if (event.key === '/') {
      diagram.search.input.focus();
      diagram.search.input.select();
    } else if (event.key === '+' || event.key === '=') view.zoom(1.3);
    else if (event.key === '-') view.zoom(1 / 1.3);
    else if (event.key === '0') diagram.fit();
    else if (DETAILS[Number(event.key) - 1] && event.key !== ' ') diagram.setDetail(DETAILS[Number(event.key) - 1]);
    else if (event.key === 'Backspace') diagram.goBack();
    else if (event.key === 'Escape' && light.chosen != null) choose(null);
    else return;
    event.preventDefault();
  });
}
