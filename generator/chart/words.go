package chart

import (
	"encoding/json"
	"slices"
	"strings"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// live is what the page's script reads of a chart: how to draw its panels, and what a tip
// and an announcement say.
type live struct {
	Map    bool           `json:"map,omitempty"` // its picture is live itself: it has no options
	Wide   []option.Panel `json:"wide,omitempty"`
	Narrow []option.Panel `json:"narrow,omitempty"`
	Skip   int            `json:"skip,omitempty"` // series of an option before the first that has words
	Places []string       `json:"places"`
	Series []string       `json:"series"`
	Panels []livePanel    `json:"panels"`
	Source string         `json:"source,omitempty"` // of all points; else it stands in their words
}

// livePanel has the words of each point by series and place, "" where there is nothing to say.
type livePanel struct {
	Title string     `json:"title,omitempty"`
	Words [][]string `json:"words"`
}

// payload is the JSON of a drawing. Marshal escapes <, > and &.
func payload(d *Drawing, plots []*plot) (string, error) {
	first := plots[0]
	out := live{Wide: d.Views[0].Panels, Narrow: d.Views[1].Panels, Places: first.xs, Series: first.series}
	if d.Chart.Type == "range" { // the bars between the symbols
		out.Skip = 2
	}
	source, shared := sharedSource(plots)
	if shared {
		out.Source = source
	}
	for _, p := range plots {
		words := make([][]string, len(p.series))
		for s, points := range p.points {
			words[s] = make([]string, len(p.xs))
			for x, pt := range points {
				if pt == nil {
					continue
				}
				if words[s][x] = pt.words; !shared && pt.source != "" {
					words[s][x] += "\n" + pt.source
				}
			}
		}
		out.Panels = append(out.Panels, livePanel{p.title, words})
	}
	text, err := json.Marshal(out)
	return string(text), err
}

// sharedSource is the source of all points; false when they have different ones.
func sharedSource(plots []*plot) (line string, shared bool) {
	for _, p := range plots {
		for pt := range p.all() {
			if shared && pt.source != line {
				return "", false
			}
			line, shared = pt.source, true
		}
	}
	return line, shared
}

// subtitle says what a chart draws: the measure and its unit, where, and when.
func (p *plot) subtitle() string {
	var parts []string
	add := func(words string) {
		if words != "" && !slices.Contains(parts, words) {
			parts = append(parts, words)
		}
	}
	if len(p.Measures) == 1 {
		add(p.measure.Title.In(p.l.Language))
	}
	if unit := p.measure.Unit.In(p.l.Language); len(parts) == 0 || !strings.EqualFold(unit, parts[0]) {
		add(unit)
	}
	for i, x := range p.Dataset.Dimensions {
		switch ids := memberIDs(p.Part, i); {
		case len(ids) == 1 && ids[0] != x.Total:
			add(p.l.Member(x, ids[0]))
		case len(ids) > 1 && x.Kind == report.KindPeriod:
			add(p.l.Period(spanned(x, ids)))
		}
	}
	for i, x := range p.chosen.Dataset.Dimensions { // a sum of all times is of all of them
		if x.Kind == report.KindPeriod && p.Dataset.Index(x.ID) < 0 {
			add(p.l.Period(spanned(x, memberIDs(p.chosen, i))))
		}
	}
	return strings.Join(parts, " · ")
}

// spanned is the period from the first day of some members to the last one, in whatever order they stand.
func spanned(x *report.Dimension, ids []string) report.Period {
	all := x.Member(ids[0]).Period
	if len(ids) == 1 {
		return all
	}
	for _, id := range ids[1:] {
		next := x.Member(id).Period
		if next.Compare(all) < 0 {
			all.From = next.From
		}
		if ends := (report.Period{To: next.To}); ends.Compare(report.Period{To: all.To}) > 0 {
			all.To = next.To
		}
	}
	all.Single = false
	return all
}

// memberIDs are the members of a dimension that rows have, in their order.
func memberIDs(p table.Part, dimension int) []string {
	drawn := map[string]bool{}
	for _, row := range p.Rows {
		drawn[row.Keys[dimension]] = true
	}
	var ids []string
	for _, m := range p.Dataset.Dimensions[dimension].Members {
		if drawn[m.ID] {
			ids = append(ids, m.ID)
		}
	}
	return ids
}
