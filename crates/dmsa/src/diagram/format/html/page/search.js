/* The field that finds tables and fields. */

const MOST = 40;

/** How well a name fits what was typed: at its beginning, at a word's, anywhere; the lower the better, or nothing. */
function fit(name, words) {
  const lower = name.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at < 0) return null;
    sum += lower === word ? 0 : at === 0 ? 1 : /[^a-z0-9]/.test(lower[at - 1]) ? 2 : 3;
  }
  return sum + lower.length / 1000;
}

/** What was typed may be parts of a name, or of a table's and a field's with a point between them. */
function find(model, typed) {
  const [first, second] = typed
    .toLowerCase()
    .split('.', 2)
    .map((part) => part.split(/[\s]+/).filter(Boolean));
  const found = [];
  for (const table of model.tables) {
    const own = fit(table.name, first);
    if (own != null && !second) found.push({ table, fits: own });
    if (second && own == null) continue;
    table.fields.forEach((field, place) => {
      const fits = second ? fit(field.name, second) : fit(field.name, first);
      if (fits != null) found.push({ table, field, place, fits: fits + (own == null ? 2 : 1.5) });
    });
  }
  return found.sort((a, b) => a.fits - b.fits).slice(0, MOST);
}

function makeSearch({ model, choose, say }, id) {
  const list = h('ul', {
    id: `${id}-found`,
    role: 'listbox',
    'aria-label': 'What was found',
    class: 'found',
    hidden: true,
  });
  const input = h('input', {
    type: 'search',
    role: 'combobox',
    'aria-label': 'Search tables and fields',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    placeholder: 'Search tables and fields',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const box = h('div', { class: 'search' }, icon('search'), input, h('kbd', { 'aria-hidden': 'true' }, '/'), list);
  let results = [];
  let at = -1;

  function mark(next) {
    list.children[at]?.setAttribute('aria-selected', 'false');
    at = next;
    const option = list.children[at];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) mark(-1);
  }

  function update() {
    const typed = input.value.trim();
    results = typed ? find(model, typed) : [];
    list.replaceChildren(
      ...results.map(({ table, field }, place) =>
        h(
          'li',
          {
            id: `${id}-found-${place}`,
            role: 'option',
            'aria-selected': 'false',
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => take(place),
          },
          swatch(model.areas[table.area]),
          h('span', { class: 'name' }, field ? field.name : table.name),
          h('span', { class: 'where' }, field ? table.name : count(table.fields.length, 'field')),
        ),
      ),
    );
    if (typed && !results.length)
      list.append(
        h(
          'li',
          { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', class: 'none' },
          `Nothing is called “${typed}”`,
        ),
      );
    at = -1;
    open(Boolean(typed));
    if (results.length) mark(0);
    if (typed) say(results.length ? `${results.length} found` : 'nothing found');
  }

  function take(place) {
    const result = results[place];
    if (!result) return;
    input.value = '';
    update();
    input.blur();
    choose(result.table.index, { field: result.place ?? null, focus: true });
  }

  input.addEventListener('input', update);
  input.addEventListener('focus', () => input.value.trim() && update());
  input.addEventListener('blur', () => open(false));
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && results.length) mark((at + step + results.length) % results.length);
    else if (event.key === 'Enter') take(Math.max(0, at));
    else if (event.key === 'Escape' && (input.value || !list.hidden)) {
      input.value = '';
      update();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { box, input };
}

/** A patch of the colour of an area. */
function swatch(area) {
  const hue = area?.hue ?? 0;
  return s(
    'svg',
    { class: 'swatch', viewBox: '0 0 8 8', width: 10, height: 10, 'aria-hidden': 'true' },
    s('rect', { class: `f-hd${hue}`, width: 8, height: 8, rx: 2 }),
  );
}
