/* What there is to know of the chosen table. */

function makePanel({ model, scenes, unfolding, light, choose, unfold, goBack }) {
  const body = h('div', { class: 'body', tabindex: '0', role: 'group', 'aria-label': 'Fields and references' });
  const title = h('h2', { tabindex: '-1' });
  const area = h('p', { class: 'area' });
  const back = iconButton('back', 'Back to what was chosen before', () => goBack());
  const close = iconButton('close', 'Close', () => choose(null, { focus: true }));
  const folds = h(
    'fieldset',
    { class: 'choice small' },
    h('legend', {}, 'In the diagram'),
    ...DETAILS.map((detail) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name: 'dmsa-unfold', value: detail, onchange: () => unfold(light.chosen, detail) }),
        h('span', {}, { names: 'Name', keys: 'Keys', all: 'All fields' }[detail]),
      ),
    ),
  );
  const panel = h(
    'section',
    { class: 'panel', 'aria-label': 'Table', hidden: true },
    h('header', {}, h('div', { class: 'heading' }, title, area), back, close),
    folds,
    body,
  );

  const change = (sign) => ({ '+': 'added', '-': 'removed', '~': 'changed' })[sign] ?? '';
  const link = (index, field, text) =>
    h('button', { type: 'button', class: 'link', onclick: () => choose(index, { field }) }, text);

  /** The other fields of a reference of several. */
  function together(table, pairs, place) {
    const others = pairs.filter(([field]) => field != null && field !== place).map(([field]) => table.fields[field].name);
    return others.length ? ` together with ${others.join(', ')}` : '';
  }

  function fieldItem(table, field, place) {
    const signs = field.signs;
    const badge = (sign, short, long) =>
      signs.includes(sign) && h('abbr', { class: `badge ${sign}`, title: long }, short);
    const goes = table.out.flatMap(({ to, pairs }) =>
      pairs.filter(([from]) => from === place).map(([, toField]) => ({ to, toField, others: together(table, pairs, place) })),
    );
    const head = h(
      'div',
      { class: signs.includes('p') ? 'field key' : 'field' },
      h('span', { class: 'name' }, field.name),
      badge('p', 'PK', 'primary key') || null,
      badge('u', 'UQ', 'unique') || null,
      badge('t', 'U+', 'unique together with other fields') || null,
      badge('r', 'F+', 'refers together with other fields') || null,
      h(
        'span',
        { class: 'type' },
        field.type,
        signs.includes('n') ? h('span', { class: 'must', title: 'must have a value' }, ' ●') : null,
      ),
    );
    const what = [...signs].map(change).filter(Boolean).join('');
    return h(
      'li',
      { class: place === light.field ? 'at' : '' },
      head,
      ...goes.map(({ to, toField, others }) =>
        h(
          'div',
          { class: 'goes' },
          '→ ',
          typeof to === 'number' ? link(to, toField, fieldName(model, to, toField)) : `${fieldName(model, to, toField)} (not shown)`,
          others,
        ),
      ),
      what ? h('div', { class: 'about' }, what) : null,
      field.about ? h('div', { class: 'about' }, field.about) : null,
    );
  }

  function showBack() {
    back.hidden = !(history.state?.dmsa > 1);
  }

  function show() {
    const table = model.tables[light.chosen];
    if (panel.hidden && table) {
      // It may open below the pointer: the second press of two still reaches the table.
      panel.classList.add('fresh');
      setTimeout(() => panel.classList.remove('fresh'), TWICE);
    }
    panel.hidden = !table;
    if (!table) return;
    title.textContent = table.name;
    const named = model.areas[table.area]?.title;
    area.replaceChildren(
      swatch(model.areas[table.area]),
      [named, change(table.change)].filter(Boolean).join(' · ') || 'Table',
    );
    for (const input of folds.querySelectorAll('input')) input.checked = input.value === unfolding.of(table.index);
    const from = new Map();
    for (const reference of table.in) from.set(reference.from, [...(from.get(reference.from) ?? []), reference]);
    body.replaceChildren(
      ...(table.about ? [h('p', { class: 'about' }, table.about)] : []),
      h('h3', {}, count(table.fields.length, 'field')),
      h('ul', { class: 'fields' }, ...table.fields.map((field, place) => fieldItem(table, field, place))),
      ...(table.in.length
        ? [
            h('h3', {}, `Referred to by ${count(table.in.length, 'field')}`),
            h(
              'ul',
              { class: 'from' },
              ...[...from].map(([index, references]) =>
                h(
                  'li',
                  {},
                  swatch(model.areas[model.tables[index].area]),
                  link(index, null, model.tables[index].name),
                  h(
                    'span',
                    { class: 'by' },
                    references
                      .map((r) => r.pairs.map(([field]) => model.tables[r.from].fields[field]?.name ?? '').join(' + '))
                      .join(', '),
                  ),
                ),
              ),
            ),
          ]
        : []),
    );
    showBack();
    body.scrollTop = 0;
    body.querySelector('.at')?.scrollIntoView({ block: 'center' });
  }

  return { panel, show, showBack };
}
