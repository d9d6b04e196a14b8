/* Elements, icons and menus. */

/** An element of HTML: `h('button', { class: 'round', onclick: act }, 'Go')`. */
function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An element of SVG. */
function s(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/* Drawn on 16 by 16 with a stroke of one and a half. */
const ICONS = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10M10.7 10.7 14 14',
  areas: 'M2 3h5v4H2zM9.5 3H14v7H9.5zM2 9.5h5V13H2z',
  save: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M12.8 3.2l-1 1M4.2 11.8l-1 1',
  dark: 'M13.2 9.6A5.8 5.8 0 0 1 6.4 2.8a5.8 5.8 0 1 0 6.8 6.8z',
  auto: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8.7 4.5h2.8M8.7 8h4.8M8.7 11.5h2.8',
  help: 'M5.6 5.7a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M8 12.2v.3',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  full: 'M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5 7 9',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  back: 'M7 3 2.5 8 7 13M2.5 8h11',
  target: 'M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M8 1v3M8 12v3M1 8h3M12 8h3',
};

function icon(name) {
  const drawn = s('path', { d: ICONS[name] });
  return s('svg', { class: 'icon', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, drawn);
}

/** A button that shows an icon, and a text if it has one; the label is for those who do not see the icon. */
function iconButton(name, label, act, text) {
  const words = text ? h('span', { class: 'words' }, text) : null;
  return h(
    'button',
    { type: 'button', class: 'tool', 'aria-label': label, title: label, onclick: act },
    icon(name),
    words,
  );
}

/** Makes a button open and close what stands below it. Escape and a press elsewhere close it, too. */
function dropDown(button, content, opened = () => {}) {
  content.hidden = true;
  content.classList.add('menu');
  button.setAttribute('aria-expanded', 'false');
  const set = (open) => {
    content.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    opened();
    const stands = content.parentElement.getBoundingClientRect();
    const wanted = button.getBoundingClientRect().right - content.offsetWidth;
    content.style.left = `${Math.max(8, wanted - stands.left)}px`;
    content.querySelector('button, input, [tabindex]')?.focus();
  };
  button.addEventListener('click', () => set(content.hidden));
  content.addEventListener('click', (event) => event.target.closest('.entry') && set(false));
  content.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    set(false);
    button.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!content.hidden && !content.contains(event.target) && !button.contains(event.target)) set(false);
  });
  return { close: () => set(false) };
}

/** How many of what: `1 field`, `2 fields`. */
function count(number, word) {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** Whether whoever looks has asked for less motion. */
function isCalm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
