package chart

import (
	"slices"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// TestTwoYearsOfQuarters: where the names of quarters have no room, their years stand below, and the drawing is as
// wide as there is room for.
func TestTwoYearsOfQuarters(t *testing.T) {
	quarters := []string{"2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"}
	d := ofTimes(t, quarters, []string{"p"}, "1", "2", "3", "4", "5", "6", "7", "8")
	l := locale.New(&report.Site{Language: "en", Words: report.Words{"period-months": "{from} to {to} {year}",
		"month-1": "January", "month-3": "March", "month-4": "April", "month-6": "June", "month-7": "July",
		"month-9": "September", "month-10": "October", "month-12": "December"}})
	drawing, mistake := Draw(&report.Chart{Type: "line", X: "time", Y: []string{"n"}}, d, l)
	if mistake != nil {
		t.Fatal(mistake.Text)
	}
	for _, v := range drawing.Views {
		p := v.Panels[0]
		words := slices.DeleteFunc(slices.Clone(p.XAxis.AxisLabel.Words), func(w string) bool { return w == "" })
		if !slices.Equal(words, []string{"2023", "2024"}) {
			t.Errorf("%s: the words below are %q", v.Name, words)
		}
	}
}
