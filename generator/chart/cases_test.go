package chart_test

import (
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/chart"
	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/sitetest"
	"vitrine/generator/table"
)

// drawer draws a block of a site.
type drawer func(*report.Chart) (*chart.Drawing, *table.Mistake)

// drawCase draws the charts of a site that editors reported, by their ids.
func drawCase(t *testing.T, name string) (blocks map[string]*report.Chart, draw drawer) {
	t.Helper()
	return drawSite(t, sitetest.Case(t, name))
}

// drawSite has the charts of a site by their ids.
func drawSite(t *testing.T, files fs.FS) (blocks map[string]*report.Chart, draw drawer) {
	t.Helper()
	site, words, documents := sitetest.Bound(t, files)
	blocks = map[string]*report.Chart{}
	for _, d := range documents {
		for _, b := range d.Body.Blocks {
			blocks[b.Name()] = b.(*report.Chart)
		}
	}
	return blocks, func(c *report.Chart) (*chart.Drawing, *table.Mistake) {
		return chart.Draw(c, site.Dataset(c.Data), words)
	}
}

// TestCases: what editors reported of charts is as they expected, or refused with a way out.
func TestCases(t *testing.T) {
	for _, c := range []struct{ name, id, text, hint string }{ // "" where it is drawn
		{"line-over-half-years", "c", "", ""},
		{"ninth-series", "c", "series can't be told apart", "highlight"},
		{"ninth-series", "c2", "series can't be told apart", "top = 8"},
		{"nine-series", "a", "12 series can't be told apart", "where"},
		{"nine-series", "b", "12 series can't be told apart", "facets"},
		{"nine-series", "c", "12 series can't be told apart", "highlight"},
		{"first-label-hides-axis", "a", "", ""},
		{"first-label-hides-axis", "b", "", ""},
		{"monthly-line", "c", "", ""},
		{"picture-without-end", "a", "1200 places make a picture that nobody can take in", "top = 20"},
		{"year-and-month-columns", "c", "two rows stand at", "sum"},
		{"year-and-month-columns", "c3", "", ""},
	} {
		t.Run(c.name+"/"+c.id, func(t *testing.T) {
			blocks, draw := drawCase(t, c.name)
			drawing, mistake := draw(blocks[c.id])
			switch {
			case c.text == "" && mistake != nil:
				t.Fatal(mistake.Text)
			case c.text == "":
				checkWords(t, drawing)
			case mistake == nil || !strings.Contains(mistake.Text, c.text) || !strings.Contains(mistake.Hint, c.hint):
				t.Errorf("%+v, not %q with %q", mistake, c.text, c.hint)
			}
		})
	}
	blocks, draw := drawCase(t, "year-and-month-columns")
	c := blocks["c"]
	c.Sum = []string{"quarter", "country"}
	if _, mistake := draw(c); mistake != nil {
		t.Error(mistake.Text)
	}
}

// checkWords: names under an axis keep clear of each other, and figures at a line of the numbers
// beside it. Where symbols would touch they can't be seen.
func checkWords(t *testing.T, d *chart.Drawing) {
	t.Helper()
	for _, v := range d.Views {
		for _, p := range v.Panels {
			axis := p.XAxis
			if axis.AxisLabel.CustomValues == nil {
				continue
			}
			at := func(value any) int {
				from, to := axis.Min.(int), axis.Max.(int)
				return (value.(int) - from) * (p.Width - p.Grid.Left - p.Grid.Right) / (to - from)
			}
			end, last := -100, 0
			for i, words := range axis.AxisLabel.Words {
				x, half := at(axis.AxisLabel.CustomValues[i]), option.Body.Width(words)/2
				if words != "" && x-half < end {
					t.Errorf("%s: %q touches the name before", v.Name, words)
				}
				if words != "" {
					end = x + half
				}
				point := p.Series[0].Data[i]
				if l := point.Label; l != nil && x < option.Body.Width(l.Words)/2 {
					t.Errorf("%s: %q stands on the numbers of the axis", v.Name, l.Words)
				}
				if i > 0 && x-last < 8 && point.SymbolSize != option.LineWidth {
					t.Errorf("%s: the symbols of %s and the one before touch", v.Name, strconv.Quote(d.Grid.Rows[i].Cells[0].Text))
				}
				last = x
			}
			if end < 0 {
				t.Errorf("%s: no place has a name", v.Name)
			}
		}
	}
}
