// What "vitrine serve" adds to each page: it shows what is wrong with the site's
// files over the page, and reloads the page when they have changed. No page of a
// published site has it.

const version = Number(new URL(import.meta.url).searchParams.get('v'));
const events = new URL('events', import.meta.url);

const look = new CSSStyleSheet();
look.replaceSync(`
  section { position: fixed; inset: auto 0 0; z-index: 9; max-height: 60vh; overflow: auto; box-sizing: border-box;
    padding: 1rem 1.5rem; background: #fff; color: #1a1a1a; border-top: 4px solid #a4262c; box-shadow: 0 -2px 12px #0004;
    font: 15px/1.45 system-ui, sans-serif; }
  h2 { margin: 0 0 .5rem; font-size: 1rem; }
  ol { margin: 0; padding: 0; list-style: none; }
  li { margin: 0 0 .8rem; }
  code, pre { font: 13px/1.5 ui-monospace, monospace; }
  pre { margin: .2rem 0; padding: .4rem .6rem; background: #f3f3f3; white-space: pre-wrap; overflow-wrap: anywhere; }
  .warning { color: #666; }
  button { float: right; font: inherit; }
`);

let overlay;

/** Shows problems over the page; the page stays as it was when all was well. */
function show(problems) {
  overlay?.remove();
  overlay = undefined;
  if (!problems.length) return;
  overlay = document.createElement('vitrine-problems');
  const root = overlay.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [look];
  const add = (parent, tag, text) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  };
  const section = add(root, 'section');
  section.setAttribute('role', 'alert');
  const close = add(section, 'button', 'Hide');
  close.onclick = () => overlay?.remove();
  add(section, 'h2', `This page is as it was before ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}`);
  const list = add(section, 'ol');
  for (const { place, text, hint, line, warning } of problems) {
    const item = add(list, 'li');
    if (warning) item.className = 'warning';
    add(item, 'code', place);
    add(item, 'div', text);
    if (line) add(item, 'pre', line);
    if (hint) add(item, 'pre', hint);
  }
  document.body.append(overlay);
}

/** Takes another style sheet without loading the page anew. */
function restyle({ href, integrity }) {
  const old = document.querySelector('link[rel="stylesheet"]');
  if (!old || !href || old.getAttribute('href') === href) return;
  const link = old.cloneNode();
  link.href = href;
  link.integrity = integrity;
  link.onload = () => old.remove();
  old.after(link);
}

// A browser opens few connections to one server, so a page that is not seen
// gives up its own.
let source;
function listen() {
  source?.close();
  source = undefined;
  if (document.hidden) return;
  let lost = false; // the server was ended and begins anew: all may be different
  source = new EventSource(events);
  source.onerror = () => { lost = true; };
  source.onopen = () => { if (lost) location.reload(); };
  source.onmessage = ({ data }) => {
    const state = JSON.parse(data);
    show(state.problems);
    if (state.page > version) location.reload();
    else if (!state.problems.length) restyle(state.style);
  };
}
document.addEventListener('visibilitychange', listen);
listen();
