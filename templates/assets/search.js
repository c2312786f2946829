// Finds reports, datasets and sources in an index that is loaded when a reader
// begins to search. Nothing that is typed leaves the page.
import MiniSearch from 'minisearch';

/** A text with the digits of each number together. */
function joined(text) {
  for (let next; (next = text.replace(/(\p{Nd})[,.'’\u00a0\u2009\u202f](\p{Nd}{3})/gu, '$1$2')) !== text;) text = next;
  return text;
}

/** Cuts text into terms by the rules that made the index. */
export function terms(text) {
  return joined(joined(text.replace(/[\u00ad\u2060]/g, '')).normalize('NFKD')).replace(/\p{Mn}/gu, '')
    .replace(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu, ' $& ')
    .toLowerCase().replaceAll('ς', 'σ')
    .split(/[^\p{L}\p{Nd}\p{M}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+/u).filter(Boolean);
}

export const options = {
  fields: ['title', 'summary', 'text'],
  storeFields: ['title', 'summary', 'kind', 'lang'],
  tokenize: terms,
  processTerm: (term) => term,
};

const query = {
  boost: { title: 4, summary: 2 },
  combineWith: 'AND',
  prefix: (term, i, all) => i === all.length - 1,
  fuzzy: (term) => (term.length > 4 && !/\d/.test(term) ? 0.2 : 0),
};

const most = 50; // results shown
const excerpted = 10; // results with an excerpt of their page
const around = 90; // characters of an excerpt on either side

const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{Nd}\p{M}\u00ad\u2060]+(?:[,.'’\u00a0\u2009\u202f]\u2060?\p{Nd}{3}(?!\p{Nd}))*/gu;

/** Where a text has some of the terms: [start, end] of each word. */
export function places(text, found) {
  return [...text.matchAll(word)].filter((m) => terms(m[0]).some((term) => found.includes(term)))
    .map((m) => [m.index, m.index + m[0].length]);
}

/** The part of a page that has most of the terms, and the cell where it is one. */
function passage(page, found) {
  const main = page.querySelector('main');
  main?.querySelectorAll('script, svg, nav, h1, .card, .cards, .unseen, sup, details.cite').forEach((e) => e.remove());
  let best;
  for (const part of main?.querySelectorAll('td, p, li, dd, figcaption, h2, h3') ?? []) {
    if (part.matches('li:has(p, ul), dd:has(p), td[hidden]')) continue;
    let text = part.textContent.replace(/[ \t\n\r]+/g, ' ').trim(), at = places(text, found);
    const different = new Set(at.map(([from, to]) => terms(text.slice(from, to)).join())).size;
    if (!at.length || best && best.different >= different) continue;
    const cell = part.matches('td[id]') && part;
    if (cell) {
      const head = cell.closest('table').querySelector(`thead th:nth-child(${cell.cellIndex + 1})`);
      const said = [...cell.parentElement.querySelectorAll('th'), head].map((th) => th?.firstChild.textContent.trim());
      text = `${said.join(', ')}: ${text}`;
      at = places(text, found);
    }
    best = { text, at, different, hash: cell ? '#' + cell.id : '' };
  }
  return best;
}

/** Writes a part of a text with what was found marked. */
function mark(element, { text, at }) {
  const from = Math.max(0, at[0][0] - around), to = Math.min(text.length, at[0][1] + around);
  let done = from;
  element.append(from > 0 ? '…' : '');
  for (const [start, end] of at) {
    if (end > to) break;
    element.append(text.slice(done, start));
    element.appendChild(document.createElement('mark')).textContent = text.slice(start, end);
    done = end;
  }
  element.append(text.slice(done, to), to < text.length ? '…' : '');
}

/** Makes a form search as one types; results replace the contents of list. */
function start(form) {
  const [input, list, said] = ['input', 'ol', '[role=status]'].map((s) => form.parentElement.querySelector(s));
  let index;
  const load = () => index ||= fetch(form.dataset.indexSrc, { integrity: form.dataset.indexHash })
    .then((answer) => answer.json()).then((json) => MiniSearch.loadJS(json, options))
    .catch((error) => { index = undefined; throw error; });
  const line = (result) => {
    const item = document.createElement('li');
    const link = item.appendChild(document.createElement('h2')).appendChild(document.createElement('a'));
    link.href = result.id;
    if (result.lang) {
      link.lang = result.lang;
      link.dir = 'auto';
    }
    link.textContent = result.title;
    item.appendChild(document.createElement('p')).textContent = result.summary;
    const kind = item.appendChild(document.createElement('p'));
    kind.className = 'meta';
    kind.textContent = result.kind;
    return item;
  };
  const pages = new Map();
  const read = (path) => {
    if (!pages.has(path)) pages.set(path, fetch(path).then((answer) => answer.ok ? answer.text() : ''));
    return pages.get(path);
  };
  const excerpts = async (words, found, lines) => {
    await new Promise((later) => setTimeout(later, 250));
    for (const [i, result] of found.slice(0, excerpted).entries()) {
      if (words !== input.value.trim()) return;
      const text = await read(result.id).catch(() => '');
      const best = passage(new DOMParser().parseFromString(text, 'text/html'), result.terms);
      if (!best) continue;
      const [title, about] = lines[i].children;
      title.firstChild.href = result.id + best.hash;
      about.replaceChildren();
      mark(about, best);
    }
  };
  const find = async () => {
    const words = input.value.trim();
    history.replaceState(null, '', words ? '?' + new URLSearchParams({ q: words }) : location.pathname);
    let found = [];
    try {
      if (words) found = (await load()).search(words, query);
    } catch {
      said.textContent = said.dataset.failed;
      return;
    }
    if (words !== input.value.trim()) return; // typed on meanwhile
    const lines = found.slice(0, most).map(line);
    list.replaceChildren(...lines);
    excerpts(words, found, lines);
    const one = new Intl.PluralRules(document.documentElement.lang).select(found.length);
    const wording = !found.length ? said.dataset.none : found.length > most ? said.dataset.first : said.getAttribute(`data-count-${one}`) ?? said.dataset.countOther;
    said.textContent = !words ? '' : wording.replace('{n}', found.length.toLocaleString(document.documentElement.lang)).replace('{shown}', most);
  };
  input.addEventListener('input', find);
  input.addEventListener('focus', () => load().catch(() => {}));
  form.addEventListener('submit', (event) => { event.preventDefault(); find(); });
  input.value = new URLSearchParams(location.search).get('q') || '';
  if (input.value) find();
}

if (typeof document !== 'undefined') document.querySelectorAll('form.search').forEach(start);
