// A diagram that is explored in the place of its picture.

/** Resolves when an element that loads something has it. */
const loaded = (element, parent) =>
  new Promise((done, failed) => {
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    parent.append(element);
  });

/** Puts the diagram that is explored in the place of its picture. If that fails, the picture stays. */
const explore = async (figure) => {
  const { explore: page, style, script } = figure.dataset;
  const [answer] = await Promise.all([
    fetch(page),
    loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style }), document.head),
  ]);
  if (!answer.ok) return;
  // Nothing inside a template runs or is styled; of all that the page has, only the diagram comes out of it.
  const parsed = document.createElement("template");
  parsed.innerHTML = await answer.text();
  const diagram = parsed.content.querySelector(".dmsa");
  diagram.querySelector(":scope > h1")?.remove();
  setTheme(diagram, themeNow());
  figure.replaceChildren(document.adoptNode(diagram));
  await loaded(Object.assign(document.createElement("script"), { src: script }), document.body);
};

// Fingers that turn the page would be caught in it: there the picture leads to a page of its own.
for (const figure of document.querySelectorAll("[data-explore]")) {
  if (matchMedia("(pointer: coarse)").matches) break;
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      explore(figure).catch(() => {});
    },
    { rootMargin: "400px" },
  );
  watch.observe(figure);
}
