// What pages do beyond what they say: copying, filtering, and answering a search as it is typed.
"use strict";

const root = document.body.dataset.root;

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => (button.textContent = label), 1500);
  });
}

for (const input of document.querySelectorAll("[data-filter]")) {
  input.closest("[hidden]").hidden = false;
  const rows = [...document.querySelectorAll(`#${input.dataset.filter} tbody tr`)];
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}

// Empty text is no value: addresses stay short.
for (const form of document.querySelectorAll("form.options")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const field of form.elements) {
      const usual = field.matches("select") && field.selectedIndex === 0;
      if (field.name && (usual || (field.type === "text" && !field.value.trim()))) formData.delete(field.name);
    }
  });
}

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
