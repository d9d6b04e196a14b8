/* What is seen, in the page's address, so that a link shows it to others. */

/** What an encoded text says, or the text itself where it is broken. */
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function makeState(diagram) {
  const { root, model, scenes, view, light, areas, unfolding } = diagram;
  let waiting = 0;

  /** The address' fragment for what is seen; what is as usual is left out. */
  function write() {
    const parts = [];
    const put = (name, ...values) => parts.push(`${name}=${values.map(encodeURIComponent).join(',')}`);
    if (scenes.detail !== root.dataset.detail) put('detail', scenes.detail);
    const chosen = model.tables[light.chosen];
    if (chosen) put('table', chosen.name);
    if (chosen && light.field != null) put('field', chosen.fields[light.field].name);
    if (areas.hidden.size)
      put('hide', ...[...areas.hidden].sort((a, b) => a - b).map((index) => model.areas[index].title));
    if (unfolding.open.size)
      put('open', ...[...unfolding.open].flatMap(([index, detail]) => [model.tables[index].name, detail]));
    if (diagram.theme !== (root.dataset.given ?? 'auto')) put('theme', diagram.theme);
    if (!scenes.isFitted()) {
      const [x, y] = view.centre();
      put('at', Math.round(x), Math.round(y), Number(view.k.toPrecision(3)));
    }
    return parts.join('&');
  }

  /** Notes it in the address: as another entry of the history if `push`, or in place of the last. */
  function note(push = false) {
    clearTimeout(waiting);
    const fragment = write();
    if (fragment === location.hash.slice(1)) return;
    // Anchors of the page around the diagram are not ours to overwrite.
    if (location.hash && !location.hash.includes('=')) return;
    const url = fragment ? `#${fragment}` : location.pathname + location.search;
    if (push) history.pushState({ dmsa: (history.state?.dmsa ?? 0) + 1 }, '', url);
    else history.replaceState(history.state, '', url);
  }

  /** Notes it when things have come to rest. */
  function noteSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(() => note(), 250);
  }

  /** Shows what the address says. */
  function read({ fly = false } = {}) {
    clearTimeout(waiting);
    const said = new Map(
      location.hash
        .slice(1)
        .split('&')
        .filter((part) => part.includes('='))
        .map((part) => {
          const [name, values] = part.split('=', 2);
          return [name, values.split(',').filter(Boolean).map(plain)];
        }),
    );
    const list = (name) => said.get(name) ?? [];
    const one = (name) => list(name)[0];
    diagram.setTheme(one('theme') ?? root.dataset.given ?? 'auto');
    const detail = one('detail');
    unfolding.clear();
    scenes.show(DETAILS.includes(detail) ? detail : root.dataset.detail, { quick: true });
    const titles = new Set(list('hide'));
    areas.set(model.areas.filter((area) => titles.has(area.title)).map((area) => area.index));
    const open = list('open');
    for (let place = 0; place + 1 < open.length; place += 2) {
      const table = model.find(open[place]);
      if (table) unfolding.set(table.index, open[place + 1]);
    }
    const table = model.find(one('table') ?? '');
    const field = table?.fields.findIndex((known) => known.name === one('field')) ?? -1;
    light.chosen = table?.index ?? null;
    light.field = field < 0 ? null : field;
    diagram.refresh();
    const [x, y, k] = list('at').map(Number);
    const known = [x, y, k].every(Number.isFinite) && k > 0;
    const fitting = scenes.fit();
    const [centre, scale] = known
      ? [[x, y], k]
      : table && said.size === 1
        ? diagram.sightOf(table.index)
        : [fitting.centre, fitting.k];
    if (fly) view.fly(centre, scale);
    else view.lookAt(centre, scale);
  }

  addEventListener('popstate', () => read({ fly: true }));
  return { note, noteSoon, read };
}
