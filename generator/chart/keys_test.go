package chart_test

import (
	"strings"
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestKeys: a key that a chart can't obey is a mistake that says what it can.
func TestKeys(t *testing.T) {
	blocks, draw := drawSite(t, sitetest.FromArchive(t, "forms.txtar"))
	annotated := func(a report.Annotation) func(*report.Chart) {
		a.Title, a.Pos = blocks["one-line"].Annotations[0].Title, blocks["one-line"].Pos
		return func(c *report.Chart) { c.Annotations = []*report.Annotation{&a} }
	}
	for _, c := range []struct {
		id   string
		edit func(*report.Chart)
		text string
	}{
		{"days-line", func(c *report.Chart) { c.Sum = []string{"kinds"} }, `monthly has no dimension "kinds"`},
		{"days-line", func(c *report.Chart) { c.Step = "quarter"; c.X = "kind"; c.Series = "" }, "kind is no dimension of time"},
		{"halves", func(c *report.Chart) { c.Step = "month" }, "nothing is left to draw"},
		{"folded", func(c *report.Chart) { c.Series = "kind" }, "with fold the years are the series"},
		{"days-line", func(c *report.Chart) { c.Facet = "kind" }, "the facet is an axis or the series already"},
		{"days-line", func(c *report.Chart) { c.Facet = "sort" }, `no dimension "sort"`},
		{"facets", func(c *report.Chart) { c.Type = "slope" }, "a slope has no small charts"},
		{"grey", func(c *report.Chart) { c.Highlight = nil }, "12 series can't be told apart: the most are 8"},
		{"grey", func(c *report.Chart) { c.Highlight = []string{"berne"} }, `"berne" is not drawn`},
		{"grey", func(c *report.Chart) { c.Type = "bar" }, "12 series can't be told apart"},
		{"share", func(c *report.Chart) { c.Type = "bar" }, "share = true makes the bars of a stacked-bar 100% each"},
		{"share", func(c *report.Chart) { c.Where[0].Members = []string{"aar", "gent"} }, "one is missing or suppressed"},
		{"log", func(c *report.Chart) { c.Type = "area" }, "says nothing on a scale of powers of ten"},
		{"below", func(c *report.Chart) { c.Type = "line"; c.Log = true }, "has no place for zero or less"},
		{"slope", func(c *report.Chart) { c.Where = c.Where[1:] }, "a slope is drawn between two places, not 4"},
		{"top", func(c *report.Chart) { c.X = "source" }, "source is no dimension"},
		{"one-line", annotated(report.Annotation{X: "soon"}), `"soon" is no time`},
		{"one-line", annotated(report.Annotation{X: "1999"}), "outside of the times that are drawn"},
		{"days-line", annotated(report.Annotation{X: "2021-01", Series: "thefts"}), `no point of "thefts" at "2021-01"`},
		{"top", annotated(report.Annotation{X: "2021"}), "stands on an axis of time"},
		{"slope", annotated(report.Annotation{Number: "5"}), "a slope has no annotations"},
		{"facets", annotated(report.Annotation{Number: "5"}), "small charts have no annotations"},
	} {
		block := *blocks[c.id]
		block.Where = append(report.Where(nil), block.Where...)
		c.edit(&block)
		drawing, mistake := draw(&block)
		if mistake == nil || !strings.Contains(mistake.Text, c.text) {
			t.Errorf("%s: %+v and %+v, not %q", c.id, drawing != nil, mistake, c.text)
		} else if (mistake.Pos == source.Pos{}) {
			t.Errorf("%s: %q has no place", c.id, mistake.Text)
		}
	}
}

// TestAdvice: a pie of which bars tell more is drawn, with a warning that has the block to write.
func TestAdvice(t *testing.T) {
	blocks, draw := drawSite(t, sitetest.FromArchive(t, "forms.txtar"))
	for _, c := range []struct {
		places []string
		want   string
	}{
		{[]string{"bern", "cully"}, "a pie of two parts says one number"},
		{[]string{"aar", "bern", "cully"}, "is less than 2% of this pie"},
		{[]string{"diez", "fano", "ilz"}, ""},
	} {
		block := *blocks["top"]
		block.Type, block.Top, block.Sort = "pie", 0, ""
		block.Where = report.Where{{Key: "year", Members: []string{"2023"}}, {Key: "place", Members: c.places}}
		drawing, mistake := draw(&block)
		if mistake != nil {
			t.Fatal(mistake.Text)
		}
		got := ""
		for _, m := range drawing.Advice {
			got += m.Text
			if !strings.Contains(m.Hint, `type = "horizontal-bar"`) {
				t.Errorf("%v: the hint is %q", c.places, m.Hint)
			}
		}
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%v: %q, not %q", c.places, got, c.want)
		}
	}
}

// TestStepTitle: the table under a chart of years made of months says so.
func TestStepTitle(t *testing.T) {
	blocks, draw := drawSite(t, sitetest.FromArchive(t, "forms.txtar"))
	for id, want := range map[string]string{"stepped-stack": "Year", "stepped": "Quarter", "days-line": "Month"} {
		drawing, mistake := draw(blocks[id])
		if mistake != nil || drawing.Grid.Head[0].Title != want {
			t.Errorf("%s: %+v, %+v", id, drawing, mistake)
		}
	}
}

// TestSubtitle: a chart says the measure, its unit, where and when.
func TestSubtitle(t *testing.T) {
	blocks, draw := drawSite(t, sitetest.FromArchive(t, "forms.txtar"))
	for id, want := range map[string]string{
		"days-line": "Cases · January 2021 to December 2023", "top": "Cases · 2022", "share": "Cases · 2018 to 2023",
		"stepped": "Cases · January 2021 to December 2023 · Fraud", "halves": "Notices · January 2015 to December 2023",
	} {
		drawing, mistake := draw(blocks[id])
		if mistake != nil {
			t.Fatal(mistake.Text)
		}
		if drawing.Subtitle != want {
			t.Errorf("%s: %q, not %q", id, drawing.Subtitle, want)
		}
	}
}

// TestLabelsOrLines: where all figures of a chart are written, its scale has no numbers and no lines.
func TestLabelsOrLines(t *testing.T) {
	blocks, draw := drawSite(t, sitetest.FromArchive(t, "forms.txtar"))
	written := 0
	for _, id := range []string{"halves", "one-line", "days-line", "below", "below-lying", "top", "levels", "ranges"} {
		drawing, mistake := draw(blocks[id])
		if mistake != nil {
			t.Fatal(mistake.Text)
		}
		o := drawing.Views[0].Panels[0].Option
		all := true
		for place := range drawing.Grid.Rows {
			labelled := false
			for _, s := range o.Series {
				labelled = labelled || place < len(s.Data) && s.Data[place].Label != nil
			}
			all = all && labelled
		}
		scale := o.YAxis
		if scale.Places {
			scale = o.XAxis
		}
		if scale.Bare != all {
			t.Errorf("%s: all figures are written, %v; the scale has no lines, %v", id, all, scale.Bare)
		}
		if all {
			written++
		}
	}
	if written < 5 {
		t.Errorf("the figures of %d charts are all written", written)
	}
}
