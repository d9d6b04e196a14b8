/* What is chosen or pointed at lights up with all it has to do with; the rest fades. */

function makeLight({ root, scenes, model }) {
  const light = { chosen: null, field: null };
  let pointed = null;
  let glows = [];

  let resting = 0;

  /** Points at a table or a line for a moment: `{ table }`, `{ line }` or nothing. With a condition, if that holds soon. */
  light.point = (at, still) => {
    clearTimeout(resting);
    if (still) {
      resting = setTimeout(() => still() && light.point(at), 70);
      return;
    }
    if (at?.table === pointed?.table && at?.line === pointed?.line) return;
    pointed = at;
    light.show();
  };

  light.show = () => {
    for (const glow of glows) glow.remove();
    glows = [];
    const { svg, tables, lines } = scenes.now;
    const at = pointed ?? (light.chosen == null ? null : { table: light.chosen });
    svg.classList.toggle('lit', at != null);
    const [lit, drawn, marks] = [new Set(), new Set(), new Set()];
    const take = (reference) => {
      lit.add(reference.from).add(reference.to);
      if (reference.line == null) marks.add(reference);
      else drawn.add(reference.line);
    };
    if (at?.line != null) {
      model.tables
        .flatMap((table) => table.out)
        .filter((r) => r.line === at.line)
        .forEach(take);
    } else if (at) {
      lit.add(at.table);
      [...model.tables[at.table].out, ...model.tables[at.table].in].forEach(take);
    }
    for (const { index, group } of tables) {
      group.classList.toggle('on', lit.has(index));
      group.classList.toggle('chosen', index === light.chosen);
      buttonOf(group).setAttribute('aria-pressed', String(index === light.chosen));
      for (const mark of group.querySelectorAll('.mark.on')) mark.classList.remove('on');
    }
    for (const { index, group } of lines) group.classList.toggle('on', drawn.has(index));
    const incoming = (r) => at && (at.line != null || r.to === at.table);
    for (const reference of [...marks, ...model.tables.flatMap((t) => t.out).filter((r) => drawn.has(r.line))]) {
      const row = rowOf(reference.from, reference.field);
      if (!row) continue;
      if (incoming(reference)) glow(reference.from, row);
      const target = typeof reference.to === 'number' ? model.tables[reference.to].name : reference.to;
      if (reference.line == null)
        row.element.querySelector(`.mark[data-name="${CSS.escape(target)}"]`)?.classList.add('on');
    }
    if (light.chosen != null && light.field != null) {
      const row = rowOf(light.chosen, light.field);
      if (row) glow(light.chosen, row, 'found');
    }
  };

  function rowOf(table, field) {
    const name = model.tables[table].fields[field]?.name;
    return scenes.now.tables[table].rows.find((row) => row.name === name);
  }

  function glow(table, row, kind = '') {
    const { group, box } = scenes.now.tables[table];
    const rect = s('rect', {
      class: `glow ${kind}`,
      x: box.x + 0.5,
      y: row.top,
      width: box.width - 1,
      height: row.height,
    });
    group.querySelector(':scope > .row').before(rect);
    glows.push(rect);
  }

  return light;
}
