/* The subject areas with their tables: shown or hidden, flown to; and the way to every table for those who do not see. */

function makeAreas({ model, scenes, view, choose, changed, say }) {
  const hidden = new Set();
  const areas = { hidden };
  const boxes = new Map();
  const titleOf = (area) => area.title || 'Tables';

  areas.apply = () => {
    const { tables, lines, regions } = scenes.now;
    const isOff = (index) => hidden.has(model.tables[index].area);
    for (const { index, group } of tables) group.classList.toggle('off', isOff(index));
    for (const { group, title } of regions) {
      group.classList.toggle(
        'off',
        model.areas.some((area) => area.title === title && hidden.has(area.index)),
      );
    }
    for (const reference of model.tables.flatMap((table) => table.out).filter((r) => r.line != null)) {
      lines[reference.line].group.classList.toggle('off', isOff(reference.from) || isOff(reference.to));
    }
    for (const [index, input] of boxes) input.checked = !hidden.has(index);
  };

  areas.set = (indexes) => {
    hidden.clear();
    for (const index of indexes) hidden.add(index);
    areas.apply();
  };

  function toggle(area, shown) {
    if (shown) hidden.delete(area.index);
    else hidden.add(area.index);
    areas.apply();
    changed();
    say(`${titleOf(area)} ${shown ? 'shown' : 'hidden'}`);
  }

  function flyTo(area) {
    if (hidden.has(area.index)) toggle(area, true);
    const region = scenes.now.regions.find(({ title }) => title === area.title);
    const box = region?.box ?? scenes.content();
    view.fly([box.x + box.width / 2, box.y + box.height / 2], Math.min(1.5, view.fitting(box, 40)));
  }

  const setAll = (indexes) => {
    areas.set(indexes);
    changed();
  };

  areas.list = h(
    'div',
    { class: 'areas', role: 'group', 'aria-label': 'Subject areas' },
    h(
      'div',
      { class: 'all' },
      h('button', { type: 'button', class: 'link', onclick: () => setAll([]) }, 'Show all'),
      h(
        'button',
        { type: 'button', class: 'link', onclick: () => setAll(model.areas.map((area) => area.index)) },
        'Hide all',
      ),
    ),
    ...model.areas.map((area) => {
      const input = h('input', {
        type: 'checkbox',
        checked: true,
        'aria-label': `Show ${titleOf(area)}`,
        onchange: () => toggle(area, input.checked),
      });
      boxes.set(area.index, input);
      const tables = [...area.tables].sort((a, b) => (a.name < b.name ? -1 : 1));
      const names = h(
        'ul',
        {},
        ...tables.map((table) =>
          h('li', {}, h('button', { type: 'button', class: 'link', onclick: () => choose(table.index) }, table.name)),
        ),
      );
      const only = () => {
        setAll(model.areas.map((other) => other.index).filter((index) => index !== area.index));
        flyTo(area);
      };
      return h(
        'div',
        { class: 'area' },
        input,
        h(
          'details',
          {},
          h(
            'summary',
            {},
            swatch(area),
            h('span', { class: 'name' }, titleOf(area)),
            h('span', { class: 'many' }, String(area.tables.length)),
          ),
          h(
            'div',
            { class: 'of' },
            h('button', { type: 'button', class: 'link', onclick: () => flyTo(area) }, 'Fly there'),
            h('button', { type: 'button', class: 'link', onclick: only }, 'Only this'),
          ),
          names,
        ),
      );
    }),
  );

  return areas;
}
