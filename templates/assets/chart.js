// Wakes the charts of a page up: one loads ECharts from the site itself when it
// nears the screen or is focused. Words in tooltips come ready from the page and
// are drawn as text, never as HTML.
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The value of a colour of the page's style sheet. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** Gives an option the colours of the page, as it looks now. */
function dress(option, grades) {
  const ink = colour('ink'), soft = colour('soft'), rule = colour('rule');
  option.color = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => colour('series-' + i));
  option.textStyle = { color: ink, fontFamily: getComputedStyle(document.querySelector('table') || document.body).fontFamily };
  option.animation = !still && option.animation;
  option.legend = { ...option.legend, textStyle: { color: ink } };
  for (const axis of [...(option.xAxis || []), ...(option.yAxis || [])]) {
    axis.axisLabel = { ...axis.axisLabel, color: soft };
    axis.nameTextStyle = { color: soft, align: axis.nameLocation ? undefined : 'left' };
    axis.axisLine = { lineStyle: { color: soft } };
    axis.splitLine = { show: axis.type === 'value', lineStyle: { color: rule } };
  }
  for (const map of option.visualMap || []) {
    map.inRange = { color: Array.from({ length: grades }, (_, i) => colour('grade-' + Math.min(i + 1, 4))) };
  }
  option.series.forEach((series, i) => {
    series.animation = false;
    if (series.type === 'heatmap') series.itemStyle = { borderColor: colour('paper'), borderWidth: 2 };
    if (series.type === 'pie') series.label = { color: ink };
    for (const point of series.data || []) {
      if (!point) continue;
      if (point.itemStyle && point.itemStyle.color === 'transparent') point.itemStyle.borderColor = option.color[i % 8];
      if (point.label) {
        const words = point.label.formatter;
        point.label.color = ink;
        point.label.formatter = () => words; // as they are: braces in a title are no template
      }
      if (point.label && series.type === 'heatmap') point.label.color = point.value[2] >= 3 ? colour('paper') : ink;
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
      ...dress(structuredClone(data.option), data.grades || 0),
      tooltip: {
        ...data.option.tooltip,
        renderMode: 'richText', confine: true,
        backgroundColor: colour('paper'), borderColor: colour('rule'), textStyle: { color: colour('ink') },
        formatter: (p) => (data.points[p.seriesIndex] || [])[p.dataIndex] || '',
      },
    }, true);
    draw();
    dark.addEventListener('change', draw);
    new ResizeObserver(() => chart.resize()).observe(box);
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

for (const box of document.querySelectorAll('.picture')) {
  box.tabIndex = 0;
  box.setAttribute('aria-description', box.dataset.help);
  box.style.minHeight = box.dataset.height + 'px';
  box.addEventListener('focus', () => wake(box), { once: true });
  near.observe(box);
}
