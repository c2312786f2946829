package chart

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

func english() *locale.Locale {
	words := report.Words{"measure": "Measure", "sources-one": "Source", "sources-other": "Sources",
		"chart-planned-bound": "Dotted: a planned bound.", "chart-planned": "Hollow: planned.",
		"chart-least": "Fading: at least.", "chart-bound": "Arrows: bounds.",
		"chart-lacks": "Lower than totals."}
	return locale.New(&report.Site{Language: "en", Words: words})
}

func named(ids ...string) []*report.Member {
	var list []*report.Member
	for _, id := range ids {
		list = append(list, &report.Member{ID: id, Title: report.Label{"": strings.ToUpper(id)}})
	}
	return list
}

// dataset has figures by place and kind: those of places p, q, … of kind a first. A
// figure is like 5, >5, 5f for a plan, a grade, or x for none.
func dataset(t *testing.T, kinds []string, figures ...string) *report.Dataset {
	t.Helper()
	places := []string{"p", "q", "r", "s"}[:len(figures)/len(kinds)]
	d := &report.Dataset{ID: "d", Dimensions: []*report.Dimension{
		{ID: "place", Kind: report.KindCategory, Title: report.Label{"": "Place"}, Members: named(places...)},
		{ID: "kind", Kind: report.KindCategory, Title: report.Label{"": "Kind"}, Members: named(kinds...)},
	}, Measures: []*report.Measure{{ID: "n", Title: report.Label{"": "Cases"}, Unit: report.Label{"": "cases"}}}}
	police := []*report.Source{{ID: "police", Publisher: "Police & <b>"}}
	for i, figure := range figures {
		row := &report.Row{Keys: []string{places[i%len(places)], kinds[i/len(places)]}, Sources: police}
		cell := report.Cell{State: report.Missing, Sources: police}
		if digits, planned := strings.CutSuffix(figure, "f"); planned {
			figure, cell.Marks = digits, []string{"f"}
		}
		if digits, least := strings.CutPrefix(figure, ">"); least {
			figure, cell.Bound = digits, report.Above
		}
		switch value, err := report.ParseDecimal(figure); {
		case err == nil:
			cell.State, cell.Value = report.Number, value
		case figure != "x":
			cell.State, cell.Grade = report.Rated, figure
			d.Measures[0].Scale = named("good", "fair", "poor")
		}
		row.Cells = []report.Cell{cell}
		d.Rows = append(d.Rows, row)
	}
	return d
}

func block(kind string, d *report.Dataset) *report.Chart {
	c := &report.Chart{Type: kind, X: "place", Y: []string{"n"}}
	if len(d.Dimensions[1].Members) > 1 {
		c.Series = "kind"
	}
	return c
}

// TestDraw: each type of chart has the series of ECharts that it should, all points
// have words, and what stands in a page is JSON that can't leave its script element.
func TestDraw(t *testing.T) {
	two, one := []string{"a", "b"}, []string{"a"}
	for _, c := range []struct {
		kind   string
		d      *report.Dataset
		series string // type and data of each
		words  int    // points that have some
	}{
		{"bar", dataset(t, two, "5", "x", "7", "0"), `bar [5,"-"]; bar [7,0]`, 4},
		{"stacked-bar", dataset(t, two, "5", "x", "7", "0"), `bar [5,"-"]; bar [7,0]; bar [0,"-"]`, 4}, // and the sums
		{"horizontal-bar", dataset(t, two, "5", "-6", "7", "0"), `bar [5,-6]; bar [7,0]`, 4},
		{"line", dataset(t, two, "5", "x", "7.50", "0"), `line [5,"-"]; line [7.50,0]`, 4},
		{"area", dataset(t, one, "1", "2", "3"), `line [1,2,3]`, 3},
		{"pie", dataset(t, one, "1", "2", "3"), `pie [1,2,3]`, 3},
		{"range", dataset(t, two, "5", "x", "7", "4"), `bar [5,4]; bar [2,0]; scatter [[5,0],"-"]; scatter [[7,0],[4,1]]`, 4},
		{"heatmap", dataset(t, two, "good", "poor", "fair", "x"), `scatter [[0,0],[1,0]]; scatter [[0,1],[1,1,"-"]]`, 4},
	} {
		drawing, mistake := Draw(block(c.kind, c.d), c.d, english())
		if mistake != nil {
			t.Errorf("%s: %s", c.kind, mistake.Text)
			continue
		}
		if strings.ContainsAny(drawing.Payload, "<>&") {
			t.Errorf("%s: the payload leaves its element: %s", c.kind, drawing.Payload)
		}
		var payload struct {
			Wide, Narrow []struct{ Option json.RawMessage }
			Panels       []struct{ Words [][]string }
			Source       string
		}
		if err := json.Unmarshal([]byte(drawing.Payload), &payload); err != nil {
			t.Fatal(err)
		}
		words := 0
		for _, w := range slices.Concat(payload.Panels[0].Words...) {
			if w != "" {
				words++
			}
		}
		if words != c.words || payload.Source != "Source: Police & <b>" {
			t.Errorf("%s: %d points have words, not %d, and then %q", c.kind, words, c.words, payload.Source)
		}
		for i, text := range []json.RawMessage{payload.Wide[0].Option, payload.Narrow[0].Option} {
			if got := seriesOf(t, text); got != c.series {
				t.Errorf("%s, %s: the series are\n%s\nnot\n%s", c.kind, drawing.Views[i].Name, got, c.series)
			}
		}
		if wide, narrow := drawing.Views[0], drawing.Views[1]; wide.Width != Wide || narrow.Width != Narrow ||
			!strings.HasPrefix(string(wide.Picture), fmt.Sprintf(`<svg viewBox="0 0 %d %d"`, Wide, wide.Height)) {
			t.Errorf("%s is %d and %d wide, and empty it is %s", c.kind, wide.Width, narrow.Width, wide.Picture)
		}
	}
}

// seriesOf are the types and the values of an option's series.
func seriesOf(t *testing.T, text []byte) string {
	t.Helper()
	var o struct {
		Series []struct {
			Type string
			Data []json.RawMessage
		}
	}
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, s := range o.Series {
		var values []string
		for _, v := range s.Data {
			point := struct{ Value json.RawMessage }{v}
			_ = json.Unmarshal(v, &point) // a point that has only a value stays
			values = append(values, string(point.Value))
		}
		list = append(list, s.Type+" ["+strings.Join(values, ",")+"]")
	}
	return strings.Join(list, "; ")
}

// TestMistakes: what can't be drawn is refused in words.
func TestMistakes(t *testing.T) {
	two, one := []string{"a", "b"}, []string{"a"}
	for _, c := range []struct {
		kind string
		d    *report.Dataset
		want string
	}{
		{"bar", dataset(t, one, "x", "x"), "there is no figure to draw"},
		{"cake", dataset(t, one, "1"), `there is no chart type "cake"`},
		{"pie", dataset(t, one, "1", "x"), "one part is missing or suppressed"},
		{"pie", dataset(t, one, "1", "-1"), "a pie can't show a negative figure"},
		{"pie", dataset(t, two, "1", "2"), "a pie has one series"},
		{"pie", dataset(t, one, "0", "0"), "a pie of zeros has no parts"},
		{"stacked-bar", dataset(t, two, "1", ">2"), "one part is a bound"},
		{"stacked-bar", dataset(t, two, "1", "2f"), "one part is a plan"},
		{"range", dataset(t, one, "1", "2"), "a range needs two series"},
		{"bar", dataset(t, one, "good"), "a rating is drawn as a heatmap"},
		{"bar", dataset(t, one, "999999999999999"), "these figures are too large to draw"},
	} {
		drawing, mistake := Draw(block(c.kind, c.d), c.d, english())
		if mistake == nil || !strings.Contains(mistake.Text, c.want) {
			t.Errorf("%s: %v and %+v, not %q", c.kind, drawing, mistake, c.want)
		}
	}
	d := dataset(t, two, "1", "2")
	c := block("bar", d)
	c.Series = ""
	if _, mistake := Draw(c, d, english()); mistake == nil || mistake.Text != "two rows stand at P" {
		t.Errorf("two rows at a place: %+v", mistake)
	}
	d.Dimensions[0].Members[0].Title[""] = reserved
	if _, mistake := Draw(block("bar", d), d, english()); mistake == nil || mistake.Hint != "choose another title" {
		t.Errorf("a title that changes JavaScript's objects: %+v", mistake)
	}
}

// TestHints: readers are told what hollow and fading shapes are.
func TestHints(t *testing.T) {
	for _, c := range []struct {
		kind string
		d    *report.Dataset
		want string
	}{
		{"bar", dataset(t, []string{"a"}, "1", "2"), ""},
		{"bar", dataset(t, []string{"a"}, "1f", ">2"), "Hollow: planned. Fading: at least."},
		{"bar", dataset(t, []string{"a"}, "1", ">2f"), "Dotted: a planned bound."},
		{"line", dataset(t, []string{"a"}, "1", ">2"), "Arrows: bounds."},
		{"stacked-bar", dataset(t, []string{"a", "b"}, "1", "2", "3", "x"), "Lower than totals."},
		{"stacked-bar", dataset(t, []string{"a", "b"}, "1", "2", "3", "4"), ""},
	} {
		drawing, mistake := Draw(block(c.kind, c.d), c.d, english())
		if mistake != nil {
			t.Fatal(mistake.Text)
		}
		if got := strings.Join(drawing.Hints(english()), " "); got != c.want {
			t.Errorf("%s: %q, not %q", c.kind, got, c.want)
		}
	}
}
