// Brings the pictures of a page to life: the page's script calls wake(). ECharts draws the
// same chart in the same place; what a pointer touches or a key reaches is highlighted, said
// in a tip and announced. Text is measured by the table that the build has laid it out by, so
// that nothing moves when ECharts takes over.
//
// Colours are variables of the page's style sheet. Words come ready, and are set as text:
// where the option has "words", ECharts gets them through a function, since it would read a
// string as a template.
import { init, setPlatformAPI } from 'echarts/core';

function width(text) {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < ADVANCES.length) sum += ADVANCES[code];
    else if (!/[\p{Mn}\p{Me}\p{Cf}]/u.test(letter)) sum += SCRIPTS.find(([last]) => code <= last)[1];
  }
  return sum / 1000;
}

setPlatformAPI({
  measureText: (text, font) => ({ width: width(text || '') * parseFloat(/([\d.]+)px/.exec(font || '12px')[1]) }),
});

const isObject = (v) => v && typeof v === 'object' && !Array.isArray(v);

/** An object with the members of another, which go before its own, and so on inside. */
function merged(object, other) {
  if (!isObject(object) || !isObject(other)) return other;
  const made = { ...object };
  for (const [name, member] of Object.entries(other)) made[name] = merged(made[name], member);
  return made;
}

// What all charts have, or all axes, or all series of a type: the pages hold the rest.
const ink = 'var(--ink)', soft = 'var(--soft)', rule = 'var(--rule)';
const words = { fontSize: 13, lineHeight: 17 };
const axes = {
  nameTextStyle: { color: soft, ...words }, axisLabel: { hideOverlap: false, ...words },
  axisLine: { onZero: false, lineStyle: { color: soft } }, axisTick: { show: false },
};
const places = { axisLabel: { color: ink, interval: 0 }, axisLine: { show: true }, splitLine: { show: false } };
const numbers = { axisLabel: { color: soft }, axisLine: { show: false }, splitLine: { show: true } };
const ends = { type: 'value', min: 0, max: 1, show: false }; // beside an axis, for what reaches from end to end of it
const legend = {
  show: true, type: 'plain', left: 0, padding: 0, itemGap: 14, itemWidth: 16, itemHeight: 14, selectedMode: false,
  textStyle: { color: ink, fontFamily: 'var(--sans)', ...words },
};
const types = {
  bar: { barGap: '10%', barCategoryGap: '34%', barMaxWidth: 64 },
  line: { connectNulls: false, showSymbol: true, showAllSymbol: true, symbolSize: 8, clip: false, lineStyle: { width: 2 } },
  scatter: { clip: false },
  pie: {},
};

function axisOf(option) {
  const axis = merged(merged(axes, option.places ? places : numbers), option);
  const { words = [], customValues } = axis.axisLabel;
  axis.axisLabel.formatter = customValues ? (value) => words[customValues.indexOf(value)] ?? '' : (_, i) => words[i];
  if (!option.places) {
    const line = option.bare ? 'transparent' : rule;
    axis.splitLine.lineStyle = { color: customValues.map((v) => (v === 0 && customValues[0] < 0 ? soft : line)) };
  }
  return axis;
}

function seriesOf(option) {
  const series = merged(types[option.type], option);
  const { lineStyle, areaStyle } = series;
  const outlined = { borderColor: ink, borderWidth: 2 };
  series.emphasis ||= { scale: false, itemStyle: { color: 'inherit', ...outlined }, lineStyle, areaStyle };
  series.data = option.data.map((point) => {
    const { label } = point;
    if (!label) return point;
    const { words } = label;
    return { ...point, label: { show: words !== '', color: ink, fontSize: 13, ...label, formatter: () => words } };
  });
  return series;
}

/** What ECharts gets for a panel of a chart, as a page holds it. */
export function optionOf({ option }) {
  const made = {
    animation: false, textStyle: { color: ink, fontSize: 13, fontFamily: 'var(--sans)' },
    series: option.series.map(seriesOf),
  };
  const both = (axis, index) => (option.series.some((s) => s[index]) ? [axisOf(axis), ends] : axisOf(axis));
  if (option.grid) {
    made.grid = { ...option.grid, outerBoundsMode: 'none' };
    made.xAxis = both(option.xAxis, 'xAxisIndex');
    made.yAxis = both(option.yAxis, 'yAxisIndex');
  }
  if (option.legend) {
    const { words = {} } = option.legend;
    const formatter = (name) => (Object.hasOwn(words, name) ? words[name] : name);
    made.legend = { ...legend, ...option.legend, formatter };
  }
  return made;
}

/** The middles of places along an axis of a panel, in pixels, or nothing where it has no places. */
function middles(axis, start, end, count) {
  if (!axis?.places) return undefined;
  const { customValues } = axis.axisLabel;
  if (customValues) return customValues.map((v) => start + ((v - axis.min) / (axis.max - axis.min)) * (end - start));
  return Array.from({ length: count }, (_, i) => start + ((2 * i + 1) / (2 * count)) * (end - start));
}

const nearest = (list, at) => list.reduce((best, v, i) => (Math.abs(v - at) < Math.abs(list[best] - at) ? i : best), 0);

/** Where the places of a panel are, and its rows of tiles. */
function layout({ width, height, option: { grid, xAxis, yAxis } }, data) {
  if (!grid) return {};
  const area = { left: grid.left, top: grid.top, right: width - grid.right, bottom: height - grid.bottom };
  const x = middles(xAxis, area.left, area.right, data.places.length);
  const rows = x && yAxis.places;
  const y = middles(yAxis, area.top, area.bottom, (rows ? data.series : data.places).length);
  return { area, x, y, rows };
}

/** The number of the datum of a place: a series that breaks has more data than places. */
function dataIndex({ option: { xAxis, series } }, number, place) {
  const values = xAxis?.places && xAxis.axisLabel.customValues;
  if (!values) return place;
  return series[number].data.findIndex((d) => (d.value ?? d)[0] === values[place]);
}

/** One panel of a live chart: it draws, finds what is touched and highlights it. */
function panelOf(stage, panel, data, number) {
  const element = document.createElement('div');
  Object.assign(element.style, {
    position: 'absolute', left: panel.x + 'px', top: panel.y + 'px', width: panel.width + 'px', height: panel.height + 'px',
  });
  stage.append(element);
  const { width, height } = panel;
  const chart = init(element, null, { renderer: 'svg', width, height });
  chart.setOption(optionOf(panel));
  const { area, x, y, rows } = layout(panel, data);
  const words = data.panels[number].words;
  const skip = data.skip || 0;
  const index = (at) => ({ seriesIndex: at.series + skip, dataIndex: dataIndex(panel, at.series + skip, at.place) });
  let lit = [];
  return {
    chart, element, panel, words,
    /** What lies at a point of the panel; nothing outside of the drawing. */
    at(left, top) {
      if (!area) return undefined;
      if (left < area.left - 12 || left > area.right + 12 || top < area.top - 12 || top > area.bottom + 12) return undefined;
      if (rows) return { place: nearest(x, left), series: nearest(y, top) };
      return { place: x ? nearest(x, left) : nearest(y, top) };
    },
    /** The box of a place that a tip must not cover. */
    box({ place, series }) {
      if (!area) return { left: width / 2, right: width / 2, top: 0, bottom: height };
      const slot = x && x.length > 1 ? Math.min(...x.slice(1).map((v, i) => v - x[i])) : width / 4;
      const row = y && (area.bottom - area.top) / y.length;
      const side = x ? [x[place] - Math.min(slot, 60) / 2, x[place] + Math.min(slot, 60) / 2] : [area.left, area.right];
      const high = rows ? y[series] : y?.[place];
      return { left: side[0], right: side[1], top: high ? high - row / 2 : area.top, bottom: high ? high + row / 2 : area.bottom };
    },
    light(at) {
      for (const point of lit) chart.dispatchAction({ type: 'downplay', ...point });
      lit = [];
      if (!at) return;
      for (let series = 0; series < words.length; series++) {
        if ((rows || !area) && series !== (at.series ?? 0)) continue;
        if (words[series][at.place]) lit.push(index({ ...at, series }));
      }
      for (const point of lit) chart.dispatchAction({ type: 'highlight', ...point });
    },
    /** All series of a place, or of tiles and slices the one that is meant. */
    rows: ({ place, series }) => words.map((list, s) => ({ s, text: list[place] }))
      .filter(({ s, text }) => text && (!(rows || !area) || s === (series ?? 0))),
  };
}

/** An element with a class and text. */
function made(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** The tip: what it says of a place, beside it. */
function tipOf(box) {
  const tip = made('div', 'tip');
  tip.setAttribute('aria-hidden', 'true'); // what it says is announced
  tip.hidden = true;
  box.append(tip);
  return {
    hide() { tip.hidden = true; },
    show(data, panel, at, scale) {
      const head = [data.panels[panel.number].title, data.places[at.place]].filter(Boolean).join(' · ');
      const list = made('dl', '');
      for (const { s, text } of panel.rows(at)) {
        const row = made('div', s === at.series ? 'meant' : '');
        if (data.series.length > 1) row.append(made('dt', '', data.series[s]));
        row.append(made('dd', '', text));
        list.append(row);
      }
      tip.replaceChildren(made('p', 'place', head), list);
      if (data.source) tip.append(made('p', 'source', data.source));
      tip.hidden = false;
      const b = panel.box(at);
      const room = box.getBoundingClientRect();
      const left = (panel.panel.x + b.left) * scale, right = (panel.panel.x + b.right) * scale;
      const top = (panel.panel.y + b.top) * scale, bottom = (panel.panel.y + b.bottom) * scale;
      const { offsetWidth: w, offsetHeight: h } = tip;
      const beside = right + 8 + w <= room.width ? right + 8 : left - 8 - w;
      const fits = beside >= 0; // beside the place, or else below what it speaks of
      tip.style.left = Math.max(0, fits ? beside : Math.min(left, room.width - w)) + 'px';
      tip.style.top = (fits ? Math.max(0, Math.min(top, room.height - h)) : bottom + 8) + 'px';
    },
  };
}

/** Makes a picture live. data is what its page holds; shown finds the picture on the screen. */
export function wake(box, data, shown) {
  const stage = made('div', 'stage');
  stage.setAttribute('aria-hidden', 'true');
  box.append(stage);
  const tip = tipOf(box);
  const voice = made('p', 'unseen');
  voice.setAttribute('aria-live', 'polite');
  box.after(voice);
  let panels = [], name, scale = 1, cited = false;
  const leave = () => {
    for (const p of panels) p.light();
    tip.hide();
  };
  const touch = (panel, at) => {
    for (const p of panels) if (p !== panel) p.light();
    panel.light(at);
    tip.show(data, panel, at, scale);
  };
  const draw = () => {
    const picture = shown(box);
    if (!picture) return; // not on the screen, or printed
    const { width, height } = picture.firstElementChild.viewBox.baseVal;
    scale = picture.getBoundingClientRect().width / width;
    stage.style.transform = `scale(${scale})`;
    if (name === picture.dataset.name) return;
    name = picture.dataset.name;
    for (const p of panels) p.chart.dispose();
    stage.replaceChildren();
    Object.assign(stage.style, { width: width + 'px', height: height + 'px' });
    panels = data[name].map((panel, i) => Object.assign(panelOf(stage, panel, data, i), { number: i }));
    for (const p of panels) {
      if (p.panel.option.grid) continue; // slices are touched themselves
      p.chart.on('mouseover', (e) => touch(p, { place: e.dataIndex, series: 0 }));
      p.chart.on('mouseout', leave);
    }
  };
  draw();
  new ResizeObserver(draw).observe(box);
  const point = (event) => {
    for (const p of panels) {
      const r = p.element.getBoundingClientRect();
      const at = p.at((event.clientX - r.left) / scale, (event.clientY - r.top) / scale);
      if (at && p.rows(at).length) { touch(p, at); return; }
    }
    if (panels.some((p) => p.panel.option.grid)) leave();
  };
  stage.addEventListener('pointermove', point);
  stage.addEventListener('pointerdown', point);
  box.addEventListener('pointerleave', leave);

  // The keys: left and right walk the places, up and down the series, panel after panel.
  const lines = data.panels.flatMap((p, panel) => p.words.map((words, series) => ({ panel, series, words })));
  let line = 0, place = -1;
  const step = (key) => {
    const last = data.places.length - 1;
    const moves = {
      ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -Infinity], End: [0, Infinity],
    };
    const move = moves[key];
    if (!move) return false;
    let l = line, p = place;
    if (p < 0) [l, p] = [0, move[1] < 0 && key !== 'Home' ? last : 0];
    else [l, p] = [Math.min(Math.max(l + move[0], 0), lines.length - 1), Math.min(Math.max(p + move[1], 0), last)];
    const on = move[1] < 0 || key === 'End' ? -1 : 1; // past places of which there is nothing to say
    while (!move[0] && p + on >= 0 && p + on <= last && !lines[l].words[p]) p += on;
    [line, place] = [l, p];
    say();
    return true;
  };
  const say = () => {
    const { panel, series, words } = lines[line];
    const text = words[place];
    const where = [data.panels[panel].title, data.places[place], data.series.length > 1 && data.series[series], text];
    voice.textContent = where.filter(Boolean).join(', ') + (data.source && !cited ? '. ' + data.source : '');
    cited = true;
    touch(panels[panel], { place, series });
  };
  const done = () => { leave(); line = 0; place = -1; cited = false; voice.textContent = ''; };
  box.addEventListener('blur', done);
  box.addEventListener('keydown', (event) => {
    if (!event.altKey && !event.ctrlKey && !event.metaKey && step(event.key)) event.preventDefault();
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') done(); }); // also what the pointer shows
  return step;
}
