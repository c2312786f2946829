package browser

import (
	"testing"

	"vitrine/generator/chart"
	"vitrine/generator/report"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// DrawingEngine is ECharts with a function that draws a picture of a chart as an svg
// element, from what a page holds of it, and with one that measures text.
func DrawingEngine(t testing.TB) []byte {
	t.Helper()
	sitetest.Packages(t)
	script := chart.Engine(report.ChartTypes())
	script.Text += `
export { width };
export function picture(json, name, width, height) {
	const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
	try {
		chart.setOption(optionOf(JSON.parse(json), name));
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
