// Draws the pictures of a page anew with ECharts, in the same place, for the page's script: it
// finds what a pointer touches and highlights it. Text is measured by the table that the build
// has laid it out by, so that nothing moves when ECharts takes over.
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
    axis.axisTick = { show: false, customValues };
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
  if (!xAxis?.places) return place;
  const at = xAxis.axisLabel.customValues?.[place] ?? place;
  const found = series[number].data.findIndex((d) => (d.value ?? d)[0] === at);
  return found < 0 ? place : found;
}

/** The slice of a pie at a point, as its number. */
function sliceAt({ center, radius, data }, left, top) {
  const [x, y] = [left - center[0], top - center[1]];
  if (Math.hypot(x, y) > radius) return undefined;
  const values = data.map((d) => +(d.value ?? d));
  let rest = ((Math.atan2(x, -y) / (2 * Math.PI) + 1) % 1) * values.reduce((sum, v) => sum + v, 0);
  return values.findIndex((v) => (rest -= v) < 0);
}

/** One panel of a live chart: it draws, tells what lies at a point, and highlights it. */
function panelOf(stage, panel, data, number) {
  const { x: offset, y: above, width, height } = panel;
  const element = document.createElement('div');
  Object.assign(element.style, {
    position: 'absolute', left: offset + 'px', top: above + 'px', width: width + 'px', height: height + 'px',
  });
  stage.append(element);
  const chart = init(element, null, { renderer: 'svg', width, height });
  chart.setOption(optionOf(panel));
  const { area, x, y, rows } = layout(panel, data);
  const { words } = data.panels[number];
  const skip = data.skip || 0;
  const alone = rows || !area; // a tile or a slice is meant for itself, elsewhere all series of a place
  const lit = [];
  return {
    dispose() { chart.dispose(); },
    /** What lies at a point of the picture; nothing outside of the drawing. */
    at(left, top) {
      left -= offset;
      top -= above;
      if (!area) {
        const place = sliceAt(panel.option.series[0], left, top);
        return place >= 0 ? { place, series: 0 } : undefined;
      }
      if (left < area.left - 12 || left > area.right + 12 || top < area.top - 12 || top > area.bottom + 12) return undefined;
      if (rows) return { place: nearest(x, left), series: nearest(y, top) };
      return { place: x ? nearest(x, left) : nearest(y, top) };
    },
    /** The box of the picture that a tip must not cover. */
    box({ place, series }) {
      if (!area) return { left: offset, right: offset + width, top: above, bottom: above + height };
      const slot = x && x.length > 1 ? Math.min(...x.slice(1).map((v, i) => v - x[i])) : width / 4;
      const row = y && (area.bottom - area.top) / y.length;
      const side = x ? [x[place] - Math.min(slot, 60) / 2, x[place] + Math.min(slot, 60) / 2] : [area.left, area.right];
      const high = rows ? y[series] : y?.[place];
      const [top, bottom] = y ? [high - row / 2, high + row / 2] : [area.top, area.bottom];
      return { left: offset + side[0], right: offset + side[1], top: above + top, bottom: above + bottom };
    },
    light(at) {
      for (const point of lit.splice(0)) chart.dispatchAction({ type: 'downplay', ...point });
      words.forEach((list, series) => {
        if (!at || !list[at.place] || (alone && series !== (at.series ?? 0))) return;
        lit.push({ seriesIndex: series + skip, dataIndex: dataIndex(panel, series + skip, at.place) });
      });
      for (const point of lit) chart.dispatchAction({ type: 'highlight', ...point });
    },
    /** The series that a tip names, by their numbers. */
    rows: ({ place, series }) => [...words.keys()].filter((s) => words[s][place] && (!alone || s === (series ?? 0))),
  };
}

/** Draws the panels of a chart on its stage. */
export const panels = (stage, data, name) => data[name].map((panel, i) => panelOf(stage, panel, data, i));
