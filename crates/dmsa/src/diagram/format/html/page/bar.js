/* The controls above the diagram, and those for its scale. */

const THEMES = ['auto', 'light', 'dark'];

function makeBar(diagram, id, saving) {
  const { root, sheet, view, scenes, areas, search, say } = diagram;

  const details = h(
    'fieldset',
    { class: 'choice' },
    h('legend', { class: 'unseen' }, 'Detail'),
    ...DETAILS.map((detail) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name: `${id}-detail`, value: detail, onchange: () => diagram.setDetail(detail) }),
        h('span', {}, { names: 'Names', keys: 'Keys', all: 'All fields' }[detail]),
      ),
    ),
  );
  const theme = iconButton('auto', 'Colours', () => {
    diagram.setTheme(THEMES[(THEMES.indexOf(diagram.theme) + 1) % THEMES.length]);
    say(theme.title);
    diagram.state.noteSoon();
  });
  const menus = [
    [iconButton('areas', 'Subject areas and tables', () => {}, 'Areas'), areas.list],
    [iconButton('save', 'Save or print', () => {}, 'Save'), saving],
    [iconButton('help', 'Keys and signs', () => {}), help()],
  ];
  const full =
    document.fullscreenEnabled && !sheet
      ? iconButton('full', 'Full screen', () =>
          document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen(),
        )
      : null;
  const [[areasButton], [saveButton], [helpButton]] = menus;
  // What stands below the title in the picture stands here while there is room.
  const under = h('p', { class: 'under' }, scenes.now.svg.querySelectorAll('.title > text')[1]?.textContent ?? '');
  const element = h(
    'div',
    { class: 'bar' },
    root.querySelector(':scope > h1'),
    search.box,
    details,
    under,
    h('div', { class: 'tools' }, areasButton, saveButton, theme, full, helpButton),
    ...menus.map(([, content]) => content),
  );
  for (const [button, content] of menus) dropDown(button, content);

  const percent = h('span', { class: 'percent' });
  const zoom = h(
    'div',
    { class: 'zoom', role: 'group', 'aria-label': 'Zoom' },
    iconButton('minus', 'Smaller', () => view.zoom(1 / 1.4)),
    percent,
    iconButton('plus', 'Larger', () => view.zoom(1.4)),
    iconButton('fit', 'Show everything', () => diagram.fit()),
  );
  view.watchers.push(() => {
    percent.textContent = `${Math.round(view.k * 100)} %`;
  });

  /** Shows which detail and which colours are chosen. */
  function show() {
    for (const input of details.querySelectorAll('input')) input.checked = input.value === scenes.detail;
    const label = `Colours: ${{ auto: 'as the system', light: 'light', dark: 'dark' }[diagram.theme]}`;
    theme.setAttribute('aria-label', label);
    theme.title = label;
    theme.querySelector('.icon').replaceWith(icon(diagram.theme));
  }

  return { element, zoom, show };
}

function help() {
  const keys = KEYS.flatMap(([names, what]) => [
    h('dt', {}, ...names.split(' ').map((key) => h('kbd', {}, key))),
    h('dd', {}, what),
  ]);
  return h(
    'div',
    { role: 'group', 'aria-label': 'Keys and signs', tabindex: '-1' },
    h('dl', {}, ...keys),
    h(
      'p',
      {},
      'Point at a table to see what it has to do with, press it to read its fields. A mark such as → concept leads to ' +
        'that table, a press on a line to its other end, a double press on a table unfolds it.',
    ),
  );
}
