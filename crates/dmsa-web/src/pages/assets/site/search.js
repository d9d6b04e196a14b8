// A search that answers as it is typed.

/** The way to the first page. */
const root = document.body.dataset.root;

const search = document.getElementById("q");
const list = document.getElementById("suggestions");
let newest = 0;

const hide = () => {
  list.hidden = true;
  list.replaceChildren();
};

const show = (hits) => {
  list.replaceChildren(
    ...hits.slice(0, 8).map((hit) => {
      const link = document.createElement("a");
      link.href = root + hit.path;
      const name = [hit.table, hit.field].filter(Boolean).join(".") || hit.model;
      const where = document.createElement("small");
      where.textContent = `${hit.kind} · ${hit.model} ${hit.version}`;
      link.append(name, " ", where);
      return link;
    }),
  );
  list.hidden = !hits.length;
};

search.addEventListener("input", async () => {
  const mine = ++newest;
  const words = search.value.trim();
  if (!words) return hide();
  await new Promise((done) => setTimeout(done, 80));
  if (mine !== newest) return;
  try {
    const answer = await fetch(`${root}search?format=json&q=${encodeURIComponent(words)}`);
    const hits = answer.ok ? await answer.json() : [];
    if (mine === newest) show(hits);
  } catch {
    hide();
  }
});

search.form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return hide();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || list.hidden) return;
  const stops = [search, ...list.children];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

search.form.addEventListener("focusout", (event) => {
  if (!search.form.contains(event.relatedTarget)) hide();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    search.focus();
  }
});
