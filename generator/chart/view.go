package chart

import (
	"fmt"

	"vitrine/generator/option"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// Every chart is drawn twice: Wide for a page of text, Narrow for a phone. The
// page shows the one that fits. Widths are CSS pixels.
const (
	Wide   = 680
	Narrow = 328
)

// panelGap is the space between two small charts, in pixels.
const panelGap = 20

// newView lays a chart out on a width: its one panel, or a row or more of small ones.
func newView(c *report.Chart, name string, plots []*plot) (*View, *table.Mistake) {
	width := Wide
	if name == "narrow" {
		width = Narrow
	}
	var v *View
	var mistake *table.Mistake
	for _, columns := range columnsFor(width, len(plots)) {
		if v, mistake = arrange(c.Type, name, width, columns, plots); mistake == nil {
			break
		}
	}
	if mistake != nil {
		return nil, mistake
	}
	v.Picture = fmt.Appendf(nil, `<svg viewBox="0 0 %d %d" width="%d" height="%d"></svg>`, v.Width, v.Height, v.Width,
		v.Height)
	return v, nil
}

// columnsFor are the numbers of panels that may stand side by side, the best first.
func columnsFor(width, panels int) []int {
	switch {
	case panels == 1:
		return []int{1}
	case width == Narrow:
		return []int{2, 1}
	case panels == 2 || panels == 4:
		return []int{2, 1}
	}
	return []int{3, 2, 1}
}

// arrange lays panels out in so many columns. All are as high as the highest.
func arrange(kind, name string, width, columns int, plots []*plot) (*View, *table.Mistake) {
	v := &View{Name: name, Width: width}
	each := (width - (columns-1)*panelGap) / columns
	rowHeight := 0
	for _, p := range plots {
		f := p.frame(each, width == Wide)
		if mistake := f.layOut(kind); mistake != nil {
			return nil, mistake
		}
		v.Panels = append(v.Panels, option.Panel{Option: f.Option})
		rowHeight = max(rowHeight, f.Height)
	}
	for i := range v.Panels {
		v.Panels[i].X, v.Panels[i].Y = i%columns*(each+panelGap), i/columns*(rowHeight+panelGap)
	}
	rows := (len(plots) + columns - 1) / columns
	v.Height = rows*(rowHeight+panelGap) - panelGap
	return v, nil
}
