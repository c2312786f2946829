package browser

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/chart"
	"vitrine/generator/picture"
	"vitrine/generator/report"

	"vitrine/generator/sitetest"
)

// drawnCharts are the charts of a site that ECharts draws too, with their pictures. Of those by
// chance the ones that have no good form are left out.
func drawnCharts(t *testing.T, files fs.FS) []*chart.Drawing {
	t.Helper()
	site, words, documents := sitetest.Bound(t, files)
	var drawings []*chart.Drawing
	for _, d := range documents {
		for _, b := range d.Body.Blocks {
			if c, ok := b.(*report.Chart); ok && c.Type != report.MapType {
				drawing, mistake := chart.Draw(c, site.Dataset(c.Data), words)
				if mistake != nil && strings.HasPrefix(c.ID, byChance) {
					continue
				}
				if mistake != nil {
					t.Fatal(mistake)
				}
				for i := range drawing.Views {
					v := &drawing.Views[i]
					v.Picture = picture.Draw(v.Width, v.Height, v.Panels, c.ID+"-"+v.Name)
				}
				drawings = append(drawings, drawing)
			}
		}
	}
	return drawings
}

// TestChartFiles: a chart's own file is whole without the site. It has its
// title, its sources, and colours in the place of variables.
func TestChartFiles(t *testing.T) {
	site := sitetest.Sample(t)
	files := 0
	for _, name := range site.Paths() {
		if !strings.HasPrefix(name, "charts/") {
			continue
		}
		files++
		text := sitetest.Page(t, site, name)
		for _, bad := range []string{"var(", "<script", " style=", "currentColor", "href="} {
			if strings.Contains(text, bad) {
				t.Errorf("%s has %q", name, bad)
			}
		}
		for _, want := range []string{"<title>", `font-family="`, "Source", "example.org/mekong-record/reports/", "#1f5f99"} {
			if !strings.Contains(text, want) && !(want == "#1f5f99" && (strings.Contains(text, "#a9cbe8") || strings.Contains(text, "#2a6eb1"))) {
				t.Errorf("%s has no %q", name, want)
			}
		}
	}
	if files < 11 {
		t.Errorf("there are %d files", files)
	}
}

// luminance and contrast are WCAG's.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour like #1f5f99", hex)
	}
	part := func(shift uint) float64 { return linear(float64(n>>shift&0xff) / 255) }
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

var colorDeclaration = regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6})`)

// TestPalette holds the colours of charts against both backgrounds: 3 to 1 for
// shapes, 4.5 to 1 for words, steps that can be told apart for the classes of maps, and the first four series apart from each other for
// readers who see no red, no green or no blue.
func TestPalette(t *testing.T) {
	css, err := os.ReadFile("../../templates/assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark := map[string]string{}, map[string]string{}
	before, after, ok := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("there is no dark theme")
	}
	after, _, _ = strings.Cut(after, "@media (forced-colors")
	for i, part := range []string{before, after} {
		for _, m := range colorDeclaration.FindAllStringSubmatch(part, -1) {
			[]map[string]string{light, dark}[i][m[1]] = m[2]
		}
	}
	for theme, c := range map[string]map[string]string{"light": light, "dark": dark} {
		if len(c) < 20 {
			t.Fatalf("the %s theme has %d colours", theme, len(c))
		}
		for name, color := range c {
			least := 0.0
			on := c["paper"]
			switch {
			case strings.HasPrefix(name, "series-"):
				least = 3
			case name == "ink" || name == "soft" || name == "link" || name == "alert":
				least = 4.5
			case strings.HasPrefix(name, "class-"): // a region beside the sea; the table has the figures
				least = 1.5
			case strings.HasPrefix(name, "on-"):
				least, on = 4.5, c[strings.TrimPrefix(name, "on-")]
			}
			if got := contrast(t, color, on); got < least {
				t.Errorf("%s, %s: %.2f to 1 on its ground, not %.1f", theme, name, got, least)
			}
		}
		for i := 1; i < report.MostClasses; i++ { // each further from the paper
			a, b := c["class-"+strconv.Itoa(i)], c["class-"+strconv.Itoa(i+1)]
			if x, y := contrast(t, a, c["paper"]), contrast(t, b, c["paper"]); y < 1.4*x || contrast(t, a, b) < 1.4 {
				t.Errorf("%s: classes %d and %d are %.2f and %.2f to 1 on paper", theme, i, i+1, x, y)
			}
		}
		for kind, matrix := range deficiencies {
			for i := 1; i <= 4; i++ {
				for j := i + 1; j <= 4; j++ {
					a, b := c["series-"+strconv.Itoa(i)], c["series-"+strconv.Itoa(j)]
					if d := apart(seen(t, a, matrix), seen(t, b, matrix)); d < 10 {
						t.Errorf("%s, %s: series %d and %d are %.1f apart", theme, kind, i, j, d)
					}
				}
			}
		}
	}
}
