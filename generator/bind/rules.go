package bind

import (
	"fmt"
	"slices"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// article checks that an article names those who contradict a figure that it gives: rival
// sources, and statements that dispute it.
func (b *binding) article(a *report.Document) {
	var figures []*report.Figure
	for _, t := range a.Texts() {
		t.EachFigure(func(f *report.Figure) {
			if b.Figures[f] != nil {
				figures = append(figures, f)
			}
		})
	}
	compared, answered := []*report.Compare{}, map[string][]*report.Statements{}
	for _, block := range a.Body.Blocks {
		switch block := block.(type) {
		case *report.Compare:
			compared = append(compared, block)
		case *report.Statements:
			answered[block.Data] = append(answered[block.Data], block)
		}
	}
	for _, f := range figures {
		for _, ref := range b.Figures[f].Cells {
			rival := b.unmentionedRival(b.Figures[f].Dataset, ref, figures)
			if rival != nil && !inCompareBlock(compared, b.Figures[f].Dataset, ref) {
				b.problems.Add(source.Problem{Pos: f.Pos,
					Text: fmt.Sprintf("the article gives one side of a conflict: %s says otherwise", rival.SourceIDs()),
					Hint: "link a rival's figure too, or add a compare block"})
				break
			}
		}
	}
	b.disputes(a, figures, answered)
}

// inCompareBlock reports whether a compare block shows a cell with its rivals.
func inCompareBlock(blocks []*report.Compare, d *report.Dataset, ref report.CellRef) bool {
	return slices.ContainsFunc(blocks, func(b *report.Compare) bool {
		return b.Data == d.ID && (len(b.Measures) == 0 || slices.Contains(b.Measures, d.Measures[ref.Measure].ID)) &&
			d.Matches(b.Where, ref.Row.Keys, ref.Row.Attrs, ref.Row.Sources)
	})
}

// unmentionedRival returns a row that contradicts a cell; nil when there is none, or when a
// figure of the article links one.
func (b *binding) unmentionedRival(d *report.Dataset, ref report.CellRef, figures []*report.Figure) *report.Row {
	if ref.Measure < 0 {
		return nil
	}
	m := d.Measures[ref.Measure]
	inConflict := slices.ContainsFunc(d.Conflicts, func(c *report.Conflict) bool {
		return c.Differs == "value" && (len(c.Measures) == 0 || slices.Contains(c.Measures, m.ID)) &&
			d.Matches(c.Where, ref.Row.Keys, ref.Row.Attrs, ref.Row.Sources)
	})
	cell := &ref.Row.Cells[ref.Measure]
	if !inConflict || cell.State != report.Number && cell.State != report.Rated {
		return nil
	}
	var rival *report.Row
	for _, row := range d.Rows {
		other := &row.Cells[ref.Measure]
		if other.State != cell.State || d.Thing(row.Keys) != d.Thing(ref.Row.Keys) ||
			other.Grade == cell.Grade && (m.Rating() || other.Interval(m).Overlaps(cell.Interval(m))) {
			continue
		}
		rival = row
		for _, f := range figures {
			if slices.Contains(b.Figures[f].Cells, report.CellRef{Row: row, Measure: ref.Measure}) {
				return nil
			}
		}
	}
	return rival
}

// disputes checks that an article which shows a disputed cell shows the statements on it too.
func (b *binding) disputes(a *report.Document, figures []*report.Figure, answered map[string][]*report.Statements) {
	shows := func(d *report.Dataset, s *report.Statement) *source.Pos {
		for _, f := range figures {
			if b.Figures[f].Dataset != d {
				continue
			}
			for _, ref := range b.Figures[f].Cells {
				if d.Matches(s.Where, ref.Row.Keys, ref.Row.Attrs, ref.Row.Sources) {
					return &f.Pos
				}
			}
		}
		for _, block := range a.Body.Blocks {
			where, ok := rowsOf(block)
			if !ok || block.Uses() != d.ID {
				continue
			}
			for _, row := range d.Rows {
				if d.Matches(where, row.Keys, row.Attrs, row.Sources) &&
					d.Matches(s.Where, row.Keys, row.Attrs, row.Sources) {
					pos := block.At()
					return &pos
				}
			}
		}
		return nil
	}
	for _, id := range a.Datasets() {
		d := b.datasets[id]
		if d == nil {
			continue
		}
		for _, s := range d.Statements {
			if s.Stance != "disputes" {
				continue
			}
			told := slices.ContainsFunc(answered[id], func(block *report.Statements) bool { return block.Shows(s) })
			if pos := shows(d, s); pos != nil && !told {
				b.problems.Add(source.Problem{Pos: *pos,
					Text: fmt.Sprintf("%s disputes what is shown here, and the article does not say so", s.Who),
					Hint: fmt.Sprintf("add a statements block with data = %q", id)})
				break
			}
		}
	}
}

// rowsOf returns which rows a block shows, and whether it shows any.
func rowsOf(block report.Block) (report.Where, bool) {
	switch block := block.(type) {
	case *report.Chart:
		return block.Where, true
	case *report.Table:
		return block.Where, true
	case *report.Compare:
		return block.Where, true
	}
	return nil, false
}
