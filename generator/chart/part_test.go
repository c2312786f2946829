package chart

import (
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// ofTimes is a dataset of times and places with the figures of each time in turn.
func ofTimes(t *testing.T, periods, places []string, figures ...string) *report.Dataset {
	t.Helper()
	d := dataset(t, periods, figures...)
	d.Dimensions[0], d.Dimensions[1] = &report.Dimension{ID: "geo", Kind: report.KindGeo, Title: report.Label{"": "Geo"},
		Members: named(places...)}, &report.Dimension{ID: "time", Kind: report.KindPeriod, Title: report.Label{"": "Time"}}
	for i, row := range d.Rows {
		row.Keys[0] = places[i%len(places)]
	}
	for _, id := range periods {
		period, err := report.ParsePeriod(id)
		if err != nil {
			t.Fatal(err)
		}
		d.Dimensions[1].Members = append(d.Dimensions[1].Members, &report.Member{ID: id, Period: period})
	}
	return d
}

func chartWords() *locale.Locale {
	return locale.New(&report.Site{Language: "en", Words: report.Words{"percent": "{n}%", "period": "{from} to {to}", "others": "others ({n})",
		"chart-left-one": "{n} left", "map-class-last": "{from}..", "map-from": "{title} by {source}"}})
}

// labels are the words at the points of a drawing's table and of its first panel.
func labels(d *Drawing) string {
	var list []string
	for _, s := range d.Views[0].Panels[0].Series {
		for _, datum := range s.Data {
			if datum.Label != nil && datum.Label.Words != "" {
				list = append(list, datum.Label.Words)
			}
		}
	}
	return strings.Join(list, "; ")
}

// TestShares: a part has the marks of its figure, and is about what a rounded figure is about. It is
// not called none, or all, unless it is.
func TestShares(t *testing.T) {
	for _, c := range []struct {
		name     string
		figures  []string
		conflict bool
		want     string
	}{
		{"parts", []string{"30", "70"}, false, "30%; 70%"},
		{"zero", []string{"0", "70"}, false, "100%"},
		{"small ones", []string{"1", "399"}, false, "99.8%"},
		{"zeros", []string{"0", "0"}, false, ""},
		{"rounded", []string{"~30", "70"}, false, "≈\u202f30%; ≈\u202f70%"},
		{"denied", []string{"30", "70"}, true, "30% ≠; 70%"},
	} {
		d := dataset(t, []string{"a", "b"}, "30", "70")
		for i, figure := range c.figures {
			cell := &d.Rows[i].Cells[0]
			if digits, about := strings.CutPrefix(figure, "~"); about {
				figure, cell.Bound = digits, report.About
			}
			cell.Value, _ = report.ParseDecimal(figure)
		}
		block := block("stacked-bar", d)
		block.Share, block.Source = true, "police"
		if c.conflict {
			other := *d.Rows[0]
			other.Sources, other.Cells = []*report.Source{{ID: "court"}}, []report.Cell{{Value: report.Whole(31)}}
			d.Rows, d.Conflicts = append(d.Rows, &other), []*report.Conflict{{}}
		}
		drawing, mistake := Draw(block, d, chartWords())
		if mistake != nil {
			t.Errorf("%s: %s", c.name, mistake.Text)
		} else if got := labels(drawing); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestSubtitleTimes: the time of what is drawn is told, in whatever order it stands and where it is added up.
func TestSubtitleTimes(t *testing.T) {
	d := ofTimes(t, []string{"2019", "2020", "2021"}, []string{"p"}, "5", "9", "1")
	for _, c := range []struct {
		chart report.Chart
		want  string
	}{
		{report.Chart{X: "time"}, "Cases · P · 2019 to 2021"},
		{report.Chart{X: "time", Sort: "value"}, "Cases · P · 2019 to 2021"},
		{report.Chart{X: "geo", Sum: []string{"time"}}, "Cases · P · 2019 to 2021"},
	} {
		c.chart.Type, c.chart.Y = "bar", []string{"n"}
		drawing, mistake := Draw(&c.chart, d, chartWords())
		if mistake != nil {
			t.Fatal(mistake.Text)
		}
		if drawing.Subtitle != c.want {
			t.Errorf("%s: %q, want %q", c.chart.X, drawing.Subtitle, c.want)
		}
	}
}

// TestSumOnMap: regions find their sums, wherever their dimension stands.
func TestSumOnMap(t *testing.T) {
	d := ofTimes(t, []string{"2019", "2020"}, []string{"p", "q"}, "5", "9", "1", "x")
	d.Dimensions[0], d.Dimensions[1] = d.Dimensions[1], d.Dimensions[0]
	for _, row := range d.Rows {
		row.Keys[0], row.Keys[1] = row.Keys[1], row.Keys[0]
	}
	m := &report.Map{Title: report.Label{"": "Map"}, Source: d.Rows[0].Sources[0], Width: 100, Height: 100, Grid: 4,
		Regions: []report.Region{{ID: "p", Path: "m0 0z"}, {ID: "q", Path: "m9 0z"}}}
	c := &report.Chart{Type: report.MapType, X: "geo", Y: []string{"n"}, Sum: []string{"time"}, Map: m, Classes: ends("0")}
	drawing, mistake := Draw(c, d, chartWords())
	if mistake != nil {
		t.Fatal(mistake.Text)
	}
	if got := drawing.Grid.Rows[0].Cells[1].Text; got != "6" || drawing.Dataset != d {
		t.Errorf("p has %s", got)
	}
}

// TestAnnotationPlaces: an annotation that has no place is refused, and a level never lies outside of its scale.
func TestAnnotationPlaces(t *testing.T) {
	at := source.Pos{File: "a.md", Line: 3, Col: 1}
	title := words("Title")
	for _, c := range []struct {
		name    string
		periods []string
		chart   report.Chart
		note    report.Annotation
		want    string
	}{
		{"a point among times that overlap", []string{"2019", "2019-03"}, report.Chart{Type: "bar"}, report.Annotation{X: "2019", Series: "p"},
			"an annotation with x stands on an axis of time"},
		{"a moment among them", []string{"2019", "2019-03"}, report.Chart{Type: "bar"}, report.Annotation{X: "2019"},
			"an annotation with x stands on an axis of time"},
		{"of a series that is not there", []string{"2019", "2020"}, report.Chart{Type: "line"}, report.Annotation{X: "2019", Series: "x"},
			`there is no point of "x" at "2019"`},
		{"of a point that is missing", []string{"2019", "2020"}, report.Chart{Type: "line"}, report.Annotation{X: "2020", Series: "q"},
			"this annotation is of a point that is not drawn"},
		{"zero on powers of ten", []string{"2019", "2020"}, report.Chart{Type: "line", Log: true}, report.Annotation{Number: "0"},
			"a scale of powers of ten has no place for zero or less"},
		{"far above, on powers of ten", []string{"2019", "2020"}, report.Chart{Type: "line", Log: true}, report.Annotation{Number: "20000"}, ""},
		{"far above", []string{"2019", "2020"}, report.Chart{Type: "line"}, report.Annotation{Number: "20000"}, ""},
	} {
		d := ofTimes(t, c.periods, []string{"p", "q"}, "5", "9", "7", "x")
		c.chart.X, c.chart.Y, c.chart.Series = "time", []string{"n"}, "geo"
		c.chart.Pos, c.note.Pos, c.note.Title = at, at, title
		court := &report.Source{ID: "court"}
		if c.note.Number != "" {
			c.note.Source = court
		}
		c.chart.Annotations = []*report.Annotation{&c.note}
		drawing, mistake := Draw(&c.chart, d, chartWords())
		switch {
		case mistake != nil && (c.want == "" || !strings.Contains(mistake.Text, c.want) || mistake.Pos != at):
			t.Errorf("%s: %+v", c.name, mistake)
		case mistake == nil && c.want != "":
			t.Errorf("%s is drawn", c.name)
		case mistake == nil:
			scale := drawing.Views[0].Panels[0].YAxis.AxisLabel.Words
			if top := scale[len(scale)-1]; top != "20,000" && top != "100,000" {
				t.Errorf("%s: the scale ends at %s", c.name, top)
			}
			if len(drawing.Sources) != 2 || drawing.Sources[1] != court {
				t.Errorf("%s: the source of the level is not told", c.name)
			}
		}
	}
}

// TestRatesBeside: measures that are not drawn need not add up.
func TestRatesBeside(t *testing.T) {
	d := ofTimes(t, []string{"2019", "2020"}, []string{"p"}, "5", "9")
	d.Measures = append(d.Measures,
		&report.Measure{ID: "rate", Unit: report.Label{"": "per 1,000"}, Per: report.Per{Number: 1000}},
		&report.Measure{ID: "grade", Scale: named("good")})
	for _, row := range d.Rows {
		row.Cells = append(row.Cells, report.Cell{Value: report.Whole(1)}, report.Cell{State: report.Rated, Grade: "good"})
	}
	for y, want := range map[string]string{"n": "", "rate": "rate is a rate, per 1,000, and rates can't be added", "grade": "grade is a rating, and grades can't be added"} {
		c := &report.Chart{Type: "heatmap", X: "geo", Y: []string{y}, Sum: []string{"time"}}
		got := ""
		if _, mistake := Draw(c, d, chartWords()); mistake != nil {
			got = mistake.Text
		}
		if got != want {
			t.Errorf("%s: %q, want %q", y, got, want)
		}
	}
}
