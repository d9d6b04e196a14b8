/* What is shown, as a file. */

/** The most pixels a picture may have in every browser. */
const MOST_PIXELS = 16384 * 8192;

function makeSaving({ root, stage, scenes, view, model, say }) {
  /* The colours as they are now, of every class that is in use, and the fonts with the data in them. */
  function rules(svg) {
    const classes = new Map();
    for (const element of svg.querySelectorAll('[class]')) {
      for (const name of element.classList) if (/^[fs]-/.test(name) && !classes.has(name)) classes.set(name, element);
    }
    const colors = [...classes].map(([name, element]) => {
      const property = name.startsWith('f-') ? 'fill' : 'stroke';
      return `.${name}{${property}:${getComputedStyle(element)[property]}}`;
    });
    const fonts = [];
    for (const sheet of document.styleSheets) {
      let found = [];
      try {
        found = [...sheet.cssRules];
      } catch {
        // The sheet of another host may not be read, and has nothing of ours.
      }
      for (const rule of found)
        if (rule instanceof CSSFontFaceRule && rule.cssText.includes('Dmsa Sans')) fonts.push(rule.cssText);
    }
    return `${fonts.join('\n')}
text{font-family:"Dmsa Sans","Dmsa Sans More","Segoe UI",Arial,sans-serif;white-space:pre}
.b{font-weight:600}.m{text-anchor:middle}.e{text-anchor:end}.s{text-decoration:line-through}.n{fill:none}.d{stroke-dasharray:4 3}
.off,.gone,.hit{display:none}.glow{fill-opacity:.25;fill:#f4b400}
.lit .table:not(.on),.lit .line:not(.on){opacity:.2}
${colors.join('\n')}`;
  }

  /** The picture as a file of its own: all of it, or the part that is seen. */
  function svgText(part) {
    const { svg, width, height } = scenes.now;
    const copy = svg.cloneNode(true);
    const room = view.room();
    const box = part
      ? [-view.x / view.k, -view.y / view.k, room.width / view.k, room.height / view.k]
      : [0, 0, width, height];
    copy.setAttribute('viewBox', box.map((number) => Math.round(number * 100) / 100).join(' '));
    const [w, high] = part ? [room.width, room.height] : [width, height];
    copy.setAttribute('width', w);
    copy.setAttribute('height', high);
    copy.setAttribute('role', 'img');
    for (const element of copy.querySelectorAll('[tabindex]'))
      for (const name of ['tabindex', 'role', 'aria-pressed']) element.removeAttribute(name);
    const ground = s('rect', {
      x: box[0],
      y: box[1],
      width: box[2],
      height: box[3],
      fill: getComputedStyle(stage).backgroundColor,
    });
    copy.prepend(s('style', {}, rules(svg)), ground);
    return { text: new XMLSerializer().serializeToString(copy), width: w, height: high };
  }

  function hand(blob, extension) {
    const url = URL.createObjectURL(blob);
    const a = h('a', { href: url, download: `${model.name.replace(/[^\w.]+/g, '-')}.${extension}` });
    root.append(a);
    a.click();
    a.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    say(`${extension.toUpperCase()} saved`);
  }

  function svgFile(part) {
    hand(new Blob([svgText(part).text], { type: 'image/svg+xml' }), 'svg');
  }

  async function pngFile(part) {
    const { text, width, height } = svgText(part);
    const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    try {
      const image = new Image();
      image.src = url;
      await image.decode();
      const scale = Math.min(2, 16384 / width, 16384 / height, Math.sqrt(MOST_PIXELS / (width * height)));
      const canvas = h('canvas', { width: Math.round(width * scale), height: Math.round(height * scale) });
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
      if (blob) hand(blob, 'png');
      else say('This browser cannot make the picture');
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  const entry = (text, note, act) =>
    h(
      'button',
      { type: 'button', class: 'entry', onclick: act },
      h('span', {}, text),
      h('span', { class: 'note' }, note),
    );
  const list = h(
    'div',
    { role: 'group', 'aria-label': 'Save' },
    entry('Diagram as SVG', 'the whole, as it is shown', () => svgFile(false)),
    entry('Diagram as PNG', 'the whole, as it is shown', () => pngFile(false)),
    entry('View as SVG', 'what is seen now', () => svgFile(true)),
    entry('View as PNG', 'what is seen now', () => pngFile(true)),
    entry('Print …', 'the whole, on light paper', () => print()),
  );
  return { list };
}
