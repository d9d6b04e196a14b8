/* Puts it all together, for each diagram of the page. */

function mount(root, place) {
  const id = `dmsa-${place}`;
  const sheet = document.body.classList.contains('dmsa-sheet');
  const stage = root.querySelector('.stage');
  const world = root.querySelector('.world');
  const model = readModel(root);
  if (root.dataset.theme) root.dataset.given = root.dataset.theme;
  root.classList.add('live');

  const voice = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const say = (text) => {
    voice.textContent = text;
  };
  const view = makeView(stage, world);
  const scenes = makeScenes({ root, world, view, model });
  scenes.show(scenes.detail);
  const light = makeLight({ scenes, model });
  const unfolding = makeUnfolding({ scenes, model });
  const diagram = { root, sheet, stage, world, view, model, scenes, light, unfolding, say, theme: 'auto' };
  let state = null;

  /** Draws anew what follows from what is chosen, hidden and unfolded. */
  diagram.refresh = () => {
    diagram.areas.apply();
    light.show();
    diagram.panel.show();
    view.measure();
    const { right, bottom } = view.margins();
    corner.style.right = `${right + 12}px`;
    corner.style.bottom = `${bottom + 12}px`;
    minimap.draw();
    bar.show();
    rove(light.chosen ?? roving);
  };

  /* One table can be reached with the tabulator, the others from there with the arrows. */
  let roving = 0;
  const nameOf = (index) => scenes.now.tables[index] && buttonOf(scenes.now.tables[index].group);
  function rove(index) {
    nameOf(roving)?.setAttribute('tabindex', '-1');
    roving = index;
    nameOf(roving)?.setAttribute('tabindex', '0');
  }

  diagram.focusTable = (index) => {
    rove(index);
    nameOf(index).focus({ preventScroll: true });
    view.reveal(scenes.now.tables[index].box);
  };

  /** Where to look to see a table well. */
  diagram.sightOf = (index) => {
    const { box } = scenes.now.tables[index];
    const k = Math.min(1.6, Math.max(view.k, 0.95));
    const { height } = view.room();
    return [[box.x + box.width / 2, box.y + Math.min(box.height, (height - 60) / k) / 2], k];
  };

  /** Chooses a table, or none; flies there unless told not to. */
  diagram.choose = (index, { field = null, fly = true, focus = false } = {}) => {
    const before = light.chosen;
    if (index === before && field === light.field && !fly) return;
    const fitted = scenes.isFitted();
    state?.note();
    light.chosen = index;
    light.field = field;
    light.point(null);
    if (index != null && diagram.areas.hidden.has(model.tables[index].area)) {
      diagram.areas.set([...diagram.areas.hidden].filter((area) => area !== model.tables[index].area));
    }
    if (field != null) {
      const { name } = model.tables[index].fields[field];
      if (!scenes.now.tables[index].rows.some((row) => row.name === name)) unfolding.set(index, 'all');
    }
    diagram.refresh();
    if (index == null) {
      if (fitted) diagram.fit();
      if (focus && before != null) nameOf(before).focus({ preventScroll: true });
    } else {
      if (fly) view.fly(...diagram.sightOf(index));
      else view.soon(() => (fitted ? diagram.fit() : view.reveal(scenes.now.tables[index].box)));
      if (focus) {
        rove(index);
        nameOf(index).focus({ preventScroll: true });
      }
      say(tableInWords(model, model.tables[index]));
    }
    state?.note(index != null);
    diagram.panel.showBack();
  };

  diagram.goBack = () => (history.state?.dmsa ? history.back() : diagram.choose(null));

  diagram.unfold = (index, detail) => {
    if (index == null) return;
    const hadFocus = document.activeElement === nameOf(index);
    unfolding.set(index, detail);
    diagram.refresh();
    if (hadFocus) diagram.focusTable(index);
    say(`${model.tables[index].name}: ${{ names: 'name only', keys: 'keys', all: 'all fields' }[detail]}`);
    state.noteSoon();
  };

  diagram.setDetail = (detail) => {
    const index = document.activeElement?.closest?.('.table')?.dataset.table;
    unfolding.clear();
    scenes.show(detail, { keep: light.chosen ?? undefined });
    diagram.refresh();
    if (index != null) diagram.focusTable(Number(index));
    say({ names: 'Names only', keys: 'Keys', all: 'All fields' }[detail]);
    state.noteSoon();
  };

  diagram.fit = () => {
    const { centre, k } = scenes.fit();
    view.fly(centre, k);
  };

  diagram.setTheme = (theme) => {
    diagram.theme = THEMES.includes(theme) ? theme : 'auto';
    if (diagram.theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = diagram.theme;
    bar.show();
  };

  const { choose, unfold, goBack } = diagram;
  diagram.areas = makeAreas({
    model,
    scenes,
    view,
    choose,
    say,
    changed: () => {
      diagram.refresh();
      state.noteSoon();
    },
  });
  diagram.search = makeSearch({ model, choose, say }, id);
  diagram.panel = makePanel({ model, scenes, unfolding, light, choose, unfold, goBack });
  const minimap = makeMinimap({ view, scenes, model });
  const saving = makeSaving({ root, stage, scenes, view, model, say });

  const bar = makeBar(diagram, id, saving.list);
  const corner = h('div', { class: 'corner' }, minimap.drawn, bar.zoom);
  stage.setAttribute('tabindex', '0');
  stage.setAttribute('role', 'group');
  stage.setAttribute('aria-label', `Diagram of ${model.title}. Arrow keys go from table to table, slash searches.`);
  stage.before(bar.element);
  stage.after(corner, diagram.panel.panel, voice);

  view.margins = () => {
    const { panel } = diagram.panel;
    if (panel.hidden) return { right: 0, bottom: 0 };
    return panel.offsetWidth > stage.clientWidth * 0.8
      ? { right: 0, bottom: panel.offsetHeight }
      : { right: panel.offsetWidth + 12, bottom: 0 };
  };
  view.resters.push(() => state?.noteSoon());
  new ResizeObserver(() => {
    const fitted = scenes.isFitted();
    view.measure();
    if (!fitted) return;
    const { centre, k } = scenes.fit();
    view.lookAt(centre, k);
  }).observe(stage);

  addGestures(diagram);
  addPointing(diagram);
  addKeys(diagram);
  state = makeState(diagram);
  diagram.state = state;
  state.read();
  // On a small screen the keys of all tables cannot be read; their names can.
  if (!location.hash && scenes.fit().k < 0.3) diagram.setDetail('names');
}

document.querySelectorAll('.dmsa').forEach(mount);
