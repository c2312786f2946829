// Brings the pictures of a page to life: the page's script calls live(). Text
// is measured by the table that the build has laid it out by, so that nothing
// moves when ECharts takes over.
//
// Colours are variables of the page's style sheet. Words come ready: where the
// option has "words", ECharts gets them through a function, since it would read
// a string as a template.
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
const legend = {
  show: true, type: 'plain', left: 0, padding: 0, itemGap: 14, itemWidth: 16, itemHeight: 14, selectedMode: false,
  textStyle: { color: ink, fontFamily: 'var(--sans)', ...words },
};
const types = {
  bar: { barGap: '10%', barCategoryGap: '34%', barMaxWidth: 64 },
  line: { connectNulls: false, showSymbol: true, symbolSize: 8, clip: false, lineStyle: { width: 2 } },
  scatter: { clip: false },
  pie: {},
};

function axisOf(option) {
  const axis = merged(merged(axes, option.places ? places : numbers), option);
  const { words, customValues } = axis.axisLabel;
  axis.axisLabel.formatter = customValues ? (value) => words[customValues.indexOf(value)] ?? '' : (_, i) => words[i];
  if (!option.places) {
    const color = customValues.map((v) => (v === 0 && customValues[0] < 0 ? soft : rule));
    axis.splitLine.lineStyle = { color };
  }
  return axis;
}

function seriesOf(option) {
  const series = merged(types[option.type], option);
  const touched = { color: 'inherit', borderColor: ink, borderWidth: 2 };
  series.emphasis ||= { scale: option.type === 'line', itemStyle: touched };
  series.data = option.data.map((point) => {
    const { label } = point;
    if (!label) return point;
    const { words } = label;
    return { ...point, label: { show: words !== '', color: ink, fontSize: 13, ...label, formatter: () => words } };
  });
  return series;
}

/** What ECharts gets for the wide or the narrow picture of a chart: its data as a page holds it. */
export function optionOf(data, name) {
  const option = data[name];
  const made = {
    animation: false, textStyle: { color: ink, fontSize: 13, fontFamily: 'var(--sans)' },
    series: option.series.map(seriesOf),
  };
  if (option.grid) {
    made.grid = { ...option.grid, outerBoundsMode: 'none' };
    made.xAxis = axisOf(option.xAxis);
    made.yAxis = axisOf(option.yAxis);
  }
  if (option.legend) {
    const { words } = option.legend;
    const formatter = (name) => (Object.hasOwn(words, name) ? words[name] : name);
    made.legend = { ...legend, ...option.legend, formatter };
  }
  return made;
}

/** The words of a point, with its source; '' where there is nothing to say. */
export function wordsOf({ points, after }, series, index) {
  const text = points[series]?.[index];
  return text ? text + after : '';
}

/** Breaks the lines of a tip so that it fits beside a chart's edges. */
function wrap(text, room) {
  return text.split('\n').map((line) => line.split(' ').reduce((lines, word) => {
    const joined = lines.at(-1) + ' ' + word;
    if (lines.at(-1) && width(joined) * 13 > room) lines.push(word);
    else lines[lines.length - 1] = lines.at(-1) ? joined : word;
    return lines;
  }, ['']).join('\n')).join('\n');
}

// In rich text ECharts would read {a|b} as a style's name and its text.
const inert = (text) => text.replace(/\{(?=\w+\|)/g, '{\u2060');

export function live(element, data, name, size) {
  const chart = init(element, null, { renderer: 'svg', ...size });
  const option = optionOf(data, name);
  option.tooltip = {
    trigger: 'item', renderMode: 'richText', confine: true, padding: [8, 10],
    backgroundColor: 'var(--paper)', borderColor: 'var(--soft)', borderWidth: 1,
    textStyle: { color: 'var(--ink)', fontSize: 13, lineHeight: 18, fontFamily: 'var(--sans)' },
    formatter: ({ seriesIndex, dataIndex }) => inert(wrap(wordsOf(data, seriesIndex, dataIndex), size.width - 40)),
  };
  chart.setOption(option);
  return chart;
}
