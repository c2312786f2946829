package browser

import (
	"testing"

	"vitrine/generator/chart"
	"vitrine/generator/report"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// DrawingEngine is ECharts with a function that draws a picture of a chart as an svg
// element, from what a page holds of it (one of its panels, at rest or with all points highlighted),
// and with one that measures text.
func DrawingEngine(t testing.TB) []byte {
	t.Helper()
	sitetest.Packages(t)
	script := chart.Engine(report.ChartTypes())
	script.Text += `
export { width };
export function picture(json, name, number, lit) {
	const panel = JSON.parse(json)[name][number];
	const { width, height } = panel;
	const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
	try {
		chart.setOption(optionOf(panel));
		if (lit) panel.option.series.forEach((s, seriesIndex) => {
			if (s.silent) return;
			for (let dataIndex = 0; dataIndex < s.data.length; dataIndex++) {
				chart.dispatchAction({ type: 'highlight', seriesIndex, dataIndex });
			}
		});
		return chart.renderToSVGString({ cssEmphasis: false, cssAnimation: false });
	} finally {
		chart.dispose();
	}
}`
	var problems source.Problems
	engine := sitetest.Bundler(&problems)(script)
	if problems.Failed() {
		t.Fatal(problems.Sorted())
	}
	return engine
}
