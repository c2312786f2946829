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
  return joined(joined(text).normalize('NFKD')).replace(/\p{Mn}/gu, '')
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
    const about = item.appendChild(document.createElement('p'));
    about.textContent = result.summary;
    const kind = item.appendChild(document.createElement('p'));
    kind.className = 'meta';
    kind.textContent = result.kind;
    return item;
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
    list.replaceChildren(...found.slice(0, most).map(line));
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
