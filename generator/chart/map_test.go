package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/option"
	"vitrine/generator/report"
)

// mapWords are the words of a map's legend.
func mapWords() *locale.Locale {
	return locale.New(&report.Site{Language: "en", Words: report.Words{"measure": "Measure", "sources-one": "Source",
		"map-legend": "{measure} ({unit})", "map-class": "{from}..{to}", "map-class-last": "{from}..", "map-uncertain": "uncertain", "map-none": "none",
		"map-dashed": "disputed", "map-from": "{title} by {source}", "map-method-equal": "equal", "map-method-quantile": "quantiles",
		"mark-x": "not available", "mark-z": "does not apply", "mark-c": "confidential", "mark-p": "provisional"}})
}

// mapped is a chart of a map with some regions, on a dataset with a figure for each of some members
// of the dimension geo, in their order: like 5, >5, ~5, x, z, c, a grade, or "" for no row.
func mapped(regions []string, members []*report.Member, figures ...string) (*report.Chart, *report.Dataset) {
	d := &report.Dataset{ID: "d", Dimensions: []*report.Dimension{
		{ID: "geo", Kind: report.KindGeo, Title: report.Label{"": "Place"}, Members: members}},
		Measures: []*report.Measure{{ID: "n", Title: report.Label{"": "Cases"}, Unit: report.Label{"": "cases"}}}}
	police := []*report.Source{{ID: "police", Publisher: "Police & <b>"}}
	for i, figure := range figures {
		cell := report.Cell{State: report.Number, Sources: police}
		for _, bound := range []report.Bound{report.AtLeast, report.AtMost, report.Above, report.Below, report.About} {
			if digits, ok := strings.CutPrefix(figure, string(bound)); ok {
				figure, cell.Bound = digits, bound
				break
			}
		}
		if digits, ok := strings.CutSuffix(figure, "p"); ok {
			figure, cell.Marks = digits, []string{"p"}
		}
		switch value, err := report.ParseDecimal(figure); {
		case figure == "":
			continue
		case err == nil:
			cell.Value = value
		case figure == "x":
			cell.State = report.Missing
		case figure == "z":
			cell.State = report.NotApplicable
		case figure == "c":
			cell.State = report.Suppressed
		default:
			cell.State, cell.Grade = report.Rated, figure
			d.Measures[0].Scale, d.Measures[0].Unit = named("good", "fair", "poor"), nil
		}
		d.Rows = append(d.Rows, &report.Row{Keys: []string{members[i%len(members)].ID}, Sources: police, Cells: []report.Cell{cell}})
	}
	m := &report.Map{ID: "m", Title: report.Label{"": "Map <i>"}, Source: police[0], Width: 680, Height: 100, Grid: 4}
	for i, id := range regions {
		m.Regions = append(m.Regions, report.Region{ID: id, Path: fmt.Sprintf("m%d 0 4 0 0 4z", 8*i)})
	}
	return &report.Chart{Type: report.MapType, X: "geo", Y: []string{"n"}, Map: m}, d
}

func ends(list ...string) (c report.Classes) {
	for _, s := range list {
		d, _ := report.ParseDecimal(s)
		c.Ends = append(c.Ends, d)
	}
	return c
}

// fills says how each place of a map is filled: by the number of its class's colour, or hatched.
func fills(m *option.Map, places int) string {
	list := slices.Repeat([]string{"-"}, places)
	for _, s := range m.Shapes {
		list[s.At] = "hatched"
		if color, ok := s.Fill.(string); ok {
			list[s.At] = strings.TrimSuffix(strings.TrimPrefix(color, "var(--class-"), ")")
		}
		if s.Hatched != (list[s.At] == "hatched") {
			list[s.At] = "wrong"
		}
	}
	return strings.Join(list, " ")
}

// legendOf are the words of a legend.
func legendOf(m *option.Map) string {
	var list []string
	for _, e := range m.Legend {
		list = append(list, e.Words)
	}
	return strings.Join(list, "; ")
}

// TestMap: each figure is in the class that holds it, and in no class where it may be in several.
func TestMap(t *testing.T) {
	quantiles, equals := report.Classes{Count: 3, Method: report.Quantile}, report.Classes{Count: 3, Method: report.Equal}
	for _, c := range []struct {
		what    string
		classes report.Classes
		figures string
		fills   string
		legend  string
	}{
		{"lower ends", ends("1", "10", "50"), "1 9.99 10 50 1000", "1 1 4 6 6", "1..10; 10..50; 50.."},
		{"decimals", ends("0.1", "0.20"), "0.1 0.19 0.2 0.20 0.3", "1 1 6 6 6", "0.1..0.20; 0.20.."},
		{"below zero", ends("-5", "0"), "-5 -1 0", "1 1 6", "−5..0; 0.."},
		{"one class", ends("0"), "0 7", "4 4", "0.."},
		{"bounds", ends("1", "10", "50"), ">50 >=50 >49 >20 <10 <=10 >=1 ~9 ~10 5", "6 6 hatched hatched hatched hatched hatched 1 4 1",
			"1..10; 10..50; 50..; uncertain"},
		{"bounds of people", ends("0", "10"), "<10 <=10 >9", "1 hatched hatched", "0..10; 10..; uncertain"},
		{"nothing there", ends("1", "10"), "5 x z c", "1 hatched hatched hatched", "1..10; 10..; not available; does not apply; confidential"},
		{"quantiles", quantiles, "1 2 3 4 50 1000", "1 1 4 4 6 6", "1..3; 3..50; 50.."},
		{"quantiles of few", quantiles, "7 7", "4 4", "7.."},
		{"quantiles with ties", quantiles, "1 1 1 1 5 9", "1 1 1 1 6 6", "1..5; 5.."},
		{"equal", equals, "0 10 19.99 20 30", "1 4 4 6 6", "0..10; 10..20; 20.."},
		{"equal thirds", equals, "0 1", "1 6", "0..0.33; 0.33..0.67; 0.67.."},
		{"equal, a bound beyond", equals, "0 30 >40 <3", "1 6 6 hatched", "0..10; 10..20; 20..; uncertain"},
		{"a rating", report.Classes{}, "good poor x", "1 6 hatched", "good; fair; poor; not available"},
	} {
		figures := strings.Fields(c.figures)
		var ids []string
		for i := range figures {
			ids = append(ids, string(rune('a'+i)))
		}
		block, d := mapped(ids, named(ids...), figures...)
		d.Measures[0].People = c.what == "bounds of people"
		block.Classes = c.classes
		if c.what == "a rating" {
			for _, g := range d.Measures[0].Scale {
				g.Title = report.Label{"": g.ID}
			}
		}
		drawing, mistake := Draw(block, d, mapWords())
		if mistake != nil {
			t.Errorf("%s: %+v", c.what, mistake)
			continue
		}
		if got := fills(drawing.Map, len(ids)); got != c.fills {
			t.Errorf("%s: %s are %s, not %s", c.what, c.figures, got, c.fills)
		}
		if got := legendOf(drawing.Map); got != c.legend {
			t.Errorf("%s: the legend is %s, not %s", c.what, got, c.legend)
		}
	}
}

// TestMapPlaces: all regions and all members drawn are in the table and in the words, wholes without
// a region too, and what is withheld tells nothing.
func TestMapPlaces(t *testing.T) {
	members := named("a", "b", "c", "south", "all")
	members[1].Parent = "south"
	block, d := mapped([]string{"c", "b", "a"}, members, "5p", "", "c", "4711", "4716")
	d.Dimensions[0].Total = "all"
	block.Classes, block.Map.Dashed = report.Classes{Count: 2, Method: report.Equal}, "m0 0 4 4"
	drawing, mistake := Draw(block, d, mapWords())
	if mistake != nil {
		t.Fatal(mistake)
	}
	if got := fills(drawing.Map, 5); got != "4 hatched - - hatched" {
		t.Error(got)
	}
	if got := legendOf(drawing.Map); got != "5..; confidential; none; disputed" {
		t.Error(got)
	}
	if got := strings.Join(drawing.Hints(mapWords()), "; "); got != "equal; Map <i> by Police & <b>" {
		t.Error(got)
	}
	var rows []string
	for _, row := range drawing.Grid.Rows {
		rows = append(rows, row.Cells[0].Text+" "+row.Cells[1].Text)
	}
	if got := strings.Join(rows, "; "); got != "A 5; C [c]; SOUTH 4,711; ALL 4,716; B " {
		t.Error(got)
	}
	want := `{"map":true,"places":["A","C","SOUTH","ALL","B"],"series":["Cases"],"panels":[{"words":` +
		`[["5 cases · provisional","[c] · confidential","4,711 cases","4,716 cases","none"]]}],` +
		`"source":"Source: Police \u0026 \u003cb\u003e"}`
	if drawing.Payload != want {
		t.Errorf("the payload is\n%s, not\n%s", drawing.Payload, want)
	}
	if got := strings.Join(drawing.Marks, " "); got != "p" {
		t.Errorf("the marks %s are explained", got)
	}
	if !strings.HasPrefix(drawing.Subtitle, "Cases") || drawing.Views[0].Name != "map" || drawing.Views[1].Name != "" || drawing.Views[1].Height != 100 {
		t.Errorf("%+v", drawing)
	}
}

// TestMapOfSums: a map draws what is added up over another dimension.
func TestMapOfSums(t *testing.T) {
	block, d := mapped([]string{"a", "b"}, named("a", "b"), "5", "60", "1", "2")
	kinds := &report.Dimension{ID: "kind", Kind: report.KindCategory, Title: report.Label{"": "Kind"}, Members: named("k", "l")}
	d.Dimensions = append([]*report.Dimension{kinds}, d.Dimensions...)
	for i, row := range d.Rows {
		row.Keys = []string{kinds.Members[i/2].ID, d.Dimensions[1].Members[i%2].ID}
	}
	block.Classes, block.Sum = ends("1", "10"), []string{"kind"}
	drawing, mistake := Draw(block, d, mapWords())
	if mistake != nil {
		t.Fatal(mistake)
	}
	if got := fills(drawing.Map, 2); got != "1 6" {
		t.Error(got)
	}
}

// TestMapMistakes: what is wrong with a map is told, and what was meant.
func TestMapMistakes(t *testing.T) {
	abc := []string{"a", "b", "c"}
	for _, c := range []struct {
		what       string
		change     func(c *report.Chart, d *report.Dataset)
		text, hint string
	}{
		{"no map", func(c *report.Chart, _ *report.Dataset) { c.Map = nil }, "not complete", ""},
		{"an unknown x", func(c *report.Chart, _ *report.Dataset) { c.X = "ge" }, "a dimension of kind geo", `"geo"`},
		{"an x that is no place", func(_ *report.Chart, d *report.Dataset) { d.Dimensions[0].Kind = report.KindCategory }, "a dimension of kind geo", ""},
		{"two measures", func(c *report.Chart, _ *report.Dataset) { c.Y = []string{"n", "n"} }, "one measure", ""},
		{"an unknown measure", func(c *report.Chart, _ *report.Dataset) { c.Y = []string{"m"} }, `no measure "m"`, ""},
		{"a series", func(c *report.Chart, _ *report.Dataset) { c.Series = "geo" }, "no series", "where"},
		{"no classes", func(c *report.Chart, _ *report.Dataset) { c.Classes = report.Classes{} }, "classes is missing", "classes = [1, 10, 50]"},
		{"classes of grades", func(_ *report.Chart, d *report.Dataset) { d.Measures[0].Scale = named("x") }, "its grades", ""},
		{"too many grades", func(c *report.Chart, d *report.Dataset) {
			c.Classes, d.Measures[0].Scale = report.Classes{}, named("1", "2", "3", "4", "5", "6", "7")
		}, "at most 6 grades", ""},
		{"a region of no member", func(c *report.Chart, _ *report.Dataset) {
			c.Map.Regions = append(c.Map.Regions, report.Region{ID: "A"}, report.Region{ID: "<x>"})
		}, `has no member "A", "<x>"`, `did you mean "a"?`},
		{"a member of no region", func(c *report.Chart, _ *report.Dataset) { c.Map.Regions = c.Map.Regions[:2] }, `no region "c"`, "did you mean"},
		{"classes above the least figure", func(c *report.Chart, _ *report.Dataset) { c.Classes = ends("6", "7") }, "the classes begin at 6, but the least figure is 5", "begin with 5"},
		{"bounds alone", func(c *report.Chart, d *report.Dataset) {
			for _, row := range d.Rows {
				row.Cells[0].Bound = report.Above
			}
			c.Classes = report.Classes{Count: 2, Method: report.Equal}
		}, "no exact figure", "lower ends"},
		{"nothing", func(_ *report.Chart, d *report.Dataset) {
			for _, row := range d.Rows {
				row.Cells[0].State = report.Suppressed
			}
		}, "all are missing or suppressed", ""},
	} {
		block, d := mapped(abc, named(abc...), "5", "6", "7")
		block.Classes = ends("1", "6")
		c.change(block, d)
		switch _, mistake := Draw(block, d, mapWords()); {
		case mistake == nil:
			t.Errorf("%s: nothing is wrong", c.what)
		case !strings.Contains(mistake.Text, c.text) || !strings.Contains(mistake.Hint, c.hint):
			t.Errorf("%s: %+v", c.what, mistake)
		}
	}
}
