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

const suggestion = (path, name, about) => {
  const link = document.createElement("a");
  link.href = root + path;
  const small = document.createElement("small");
  small.textContent = about;
  link.append(name, " ", small);
  return link;
};

const show = ({ hits, did_you_mean: meant }) => {
  const links = hits.slice(0, 8).map((hit) => {
    const name = [hit.table, hit.field].filter(Boolean).join(".") || hit.model;
    return suggestion(hit.path, name, `${hit.kind} · ${hit.model} ${hit.version}`);
  });
  if (meant) links.push(suggestion(`search?q=${encodeURIComponent(meant)}`, meant, "is this what you mean?"));
  list.replaceChildren(...links);
  list.hidden = !links.length;
};

search.addEventListener("input", async () => {
  const mine = ++newest;
  const words = search.value.trim();
  if (!words) return hide();
  await new Promise((done) => setTimeout(done, 80));
  if (mine !== newest) return;
  try {
    const answer = await fetch(`${root}search?format=json&q=${encodeURIComponent(words)}`);
    const found = answer.ok ? await answer.json() : { hits: [] };
    if (mine === newest) show(found);
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
