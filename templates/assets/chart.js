// Brings the pictures of charts to life. A picture stands in the page and needs
// no script; when a reader points at it, taps or focuses it, ECharts is loaded
// from the site itself and draws the same chart in the same place, with figures
// that can be pointed at or walked with the arrow keys.
//
// Words come ready from the page and are set as text, never as HTML.

/** Loads ECharts, once for all charts of the page. The page's script element says where it is. */
let engine;
function load() {
  const { engineSrc, engineHash } = document.querySelector('script[data-engine-src]').dataset;
  engine ||= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = engineSrc;
    script.integrity = engineHash;
    script.crossOrigin = 'anonymous';
    script.onload = () => resolve(chartEngine);
    script.onerror = () => { engine = undefined; script.remove(); reject(new Error(engineSrc)); };
    document.head.append(script);
  });
  return engine;
}

/** The picture that the style sheet shows at this width. */
const shown = (box) => [...box.querySelectorAll('.drawn')].find((p) => p.getClientRects().length);

/** An element with a class and text. */
function made(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

/** The panel of a map: its picture is live itself. */
function mapPanel(svg, { panels: [{ words }] }) {
  const region = (place) => svg.querySelector(`[data-at="${place}"]`);
  let lit;
  return {
    at: (left, top, event) => {
      const place = event.target.dataset?.at;
      return place && { place: +place };
    },
    box({ place }) {
      const b = region(place).getBoundingClientRect(), all = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / all.width;
      const [left, top] = [(b.left - all.left) * scale, (b.top - all.top) * scale];
      return { left, top, right: left + b.width * scale, bottom: top + b.height * scale };
    },
    light(at) {
      lit?.classList.remove('lit');
      lit = at && region(at.place);
      lit?.classList.add('lit');
    },
    rows: ({ place }) => (region(place) && words[0][place] ? [0] : []),
  };
}

/** Shows a tip beside what it speaks of, or below it. Boxes are in the picture's pixels. */
function showTip(tip, room, data, number, panel, at, scale) {
  const { title, words } = data.panels[number];
  const list = document.createElement('dl');
  for (const s of panel.rows(at)) {
    const row = made('div', s === at.series ? 'meant' : '', '');
    if (data.series.length > 1) row.append(made('dt', '', data.series[s]));
    row.append(made('dd', '', words[s][at.place]));
    list.append(row);
  }
  tip.replaceChildren(made('p', 'place', [title, data.places[at.place]].filter(Boolean).join(' · ')), list);
  if (data.source) tip.append(made('p', 'source', data.source));
  tip.hidden = false;
  const box = panel.box(at);
  const { offsetWidth: width, offsetHeight: height } = tip;
  const [left, right] = [box.left * scale - 8 - width, box.right * scale + 8];
  const beside = right + width <= room.width ? right : left;
  tip.style.left = (beside >= 0 ? beside : Math.max(0, Math.min(box.left * scale, room.width - width))) + 'px';
  tip.style.top = (beside >= 0 ? Math.max(0, Math.min(box.top * scale, room.height - height)) : box.bottom * scale + 8) + 'px';
}

const moves = {
  ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -Infinity], End: [0, Infinity],
};
const within = (n, last) => Math.min(Math.max(n, 0), last);

/** Makes a picture live. make draws its panels. Returns what a key does: left and right walk the places, up and down the series. */
function enliven(box, data, make) {
  const stage = made('div', 'stage', '');
  const tip = made('div', 'tip', '');
  const voice = made('p', 'unseen', '');
  for (const hidden of [stage, tip]) hidden.setAttribute('aria-hidden', 'true'); // what they say is announced
  tip.hidden = true;
  voice.setAttribute('aria-live', 'polite');
  if (!data.map) box.append(stage);
  box.append(tip);
  box.after(voice);
  let panels = [], name, scale = 1, line = 0, place = -1;
  const draw = () => {
    const picture = shown(box);
    if (!picture) return; // not on the screen, or printed
    const svg = picture.firstElementChild;
    const { width, height } = svg.viewBox.baseVal;
    scale = svg.getBoundingClientRect().width / width;
    stage.style.transform = `scale(${scale})`;
    if (name === picture.dataset.name) return;
    name = picture.dataset.name;
    for (const p of panels) p.dispose?.();
    stage.replaceChildren();
    Object.assign(stage.style, { width: width + 'px', height: height + 'px' });
    panels = data.map ? [mapPanel(svg, data)] : make(stage, data, name);
  };
  draw();
  new ResizeObserver(draw).observe(box);
  const leave = () => {
    for (const p of panels) p.light();
    tip.hidden = true;
  };
  const touch = (number, at) => {
    panels.forEach((p, i) => p.light(i === number ? at : undefined));
    if (panels[number].rows(at).length) showTip(tip, box.getBoundingClientRect(), data, number, panels[number], at, scale);
    else tip.hidden = true;
  };
  const point = (event) => {
    const { left, top } = box.getBoundingClientRect();
    for (const [i, p] of panels.entries()) {
      const at = p.at((event.clientX - left) / scale, (event.clientY - top) / scale, event);
      if (at && p.rows(at).length) return touch(i, at);
    }
    return leave();
  };
  box.addEventListener('pointermove', point);
  box.addEventListener('pointerdown', point);
  box.addEventListener('pointerleave', leave);
  const lines = data.panels.flatMap((p, panel) => p.words.map((words, series) => ({ panel, series, words })));
  const step = (key) => {
    const move = moves[key];
    if (!move) return false;
    const first = place < 0, last = data.places.length - 1;
    place = first ? (key === 'ArrowLeft' || key === 'End' ? last : 0) : within(place + move[1], last);
    if (!first) line = within(line + move[0], lines.length - 1);
    const on = key === 'ArrowLeft' || key === 'End' ? -1 : 1; // past places of which there is nothing to say
    while (!lines[line].words[place] && place + on >= 0 && place + on <= last) place += on;
    const { panel, series, words } = lines[line];
    const said = [data.panels[panel].title, data.places[place], data.series.length > 1 && data.series[series], words[place]];
    voice.textContent = said.filter(Boolean).join(', ') + (first && data.source ? '. ' + data.source : '');
    touch(panel, { place, series });
    return true;
  };
  const done = () => { leave(); line = 0; place = -1; voice.textContent = ''; };
  box.addEventListener('blur', done);
  box.addEventListener('keydown', (event) => {
    if (!event.altKey && !event.ctrlKey && !event.metaKey && step(event.key)) event.preventDefault();
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') done(); }); // also what the pointer shows
  return step;
}

async function wake(box, key) {
  if (box.dataset.state && box.dataset.state !== 'failed') return;
  box.dataset.state = 'loading';
  try {
    const data = JSON.parse(box.querySelector('script').textContent);
    const step = enliven(box, data, data.map || (await load()).panels);
    box.dataset.state = data.map ? 'map' : 'live';
    if (key) step(key);
  } catch (error) {
    box.dataset.state = 'failed'; // the picture and the table have the figures
  }
}

// A reader who saves data gets ECharts on a tap or a key, not by passing over it.
const thrifty = navigator.connection?.saveData;
for (const box of document.querySelectorAll('.picture')) {
  box.tabIndex = 0;
  box.setAttribute('role', 'application'); // screen readers pass the arrow keys on
  box.setAttribute('aria-roledescription', box.dataset.kind);
  box.setAttribute('aria-description', box.dataset.help);
  for (const event of thrifty ? ['click'] : ['pointerenter', 'pointerdown', 'focus']) {
    box.addEventListener(event, () => wake(box), { passive: true });
  }
  box.addEventListener('keydown', (event) => {
    if (/^(Arrow|Home$|End$|Enter$)/.test(event.key) && !/^(live|map)$/.test(box.dataset.state)) wake(box, event.key);
  });
}
// Where the build has drawn nothing, a chart is drawn when it comes into view.
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    wake(target);
  }
}, { rootMargin: '50%' });
for (const box of document.querySelectorAll('.picture.bare')) near.observe(box);
addEventListener('beforeprint', () => document.querySelectorAll('.chart details').forEach((d) => { d.open = true; }));

/** Saves a chart's SVG file as a PNG twice its size, or less where that is too large for a browser. */
async function save({ src, name }) {
  const image = new Image();
  image.src = src;
  await image.decode();
  let png;
  for (const factor of [2, 1.5, 1]) png ||= await pngOf(image, factor);
  if (!png) throw new Error(name);
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(png);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
}

/** An image as a PNG so many times its size. null for one that some browsers, or this one, can't draw. */
function pngOf(image, factor) {
  const width = Math.round(image.naturalWidth * factor), height = Math.round(image.naturalHeight * factor);
  if (Math.max(width, height) > 16384 || width * height > 2 ** 28) return null;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done));
}

for (const button of document.querySelectorAll('button.png')) {
  const status = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener('click', () => {
    status.textContent = '';
    save(button.dataset).catch(() => { status.textContent = button.dataset.failed; });
  });
}
