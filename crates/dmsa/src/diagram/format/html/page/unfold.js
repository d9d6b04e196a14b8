/*
 * One table with more or fewer fields than the others.
 *
 * With more it lies over its neighbours; the rows that lines end at stay where they are. With fewer its lines are led to
 * the header through the room that its rows leave, which is the table's own: so no line gets into another's way.
 */

const ROW_HEIGHT = 16;

function makeUnfolding({ scenes, model }) {
  /** Table to detail, where that is not the detail of the picture. */
  const open = new Map();
  const changed = new Map();

  function set(index, detail) {
    restore(index);
    open.delete(index);
    if (detail !== scenes.detail && DETAILS.includes(detail)) {
      open.set(index, detail);
      const grows = DETAILS.indexOf(detail) > DETAILS.indexOf(scenes.detail);
      const undo = grows ? grow(index, detail) : shrink(index, detail);
      changed.set(index, undo);
    }
  }

  function restore(index) {
    changed.get(index)?.();
    changed.delete(index);
  }

  const linesAt = (index) =>
    [...model.tables[index].out.map((r) => [r, 'from']), ...model.tables[index].in.map((r) => [r, 'to'])]
      .filter(([reference]) => reference.line != null)
      .map(([reference, end]) => ({ reference, end, line: scenes.now.lines[reference.line] }));

  /* The table as the other picture draws it, with the rows that are seen already where they are. */
  function grow(index, detail) {
    const own = scenes.now.tables[index];
    const other = scenes.get(detail).tables[index];
    const copy = other.group.cloneNode(true);
    const { box } = own;
    const dx = box.x - other.box.x;
    const [head, otherHead] = [headOf(own.group), headOf(copy)];
    const at = new Map(own.rows.map((row) => [row.name, row]));
    let bottom = Math.max(head.bottom, ...own.rows.map((row) => row.top + row.height));
    const move = (element, shift) => element.setAttribute('transform', `translate(${dx},${shift})`);
    for (const row of rowsOf(copy)) {
      const known = at.get(row.name);
      const end = known ? known.top + known.height : (bottom += ROW_HEIGHT);
      move(row.element, (known ? known.middle : end - ROW_HEIGHT / 2) - row.middle);
      const rule = row.element.nextElementSibling;
      if (rule?.matches('path')) move(rule, end - row.top - row.height);
    }
    const half = (head.bottom + box.y - otherHead.bottom - other.box.y) / 2;
    for (const text of copy.querySelectorAll(':scope > text')) move(text, half);
    const width = Math.max(box.width, other.box.width);
    const [x, y] = [box.x, box.y];
    for (const [name, value] of Object.entries({ x, y, width, height: bottom + 4 - y }))
      otherHead.frame.setAttribute(name, value);
    const right = x + width;
    const [r, b] = [5, head.bottom];
    otherHead.element.setAttribute(
      'd',
      `M${x} ${b}L${x} ${y + r}Q${x} ${y} ${x + r} ${y}L${right - r} ${y}Q${right} ${y} ${right} ${y + r}L${right} ${b}Z`,
    );
    copy.classList.remove('on', 'off', 'chosen', 'faded');
    copy.classList.add('grown');
    const original = own.group;
    const [wasBox, wasRows] = [own.box, own.rows];
    original.replaceWith(copy);
    scenes.now.svg.append(copy);
    Object.assign(own, { group: copy, box: { x, y, width, height: bottom + 4 - y }, rows: ownRows(copy) });
    // Ends on the right come out again where the table now ends.
    const moved = [];
    for (const { end, line } of linesAt(index)) {
      const mark = line.group.querySelector(`:scope > .${end}`);
      if (mark && endOf(line, end)[0] > x + wasBox.width / 2) {
        mark.setAttribute('transform', `translate(${width - wasBox.width},0)`);
        moved.push(mark);
      }
    }
    return () => {
      scenes.now.svg.insertBefore(
        original,
        scenes.now.tables[index + 1]?.group ?? scenes.now.svg.querySelector(':scope > .legend'),
      );
      copy.remove();
      Object.assign(own, { group: original, box: wasBox, rows: wasRows });
      for (const mark of moved) mark.removeAttribute('transform');
    };
  }

  /* Rows that were moved: where they are drawn is not where they say. */
  function ownRows(group) {
    return [...group.querySelectorAll(':scope > .row')].map((element) => {
      const shift = Number(/,([-\d.]+)\)/.exec(element.getAttribute('transform'))?.[1] ?? 0);
      const middle = numberOf(element.querySelector('circle'), 'cy') + shift;
      return { element, name: element.dataset.name, top: middle - ROW_HEIGHT / 2, middle, height: ROW_HEIGHT };
    });
  }

  /** Where a line meets the table at this end, in the picture as it was made. */
  function endOf(line, end) {
    const numbers = line.drawn.match(/-?[\d.]+/g).map(Number);
    return end === 'from' ? numbers.slice(0, 2) : numbers.slice(-2);
  }

  function shrink(index, detail) {
    const own = scenes.now.tables[index];
    const { box, group, rows } = own;
    const kept = new Set(scenes.get(detail).tables[index].rows.map((row) => row.name));
    const hidden = rows.filter((row) => !kept.has(row.name));
    // With keys first, those that go are the last; in any other order only the name is left.
    const inOrder = rows.findIndex((row) => !kept.has(row.name)) >= rows.length - hidden.length;
    const stay = inOrder ? rows.filter((row) => kept.has(row.name)) : [];
    const gone = inOrder ? hidden : rows;
    const head = headOf(group);
    const bottom = stay.length ? stay.at(-1).top + stay.at(-1).height + 4 : head.bottom;
    for (const { element } of gone) element.classList.add('gone');
    group.classList.add('shrunk');
    const note = group.querySelector(':scope > text.e');
    const noted = note?.textContent;
    if (note) note.textContent = noted.replace(/\+\d+/, `+${model.tables[index].fields.length - stay.length}`);
    head.frame.setAttribute('height', bottom - box.y);
    const rule = [...group.querySelectorAll(':scope > path')].filter((path) => path !== head.element);
    if (!stay.length) for (const path of rule) path.classList.add('gone');
    own.box = { ...box, height: bottom - box.y };
    own.rows = stay;

    const led = linesAt(index)
      .map((at) => ({ ...at, point: endOf(at.line, at.end) }))
      .filter(({ point }) => point[1] > bottom - (stay.length ? 4 : 0))
      .sort((a, b) => a.point[1] - b.point[1]);
    const sides = [led.filter(({ point }) => point[0] <= box.x + 1), led.filter(({ point }) => point[0] > box.x + 1)];
    for (const side of sides) {
      const pitch = Math.min(10, (box.width / 2 - 12) / Math.max(1, side.length));
      side.forEach((at, place) => lead(at, bottom, 10 + place * pitch, side === sides[0] ? 1 : -1));
    }
    return () => {
      for (const { element } of gone) element.classList.remove('gone');
      for (const path of rule) path.classList.remove('gone');
      group.classList.remove('shrunk');
      if (note) note.textContent = noted;
      head.frame.setAttribute('height', box.height);
      Object.assign(own, { box, rows });
      for (const { line, end } of led) {
        delete line[end];
        draw(line);
        line.group.querySelector(`:scope > .${end}`)?.removeAttribute('transform');
      }
    };
  }

  /* Leads an end of a line on into the room below the table, and up. */
  function lead({ line, end, point: [x, y] }, bottom, far, inward) {
    const [tx, r] = [x + inward * far, 4];
    const corner =
      end === 'from'
        ? { lead: `M${tx} ${bottom}L${tx} ${y - r}Q${tx} ${y} ${tx - inward * r} ${y}L${x} ${y}` }
        : { lead: `L${tx - inward * r} ${y}Q${tx} ${y} ${tx} ${y - r}L${tx} ${bottom}` };
    line[end] = corner.lead;
    draw(line);
    const turn = inward > 0 ? -90 : 90;
    line.group
      .querySelector(`:scope > .${end}`)
      ?.setAttribute('transform', `translate(${tx},${bottom}) rotate(${turn}) translate(${-x},${-y})`);
  }

  function draw(line) {
    const middle = line.from ? line.drawn.replace(/^M/, 'L') : line.drawn;
    const d = `${line.from ?? ''}${middle}${line.to ?? ''}`;
    line.path.setAttribute('d', d);
    line.hit.setAttribute('d', d);
  }

  return {
    open,
    set,
    of: (index) => open.get(index) ?? scenes.detail,
    clear: () => [...open.keys()].forEach((index) => set(index, scenes.detail)),
  };
}
