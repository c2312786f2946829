package chart

import (
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// timed is a dataset of times, places and kinds, with all that a cell can be. Of each period, place and
// kind some have no row.
func timed(r *rand.Rand, periods []string, running bool) *report.Dataset {
	title := func(s string) report.Label { return report.Label{"": s} }
	d := &report.Dataset{ID: "d", Dimensions: []*report.Dimension{
		{ID: "time", Kind: report.KindPeriod, Title: title("Time"), Running: running},
		{ID: "place", Kind: report.KindGeo, Title: title("Place"), Total: "all", Members: named("all", "n", "york", "s", "w")},
		{ID: "kind", Kind: report.KindCategory, Title: title("Kind"), Members: named("a", "b")},
	}, Attributes: []*report.Attribute{{ID: "remark", Title: title("Remark"), Kind: "text"}},
		Measures: []*report.Measure{{ID: "n", Title: title("Cases"), Unit: title("persons"), People: true},
			{ID: "m", Title: title("Others"), Unit: title("persons")},
			{ID: "rate", Title: title("Rate"), Unit: title("per 1,000")},
			{ID: "part", Title: title("Part"), Unit: title("%"), DerivedFrom: []string{"n"}},
			{ID: "grade", Title: title("Grade"), Scale: named("good", "poor")}}}
	d.Dimensions[1].Members[2].Parent = "n"
	for _, id := range periods {
		period, err := report.ParsePeriod(id)
		if err != nil {
			panic(err)
		}
		d.Dimensions[0].Members = append(d.Dimensions[0].Members, &report.Member{ID: id, Period: period})
	}
	police, court := []*report.Source{{ID: "police", Publisher: "Police"}}, []*report.Source{{ID: "court", Publisher: "Court"}}
	for _, time := range periods {
		for _, place := range d.Dimensions[1].IDs() {
			for _, kind := range d.Dimensions[2].IDs() {
				if r.IntN(9) == 0 {
					continue
				}
				row := &report.Row{Keys: []string{time, place, kind}, Attrs: []string{[]string{"", "x"}[r.IntN(2)]}, Sources: police}
				if r.IntN(12) == 0 {
					row.Sources = court
				}
				for _, m := range d.Measures {
					row.Cells = append(row.Cells, randomCell(r, m, row.Sources))
				}
				d.Rows = append(d.Rows, row)
			}
		}
	}
	return d
}

func randomCell(r *rand.Rand, m *report.Measure, sources []*report.Source) report.Cell {
	c := report.Cell{Sources: sources}
	switch n := r.IntN(12); {
	case n < 3:
		c.State = report.State(int(report.Missing) + n)
	case m.Rating():
		c.State, c.Grade = report.Rated, m.Scale[n%2].ID
	default:
		c.Value = report.Whole(r.IntN(3000) - 5)
		c.Bound = []report.Bound{"", "", "", "", "", ">", "<", "~"}[r.IntN(8)]
		c.Marks = [][]string{nil, nil, nil, nil, nil, {"b"}, {"f"}, {"p", "r"}}[r.IntN(8)]
	}
	return c
}

// words is a text in Markdown.
func words(markdown string) *report.Text {
	at := func(int) source.Pos { return source.Pos{} }
	return prose.NewReader(nil, nil, nil).Inline([]byte(markdown), at, "", new(source.Problems))
}

// oneOf is one of some things, or nothing.
func oneOf[T any](r *rand.Rand, list ...T) (none T) {
	if r.IntN(3) == 0 {
		return none
	}
	return list[r.IntN(len(list))]
}

// randomChart is a block with any keys, some of which make no sense together.
func randomChart(r *rand.Rand, d *report.Dataset) *report.Chart {
	keys := []string{"time", "place", "kind", "remark", "source", "measure", "plaec"}
	measures := [][]string{{"n"}, {"n"}, {"n"}, {"m", "n"}, {"rate"}, {"part"}, {"grade"}, {"n"}, {"m"}, {"rate"}, {"n", "rate"}, {"x"}}
	c := &report.Chart{Type: append(report.ChartTypes(), report.MapType)[r.IntN(len(report.ChartTypes())+1)],
		X: keys[r.IntN(3)], Y: measures[r.IntN(len(measures))]}
	c.Pos = source.Pos{File: "a.md", Line: 3, Col: 1}
	c.DataPos = c.Pos
	if r.IntN(6) == 0 {
		c.X = keys[r.IntN(len(keys))]
	}
	c.Series, c.Facet = oneOf(r, keys[r.IntN(3)], keys[r.IntN(7)], "", ""), ""
	if r.IntN(3) == 0 {
		c.Facet = oneOf(r, keys...)
	}
	for _, x := range d.Dimensions {
		drawn := x.ID == c.X || x.ID == c.Series || x.ID == c.Facet
		switch n := r.IntN(8); {
		case n == 0 || n < 4 && !drawn:
			c.Sum = append(c.Sum, x.ID)
		case n < 5 && drawn:
			ids := x.IDs()
			c.Where = append(c.Where, report.Condition{Key: x.ID, Not: r.IntN(3) == 0, Members: ids[r.IntN(len(ids)):]})
		case n < 7 && !drawn:
			c.Where = append(c.Where, report.Condition{Key: x.ID, Members: []string{x.IDs()[r.IntN(len(x.Members))]}})
		}
	}
	if r.IntN(5) > 0 {
		c.Source = "police"
	}
	if r.IntN(3) == 0 {
		c.Sort, c.Top = oneOf(r, "value", "title"), oneOf(r, 1, 2, 3, 100)
	}
	if r.IntN(3) == 0 {
		c.Step, c.Fold = oneOf(r, report.Steps()...), oneOf(r, "year")
	}
	c.Share, c.Log = r.IntN(12) == 0, r.IntN(12) == 0
	if r.IntN(6) == 0 {
		c.Highlight = []string{"n", oneOf(r, "a", "n", "2020", "2021", "01", "court")}[:1+r.IntN(2)]
	}
	for range oneOf(r, 0, 0, 0, 0, 0, 1, 2, 3) {
		title := words("An annotation")
		a := &report.Annotation{Pos: c.Pos, Title: title, X: oneOf(r, "2020", "2020-02", "2020-03..2020-05", "1900", "x", "2021..2020", "../2020"),
			Series: oneOf(r, "a", "n", "x")}
		if a.X == "" {
			a.Number = []string{"0", "100", "-7", "99999999999999", "0.001"}[r.IntN(5)]
		}
		c.Annotations = append(c.Annotations, a)
	}
	if c.Type == report.MapType {
		c.Map = &report.Map{ID: "map", Title: report.Label{"": "Map"}, Source: &report.Source{ID: "police"}, Width: 100, Height: 100, Grid: 10}
		for _, id := range []string{"n", "york", "s", "w"} {
			c.Map.Regions = append(c.Map.Regions, report.Region{ID: id, Pos: c.Pos, Path: "M0 0H1V1Z"})
		}
		c.Classes = []report.Classes{ends("0", "10"), ends("-5"), {Count: 3, Method: report.Quantile}, {Count: 9, Method: "equal"}, {}}[r.IntN(5)]
		if r.IntN(2) == 0 {
			c.X, c.Series, c.Top, c.Sort, c.Step, c.Fold, c.Share, c.Log = "place", "", 0, "", "", "", false, false
		}
	}
	return c
}

// TestRandomCharts: whatever keys a block has, it is drawn or refused in words, at a place. What is
// drawn has no number in the place of a figure that is withheld.
func TestRandomCharts(t *testing.T) {
	var months []string
	for i := range 26 {
		months = append(months, fmt.Sprintf("%d-%02d", 2020+i/12, i%12+1))
	}
	halves := []string{"2019-07/2019-12", "2020-01/2020-06", "2020-07/2020-12", "2021-01/2021-06"}
	r := rand.New(rand.NewPCG(1, 2))
	var sets []*report.Dataset
	for _, periods := range [][]string{months, halves, {"2019", "2020", "2021"}, {"2020", "2020-01", "2020-02", "2021-01"},
		{"2020/..", "2021"}, {"2020-01-06/2020-01-12", "2020-01-13/2020-01-19", "2021-01-04/2021-01-10"}, {"2020"}} {
		sets = append(sets, timed(r, periods, false), timed(r, periods, len(periods) == 3))
	}
	l := locale.New(&report.Site{Language: "en", Words: report.Words{"others": "others ({n})", "percent": "{n}%"}})
	drawn, refused := map[string]int{}, map[string]int{}
	count := 8000
	if testing.Short() {
		count = 1000
	}
	for i := range count {
		d := sets[r.IntN(len(sets))]
		c := randomChart(r, d)
		drawing, mistake := drawSafely(t, c, d, l)
		switch {
		case mistake == nil:
			drawn[c.Type]++
			checkWithheld(t, drawing)
		case mistake.Pos.File == "" || mistake.Text == "" || strings.Contains(mistake.Text, "%!"):
			t.Fatalf("%d: no place, or no words: %+v", i, mistake)
		default:
			refused[mistake.Text]++
		}
	}
	for _, kind := range append(report.ChartTypes(), report.MapType) {
		if drawn[kind] == 0 {
			t.Errorf("no %s is drawn", kind)
		}
	}
	t.Logf("drawn: %v; %d mistakes", drawn, len(refused))
}

func drawSafely(t *testing.T, c *report.Chart, d *report.Dataset, l *locale.Locale) (*Drawing, *mistaken) {
	defer func() {
		if fault := recover(); fault != nil {
			t.Fatalf("%v\n%+v\nof %v\n%s", fault, *c, d.Dimensions[0].IDs(), debug.Stack())
		}
	}()
	drawing, mistake := Draw(c, d, l)
	if mistake == nil {
		return drawing, nil
	}
	return nil, &mistaken{mistake.Pos, mistake.Text}
}

type mistaken struct {
	Pos  source.Pos
	Text string
}

// checkWithheld makes sure that a cell of the table that is withheld has no figure.
func checkWithheld(t *testing.T, drawing *Drawing) {
	for _, row := range drawing.Grid.Rows {
		for _, cell := range row.Cells {
			if slices.Contains(cell.Marks, "c") || strings.Contains(cell.Text, "[c]") && (cell.Text != "[c]" || len(cell.Notes) > 0) {
				t.Fatalf("a withheld cell says %+v", cell)
			}
		}
	}
}
