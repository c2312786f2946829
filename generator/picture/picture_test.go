package picture

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"vitrine/generator/option"
)

// TestWordsStayWords: what stands in a picture breaks out of nothing, and is not
// taken for a colour, which File replaces.
func TestWordsStayWords(t *testing.T) {
	c := &canvas{}
	c.text(pixel, 2*pixel, bodyText("start", option.Ink), "<script>var(--ink)\"</script>&\n")
	const want = `<text x="1" y="-6.5" dominant-baseline="central" text-anchor="start" font-size="13px"` +
		` fill="var(--ink)">` +
		`&lt;script&gt;var&#40;--ink)&#34;&lt;/script&gt;&amp;</text>`
	if got := string(c.out); got != want {
		t.Errorf("the words are\n%s\nnot\n%s", got, want)
	}
}

// axes are a scale of places and one from 0 to 10.
func axes(places ...string) (x, y *option.Axis) {
	x = &option.Axis{XAxis: opts.XAxis{Type: "category"}, Places: true, Data: places,
		AxisLabel: option.AxisLabel{Words: places}}
	y = &option.Axis{XAxis: opts.XAxis{Type: "value", Min: json.Number("0"), Max: json.Number("10")},
		AxisLabel: option.AxisLabel{Words: []string{"0", "10"},
			CustomValues: []any{json.Number("0"), json.Number("10")}}}
	return x, y
}

func number(digits string) option.Datum { return option.NewDatum(json.Number(digits)) }

// series is one of a type with an outline in a colour.
func series(kind string, data ...option.Datum) option.Series {
	return option.Series{
		SingleSeries: charts.SingleSeries{Name: "A", Type: kind, Symbol: "circle",
			LineStyle: &opts.LineStyle{Color: "red"}, Center: []int{50, 50}, Radius: 40},
		ItemStyle: &option.ItemStyle{Color: "red"},
		LabelLine: &option.LabelLine{},
		Data:      data,
	}
}

// TestDraw holds the shapes of small charts, apart from lines and words at axes.
func TestDraw(t *testing.T) {
	faded := number("5")
	faded.ItemStyle = &option.ItemStyle{
		Color: option.Gradient{Y2: 1, ColorStops: []option.ColorStop{{Offset: 1, Color: "blue"}}}}
	labelled := number("5")
	labelled.Label = &option.Label{Words: "5", Label: opts.Label{Position: "top"}, Distance: opts.Int(4)}
	turned := option.NewDatum([]any{0, json.Number("5")})
	turned.Symbol, turned.SymbolSize, turned.SymbolRotate = "triangle", 12, 90
	slice, rest := number("1"), number("3")
	slice.Name, rest.Name = "B", "C"
	slice.ItemStyle, rest.ItemStyle = &option.ItemStyle{Color: "red"}, &option.ItemStyle{Color: "blue"}
	for _, c := range []struct {
		name   string
		series []option.Series
		want   string
	}{
		{"bars side by side",
			[]option.Series{series("bar", number("10"), number("0")), series("bar", number("5"), number("2.5"))},
			`<rect x="8.51" y="0" width="15.71" height="100" fill="red"/>` +
				`<rect x="58.51" y="100" width="15.71" height="0" fill="red"/>` +
				`<rect x="25.79" y="50" width="15.71" height="50" fill="red"/>` +
				`<rect x="75.79" y="75" width="15.71" height="25" fill="red"/>`},
		{"a bar that fades out", []option.Series{series("bar", faded)},
			`<rect x="8.5" y="50" width="33" height="50" fill="url(#p-1)"/>` +
				`<defs><linearGradient x1="0" y1="0" x2="0" y2="1" id="p-1">` +
				`<stop offset="100%" stop-color="blue"/></linearGradient></defs>`},
		{"a figure at a bar", []option.Series{series("bar", labelled)},
			`<rect x="8.5" y="50" width="33" height="50" fill="red"/><text x="25" y="39.18" dominant-baseline="central"` +
				` text-anchor="middle" font-size="13px" fill="var(--ink)">5</text>`},
		{"a line with a gap", []option.Series{series("line", number("5"), option.NewDatum(option.None))},
			`<path d="M25 50" stroke-linejoin="bevel" fill="none" stroke="red" stroke-width="2"/>` +
				`<circle cx="25" cy="50" r="4" fill="red"/>`},
		{"a symbol on its side", []option.Series{series("scatter", turned)}, `<path d="M19 50L31 44L31 56Z" fill="red"/>`},
		{"slices", []option.Series{series("pie", slice, rest)},
			`<path d="M50 10A40 40 0 0 1 90 50L50 50Z" stroke-linejoin="round" fill="red"/>` +
				`<path d="M90 50A40 40 0 1 1 50 10L50 50Z" stroke-linejoin="round" fill="blue"/>`},
	} {
		o := &option.Option{Width: 100, Height: 100, Series: c.series, Grid: &option.Grid{}}
		o.XAxis, o.YAxis = axes("x", "y")
		o.XAxis.AxisLabel.Words, o.YAxis.AxisLabel.Words = nil, nil
		got := string(drawn(o))
		const lines = `<svg viewBox="0 0 100 100" width="100" height="100">` +
			`<path d="M0 100.5L100 100.5" fill="none" stroke="var(--rule)"/>` +
			`<path d="M0 0.5L100 0.5" fill="none" stroke="var(--rule)"/>` +
			`<path d="M0 100.5L100 100.5" fill="none" stroke="var(--soft)"/>`
		if got != lines+c.want+"</svg>" {
			t.Errorf("%s:\n%s\nnot\n%s", c.name, strings.TrimPrefix(got, lines), c.want)
		}
	}
}

// TestFile: a picture as a file is well-formed, has no variables, and names the one
// that has no colour.
func TestFile(t *testing.T) {
	o := &option.Option{Width: 100, Height: 100, Series: []option.Series{series("bar", number("5"))}, Grid: &option.Grid{}}
	o.XAxis, o.YAxis = axes("<b> & var(--ink)")
	o.Legend = &option.Legend{Width: 100, Words: map[string]string{"A": "A,\nthe first"}}
	colors := map[string]string{"ink": "#111111", "soft": "#222222", "rule": "#333333", "paper": "#ffffff"}
	file, missing := File(o.Width, o.Height, drawn(o), Heading{"A title </title> that is longer", "And <b>"},
		[]string{"Source: <i>"}, colors)
	if missing != "" || strings.Contains(string(file), "var(") {
		t.Errorf("no colour for %q in\n%s", missing, file)
	}
	decoder := xml.NewDecoder(strings.NewReader(string(file)))
	var words strings.Builder
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, file)
		}
		if text, ok := token.(xml.CharData); ok {
			words.Write(text)
			words.WriteByte('|')
		}
	}
	const want = "A title </title> that is longer|A title|</title>|that is|longer|" +
		"And <b>|0|10|<b> & var(--ink)|A,|the first|Source: <i>|\n|"
	if words.String() != want {
		t.Errorf("the words are %q, not %q", words.String(), want)
	}
	delete(colors, "soft")
	if _, missing := File(o.Width, o.Height, drawn(o), Heading{Title: "A title"}, nil, colors); missing != "soft" {
		t.Errorf("%q has no colour, not soft", missing)
	}
}

// drawn is the picture of one option.
func drawn(o *option.Option) []byte { return Draw(o.Width, o.Height, []option.Panel{{Option: o}}, "p") }
