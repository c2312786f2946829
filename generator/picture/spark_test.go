package picture

import (
	"strings"
	"testing"
)

func TestSpark(t *testing.T) {
	at := func(day int, value float64) Moment { return Moment{Day: day, Value: value} }
	breaks := func(day int, value float64) Moment { return Moment{Day: day, Value: value, Breaks: true} }
	gap := func(day int) Moment { return Moment{Day: day, Value: 1e9, Gap: true} }
	for _, c := range []struct {
		name         string
		moments      []Moment
		zero, d, dot string
	}{
		{"it begins at zero", []Moment{at(0, 50), at(10, 100)}, "M0 42H200", "M6 24L194 6", `cx="194" cy="6"`},
		{"days apart are far apart", []Moment{at(0, 0), at(1, 0), at(10, 9)}, "M0 42H200", "M6 42L25 42L194 6", `cx="194" cy="6"`},
		{"figures below zero", []Moment{at(0, -1), at(4, 1)}, "M0 24H200", "M6 42L194 6", `cx="194" cy="6"`},
		{"all are zero", []Moment{at(0, 0), at(4, 0)}, "M0 42H200", "M6 42L194 42", `cx="194" cy="42"`},
		{"a figure between gaps is a dot, and nothing is read of a gap", []Moment{at(0, 1), gap(5), at(10, 2), gap(15), at(20, 4)},
			"M0 42H200", "M6 33h0M100 24h0M194 6h0", `cx="194" cy="6"`},
		{"the line breaks before a figure", []Moment{at(0, 1), at(5, 1), breaks(10, 2), at(20, 2)}, "M0 42H200",
			"M6 24L53 24M100 6L194 6", `cx="194" cy="6"`},
		{"a figure between breaks", []Moment{at(0, 1), breaks(10, 2), breaks(20, 2)}, "M0 42H200", "M6 24h0M100 6h0M194 6h0", `cx="194" cy="6"`},
		{"the dot is on the last figure", []Moment{at(0, 1), at(10, 2), gap(20)}, "M0 42H200", "M6 24L100 6", `cx="100" cy="6"`},
	} {
		svg := string(Spark(c.moments, "words"))
		for _, want := range []string{`d="` + c.zero + `"`, `d="` + c.d + `"`, c.dot} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s: no %s in %s", c.name, want, svg)
			}
		}
	}
}

// TestSparkSize: the longest line is less than a kilobyte, and a label can't end its
// attribute.
func TestSparkSize(t *testing.T) {
	var moments []Moment
	for i := range 60 {
		moments = append(moments, Moment{Day: 365 * i, Value: float64(i * 7919 % 1000), Gap: i%9 == 5})
	}
	svg := string(Spark(moments, `From 303 ("2009") to <b>11,387</b> (2021)`))
	if len(svg) >= 1000 || strings.Contains(svg, "<b>") || !strings.Contains(svg, "(&#34;2009&#34;)") {
		t.Errorf("%d bytes: %s", len(svg), svg)
	}
}
