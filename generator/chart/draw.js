// Brings the pictures of a page to life: the page's script calls live(). Text
// is measured by the table that the build has laid it out by, so that nothing
// moves when ECharts takes over.
//
// Colours are variables of the page's style sheet. Words come ready: where the
// option has "words", ECharts gets them through a function, since it would read
// a string as a template.
import { init, setPlatformAPI } from 'echarts/core';

const narrow = 700, cyrillic = 850, wide = 1050;

function width(text) {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < ADVANCES.length) sum += ADVANCES[code];
    else if (/\p{Mn}/u.test(letter)) continue;
    else if (code >= 0x400 && code < 0x530) sum += cyrillic;
    else if (code >= 0x1000 && code < 0x10a0) sum += wide;
    else sum += code < 0x1100 || (code >= 0x2000 && code < 0x2e80) ? narrow : wide;
  }
  return sum / 1000;
}

setPlatformAPI({
  measureText: (text, font) => ({ width: width(text || '') * parseFloat(/([\d.]+)px/.exec(font || '12px')[1]) }),
});

export function prepare(option) {
  option.animation = false;
  option.textStyle = { color: 'var(--ink)', fontSize: 13, fontFamily: 'var(--sans)' };
  for (const axis of [option.xAxis, option.yAxis]) {
    if (!axis || !axis.axisLabel.words) continue;
    const { words, customValues } = axis.axisLabel;
    axis.axisLabel.formatter = customValues ? (value) => words[customValues.indexOf(value)] ?? '' : (_, i) => words[i];
  }
  if (option.legend) {
    const { words } = option.legend;
    option.legend.formatter = (name) => Object.hasOwn(words, name) ? words[name] : name;
  }
  for (const series of option.series) {
    for (const point of series.data) {
      if (point.label) point.label.formatter = () => point.label.words;
    }
  }
  return option;
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

export function live(element, option, points, size) {
  const chart = init(element, null, { renderer: 'svg', ...size });
  prepare(option);
  option.tooltip = {
    trigger: 'item', renderMode: 'richText', confine: true, padding: [8, 10],
    backgroundColor: 'var(--paper)', borderColor: 'var(--soft)', borderWidth: 1,
    textStyle: { color: 'var(--ink)', fontSize: 13, lineHeight: 18, fontFamily: 'var(--sans)' },
    formatter: (p) => inert(wrap((points[p.seriesIndex] || [])[p.dataIndex] || '', size.width - 40)),
  };
  chart.setOption(option);
  return chart;
}
