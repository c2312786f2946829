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

async function wake(box, key) {
  if (box.dataset.state && box.dataset.state !== 'failed') return;
  box.dataset.state = 'loading';
  try {
    const { wake: live } = await load();
    const step = live(box, JSON.parse(box.querySelector('script').textContent), shown);
    box.dataset.state = 'live';
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
    if (/^(Arrow|Home$|End$|Enter$)/.test(event.key) && box.dataset.state !== 'live') wake(box, event.key);
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
