package render

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// manyCells is from how many explained cells on a table's legend and notes explain them alone.
const manyCells = 500

// explainedGrid is the view of a table whose cells open a card where more is to be said of them than
// their heads say, or where articles use them. note writes a note of the table, users may be nil.
func (w *writer) explainedGrid(d *report.Dataset, g *table.Grid, id string, note func(*report.Text) template.HTML,
	users map[string][]Mention) Grid {
	told := 0
	for _, row := range g.Rows {
		for i := range row.Cells {
			if explained(&row.Cells[i]) {
				told++
			}
		}
	}
	return w.gridWith(g, id, note, func(c *table.Cell) (before, after string) {
		if c.Of.Row == nil || c.Of.Row.Cells[c.Of.Measure].State == report.Suppressed {
			return "", "" // a withheld cell shows its mark and nothing else, which proof holds
		}
		used := users[d.CellName(c.Of)]
		if len(used) == 0 && (!explained(c) || told > manyCells) {
			return "", ""
		}
		card := w.cellCard(d, g, c, used)
		var b strings.Builder
		if err := w.templates.into(&b, "card", card); err != nil && w.failed == nil {
			w.failed = err
		}
		w.cellCards++
		return fmt.Sprintf(`<a class="figure" id="%s" href="#%s">`, card.Back, card.ID), b.String()
	})
}

// explained reports whether a cell has a card for what it shows: more than a figure, or a mark in place of one.
func explained(c *table.Cell) bool {
	if c.Of.Row == nil {
		return false
	}
	cell := &c.Of.Row.Cells[c.Of.Measure]
	return c.Told() || cell.State != report.Suppressed && !cell.IsFigure()
}

// mostUsers is how many of the articles that use a cell its card names.
const mostUsers = 5

// cellCard explains a cell of a table.
func (w *writer) cellCard(d *report.Dataset, g *table.Grid, of *table.Cell, used []Mention) FigureCard {
	w.figures++
	measure := d.Measures[of.Of.Measure]
	cell := &of.Of.Row.Cells[of.Of.Measure]
	c := FigureCard{ID: fmt.Sprintf("cell~%d", w.figures), Back: fmt.Sprintf("figure~%d", w.figures), Value: of.Text,
		Return: w.locale.Word("card-back-table"),
		What:   w.what(&report.Result{Dataset: d, Cells: []report.CellRef{of.Of}})}
	if unit := measure.Unit.In(w.locale.Language); cell.State == report.Number && unit != "" {
		c.Value += " " + unit
	}
	if cell.State != report.Missing && cell.State != report.NotApplicable {
		w.fromSources(&c, cell.Sources)
	}
	w.ofCell(&c, d, of.Of, report.Date{})
	w.marked(&c, slices.DeleteFunc(d.MarksOn(of.Of.Row, of.Of.Measure), func(m string) bool { return m == "r" }))
	for _, n := range of.Notes {
		c.add(w.locale.Word("note"), escape(prose.Plain(g.Notes[n-1])))
	}
	for i, m := range used {
		if i == mostUsers {
			c.add(w.locale.Word("card-used"), escape(w.locale.Count("card-used-more", len(used)-i)))
			break
		}
		c.add(w.locale.Word("card-used"),
			template.HTML(fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(w.site.Href(m.Path)), m.Title)))
	}
	return c
}

// mostParts is how many of the cells of a figure say that it uses them: the parts of a sum over a whole
// dataset don't.
const mostParts = 12

// users are the articles that use each cell of a dataset, by the cells' names.
func (p *Pages) users(d *report.Dataset) map[string][]Mention {
	users := map[string][]Mention{}
	for _, a := range p.byDataset[d.ID] {
		m := mention(a)
		for _, f := range a.Figures {
			for _, cell := range f.Cells[:min(mostParts, len(f.Cells))] {
				if !strings.HasPrefix(cell, d.ID+"#") {
					break // all cells of a figure are of one dataset
				}
				if list := users[cell]; len(list) == 0 || list[len(list)-1] != m {
					users[cell] = append(list, m)
				}
			}
		}
	}
	return users
}
