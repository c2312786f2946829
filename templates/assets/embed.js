// Tells the page that shows a chart in a frame how high the chart is, so that the
// page can make the frame as high: { type: 'vitrine-height', id, height }, the
// chart's id and whole pixels. Whoever frames it may know that, so it is told to
// any origin: at first, when it changes, and when the page asks by a message of
// its own. A page that does not listen has given the frame room enough.

const { id } = document.querySelector('figure.chart');

/** Tells the height of what the page holds, which does not depend on the frame's. */
function tell() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ type: 'vitrine-height', id, height }, '*');
}

if (parent !== window) {
  for (const event of ['load', 'message']) addEventListener(event, tell);
  new ResizeObserver(tell).observe(document.documentElement);
}
