// Wakes the charts of a page up: one loads ECharts from the site itself when it
// nears the screen or is focused. Words in tooltips come ready from the page and
// are drawn as text, never as HTML.
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The value of a colour of the page's style sheet. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** Black or white, whichever is read better on a colour like #1f5f99. */
function textOn(hex) {
  const part = (i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

/** Gives an option the colours of the page as it looks now, and fits its words to its width. */
function dress(option, grades, width) {
  const ink = colour('ink'), soft = colour('soft'), rule = colour('rule');
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const tiles = Array.from({ length: grades }, (_, i) => colour('grade-' + Math.min(i + 1, 4)));
  option.color = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => colour('series-' + i));
  option.textStyle = { color: ink, fontFamily: getComputedStyle(document.querySelector('table') || document.body).fontFamily };
  option.animation = !still && option.animation;
  option.legend = { ...option.legend, textStyle: { color: ink }, type: 'scroll' };
  for (const [i, axis] of [...(option.xAxis || []), ...(option.yAxis || [])].entries()) {
    axis.axisLabel = { ...axis.axisLabel, color: soft };
    if (axis.scale) axis.boundaryGap = ['12%', '12%']; // room for marks at the ends
    axis.nameTextStyle = { color: soft, align: axis.nameLocation ? undefined : 'left' };
    axis.axisLine = { lineStyle: { color: soft } };
    if (axis.type === 'value') axis.axisLabel.formatter = (value) => numbers.format(value);
    axis.axisTick = { show: axis.type === 'value' };
    axis.splitLine = { show: axis.type === 'value', lineStyle: { color: rule } };
    if (axis.type === 'category' && i < option.xAxis.length && axis.data.length <= 24) { // every name is shown
      const longest = Math.max(...axis.data.map((name) => name.length));
      axis.axisLabel = { ...axis.axisLabel, interval: 0, hideOverlap: false, rotate: longest * 7 > width / (axis.data.length + 1) ? 60 : 0 };
    }
  }
  for (const map of option.visualMap || []) map.inRange = { color: tiles };
  option.series.forEach((series, i) => {
    series.animation = false;
    series.labelLayout = { hideOverlap: true };
    if (series.type === 'heatmap') series.itemStyle = { borderColor: colour('paper'), borderWidth: 2 };
    if (series.type === 'pie') series.label = { color: ink, width: width * 0.27, overflow: 'break' };
    for (const point of series.data || []) {
      if (!point) continue;
      if (point.itemStyle && point.itemStyle.color === 'transparent') point.itemStyle.borderColor = option.color[i % 8];
      if (point.label) {
        const words = point.label.formatter;
        point.label.color = ink;
        point.label.formatter = () => words; // as they are: braces in a title are no template
        if (series.type === 'line') Object.assign(point.label, { backgroundColor: colour('paper'), padding: [2, 3], distance: 8 });
        if (point.label.position === 'inside') point.label.color = textOn(option.color[i % 8]);
      }
      if (point.label && series.type === 'heatmap') {
        point.label.color = textOn(tiles[point.value[2]]);
        Object.assign(point.label, { width: (width - 110) / option.xAxis[0].data.length - 8, overflow: 'break', fontSize: width < 500 ? 10 : 12 });
      }
    }
  });
  return option;
}

function wake(box) {
  if (box.dataset.state) return box.ready;
  box.dataset.state = 'loading';
  box.ready = (async () => {
    const data = JSON.parse(box.querySelector('script').textContent);
    const engine = await import(box.dataset.engineSrc);
    const stage = document.createElement('div');
    stage.style.height = box.dataset.height + 'px';
    box.append(stage);
    const chart = engine.init(stage, null, { renderer: 'svg' });
    const draw = () => chart.setOption({
      ...dress(structuredClone(data.option), data.grades || 0, box.clientWidth),
      tooltip: {
        ...data.option.tooltip,
        renderMode: 'richText', confine: true,
        backgroundColor: colour('paper'), borderColor: colour('rule'), textStyle: { color: colour('ink') },
        formatter: (p) => (data.points[p.seriesIndex] || [])[p.dataIndex] || '',
      },
    }, true);
    draw();
    dark.addEventListener('change', draw);
    new ResizeObserver(() => { chart.resize(); draw(); }).observe(box);
    box.dataset.state = 'live';
    keyboard(box, chart, data.points);
    return chart;
  })().catch((error) => {
    box.dataset.state = 'failed'; // the table under the chart has the figures
    console.error(error);
  });
  return box.ready;
}

/** Lets the arrow keys walk the figures, each shown and announced. */
function keyboard(box, chart, points) {
  const places = points.flatMap((series, s) => series.map((text, i) => ({ text, s, i }))).filter((p) => p.text);
  const live = document.createElement('p');
  live.className = 'live';
  live.setAttribute('aria-live', 'polite');
  box.after(live);
  let at = -1;
  box.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      at = -1;
      chart.dispatchAction({ type: 'hideTip' });
      live.textContent = '';
      return;
    }
    if (!step || !places.length) return;
    event.preventDefault();
    at = at < 0 ? (step > 0 ? 0 : places.length - 1) : Math.min(Math.max(at + step, 0), places.length - 1);
    chart.dispatchAction({ type: 'showTip', seriesIndex: places[at].s, dataIndex: places[at].i });
    live.textContent = places[at].text;
  });
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      near.unobserve(entry.target);
      wake(entry.target);
    }
  }
}, { rootMargin: '300px' });

addEventListener('beforeprint', () => document.querySelectorAll('.picture').forEach(wake));

for (const box of document.querySelectorAll('.picture')) {
  box.tabIndex = 0;
  box.setAttribute('aria-description', box.dataset.help);
  box.style.minHeight = box.dataset.height + 'px';
  box.addEventListener('focus', () => wake(box), { once: true });
  near.observe(box);
}
