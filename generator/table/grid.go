package table

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Grid is a table as a page shows it.
type Grid struct {
	Head  []Head
	Rows  []Row
	Notes []*report.Text // numbered from 1
	Marks []string       // the marks that occur, to be explained
}

// Head is a column's header.
type Head struct {
	Title   string
	Unit    string
	Numeric bool
}

// Row is a row of cells.
type Row struct {
	Anchor string
	Cells  []Cell
}

// Cell is a cell as a page shows it.
type Cell struct {
	Header  bool // names the row
	Numeric bool
	Text    string
	Anchor  string // where figures link to
	Marks   []string
	Revised string // where its history is, from the site's root
	Notes   []int
	Differs bool           // contradicts another source
	Of      report.CellRef // the figure that it shows; no row for none
	Series  *report.Series // to be drawn as a line; nil for none
}

// Told reports whether more is to be said of a cell than its heads say.
func (c *Cell) Told() bool {
	return len(c.Marks) > 0 || len(c.Notes) > 0 || c.Differs || c.Revised != ""
}

// gridMaker fills a grid.
type gridMaker struct {
	*Grid
	d *report.Dataset
	l *locale.Locale
}

func newGrid(d *report.Dataset, l *locale.Locale) *gridMaker { return &gridMaker{&Grid{}, d, l} }

// note returns the number of a note, which it gets when it is first used.
func (m *gridMaker) note(t *report.Text) int {
	if i := slices.Index(m.Notes, t); i >= 0 {
		return i + 1
	}
	m.Notes = append(m.Notes, t)
	return len(m.Notes)
}

// cell shows one figure with its marks and notes.
func (m *gridMaker) cell(row *report.Row, measure int) Cell {
	return m.cellWith(row, measure, m.d.NotesOn(row, measure))
}

// cellWith shows one figure with its marks, its own note and others.
func (m *gridMaker) cellWith(row *report.Row, measure int, notes []*report.Note) Cell {
	data := &row.Cells[measure]
	c := Cell{
		Numeric: !m.d.Measures[measure].Rating(), Text: m.l.Cell(m.d.Measures[measure], data),
		Of: report.CellRef{Row: row, Measure: measure},
	}
	for _, mark := range m.d.MarksOn(row, measure) {
		if data.IsFigure() {
			c.Marks = append(c.Marks, mark)
		}
		m.Marks = append(m.Marks, mark)
	}
	if steps := m.d.History(row, measure); len(steps) > 0 && data.State != report.Suppressed {
		last := steps[len(steps)-1].Revision
		c.Revised = m.d.Path() + "#" + m.d.ChangeAnchor(last, &report.Change{Row: row, Measure: measure})
	}
	if data.Note != nil {
		c.Notes = append(c.Notes, m.note(data.Note))
	}
	for _, n := range notes {
		if t := n.Text.In(m.l.Language); t != nil && data.State != report.Suppressed {
			c.Notes = append(c.Notes, m.note(t))
		}
	}
	return c
}

// grid is the finished table.
func (m *gridMaker) grid() *Grid {
	slices.Sort(m.Marks)
	m.Marks = slices.Compact(m.Marks)
	return m.Grid
}

func (m *gridMaker) measureHead(measure *report.Measure) Head {
	h := Head{Title: measure.Title.In(m.l.Language), Unit: measure.Unit.In(m.l.Language), Numeric: !measure.Rating()}
	if strings.EqualFold(h.Title, h.Unit) {
		h.Unit = ""
	}
	return h
}

// differing reports whether a cell contradicts another row's cell on the same thing.
func differing(d *report.Dataset, row *report.Row, measure int) bool {
	return len(Contradicting(d, row, measure)) > 0
}

// Contradicting are the rows whose cell on the same thing can't be true if this cell is.
func Contradicting(d *report.Dataset, row *report.Row, measure int) []*report.Row {
	cell, m := &row.Cells[measure], d.Measures[measure]
	if cell.State != report.Number && cell.State != report.Rated {
		return nil
	}
	var rows []*report.Row
	for _, other := range d.Rows {
		rival := &other.Cells[measure]
		if other != row && rival.State == cell.State && d.Thing(other.Keys) == d.Thing(row.Keys) &&
			(rival.Grade != cell.Grade || !rival.Interval(m).Overlaps(cell.Interval(m))) {
			rows = append(rows, other)
		}
	}
	return rows
}

// Dataset is the whole table of a dataset, in the order of its file.
func Dataset(d *report.Dataset, l *locale.Locale) *Grid {
	measures := make([]int, len(d.Measures))
	for i := range measures {
		measures[i] = i
	}
	g := rowsGrid(d, d.Rows, measures, l)
	for i, row := range d.Rows {
		g.Rows[i].Anchor = row.Anchor
		cells := g.Rows[i].Cells
		for k := range d.Measures {
			cells[len(cells)-len(d.Measures)+k].Anchor = d.CellAnchor(row, k)
		}
	}
	return g
}

// rowsGrid lists rows as they are: dimensions, attributes, source, measures.
func rowsGrid(d *report.Dataset, rows []*report.Row, measures []int, l *locale.Locale) *Grid {
	m := newGrid(d, l)
	var axes []*Axis
	for _, key := range axisKeys(d) {
		axis := NewAxis(d, key, l)
		if key == "source" && len(axis.Values(d.Rows)) < 2 {
			continue
		}
		axes = append(axes, axis)
		m.Head = append(m.Head, Head{Title: axis.Title})
	}
	if len(axes) == 0 {
		axes = []*Axis{NewAxis(d, "source", l)}
		m.Head = append(m.Head, Head{Title: axes[0].Title})
	}
	for _, i := range measures {
		m.Head = append(m.Head, m.measureHead(d.Measures[i]))
	}
	rivals := rivalThings(d)
	for _, row := range rows {
		var cells []Cell
		for _, axis := range axes {
			cells = append(cells, Cell{Header: d.Index(axis.Key) >= 0 || len(axes) == 1, Text: axis.Name(axis.Of(row))})
		}
		for _, i := range measures {
			c := m.cell(row, i)
			c.Differs = rivals[d.Thing(row.Keys)] && differing(d, row, i)
			cells = append(cells, c)
		}
		m.Rows = append(m.Rows, Row{Cells: cells})
	}
	return m.grid()
}

// rivalThings reports of each thing whether more than one row speaks of it.
func rivalThings(d *report.Dataset) map[string]bool {
	seen := map[string]bool{}
	for _, row := range d.Rows {
		thing := d.Thing(row.Keys)
		_, again := seen[thing]
		seen[thing] = again
	}
	return seen
}

// Block is the table of a ```table block.
func Block(b *report.Table, d *report.Dataset, l *locale.Locale) (*Grid, *Mistake) {
	if b.Cell != "" {
		return pivot(b, d, l)
	}
	rows, mistake := Rows(d, b.Selection, d.DimensionIDs()...)
	if mistake != nil {
		return nil, mistake
	}
	measures, mistake := measuresOf(d, b.Measures, b.Key("measures"))
	if mistake != nil {
		return nil, mistake
	}
	if b.Sparkline != "" {
		return seriesGrid(b, d, rows, measures, l)
	}
	return rowsGrid(d, rows, measures, l), nil
}

// measuresOf finds the measures that a block names; all when it names none.
func measuresOf(d *report.Dataset, ids []string, at source.Pos) ([]int, *Mistake) {
	if len(ids) == 0 {
		ids = d.MeasureIDs()
	}
	var measures []int
	for _, id := range ids {
		i, mistake := Measure(d, id, at)
		if mistake != nil {
			return nil, mistake
		}
		measures = append(measures, i)
	}
	return measures, nil
}

// pivot sets one dimension down and one across.
func pivot(b *report.Table, d *report.Dataset, l *locale.Locale) (*Grid, *Mistake) {
	down, mistake := FindAxis(d, b.Rows, l, b.Key("rows"))
	if mistake != nil {
		return nil, mistake
	}
	across, mistake := FindAxis(d, b.Across, l, b.Key("across"))
	if mistake != nil {
		return nil, mistake
	}
	measure, mistake := Measure(d, b.Cell, b.Key("cell"))
	if mistake != nil {
		return nil, mistake
	}
	rows, mistake := Rows(d, b.Selection, b.Rows, b.Across)
	if mistake != nil {
		return nil, mistake
	}
	return cross(d, rows, down, across, measure, b.Pos, l)
}

// cross sets rows out by two axes. Two rows in one cell are an error.
func cross(d *report.Dataset, rows []*report.Row, down, across *Axis, measure int, at source.Pos,
	l *locale.Locale) (*Grid, *Mistake) {
	m := newGrid(d, l)
	columns := across.Values(rows)
	m.Head = []Head{{Title: down.Title}}
	for _, c := range columns {
		m.Head = append(m.Head, Head{Title: across.Name(c), Numeric: !d.Measures[measure].Rating()})
	}
	found := map[[2]string]*report.Row{}
	for _, row := range rows {
		key := [2]string{down.Of(row), across.Of(row)}
		if found[key] != nil {
			return nil, &Mistake{at, fmt.Sprintf("two rows stand at %s, %s", key[0], key[1]),
				"name a source or add to where, so that one is left"}
		}
		found[key] = row
	}
	for _, r := range down.Values(rows) {
		cells := []Cell{{Header: true, Text: down.Name(r)}}
		for _, c := range columns {
			if row := found[[2]string{r, c}]; row != nil {
				cells = append(cells, m.cell(row, measure))
			} else {
				cells = append(cells, Cell{})
			}
		}
		m.Rows = append(m.Rows, Row{Cells: cells})
	}
	return m.grid(), nil
}

// Compare is the table of a ```compare block: a measure a row, a source a
// column, the cells that contradict each other marked.
func Compare(b *report.Compare, d *report.Dataset, l *locale.Locale) (*Grid, *Mistake) {
	rows, mistake := Rows(d, b.Selection)
	if mistake != nil {
		return nil, mistake
	}
	measures, mistake := measuresOf(d, b.Measures, b.Key("measures"))
	if mistake != nil {
		return nil, mistake
	}
	thing := d.Thing(rows[0].Keys)
	for _, row := range rows {
		if d.Thing(row.Keys) != thing {
			return nil, &Mistake{b.Pos, "these rows speak of different things, so there is nothing to compare",
				"choose one with where = { … }, or say with [[conflict]] same = { … } that they mean the same"}
		}
	}
	if len(rows) < 2 {
		return nil, &Mistake{b.Pos, "only one source speaks of this", ""}
	}
	m := newGrid(d, l)
	m.Head = []Head{{Title: l.Word("measure")}}
	for _, row := range rows {
		m.Head = append(m.Head, Head{Title: SourceTitle(row.Sources, l), Numeric: true})
	}
	for i, dimension := range d.Dimensions {
		if !slices.ContainsFunc(rows, func(r *report.Row) bool { return r.Keys[i] != rows[0].Keys[i] }) {
			continue
		}
		cells := []Cell{{Header: true, Text: dimension.Title.In(l.Language)}}
		for _, row := range rows {
			cells = append(cells, Cell{Text: l.Member(dimension, row.Keys[i]), Differs: true})
		}
		m.Rows = append(m.Rows, Row{Cells: cells})
	}
	for _, i := range measures {
		name := d.Measures[i].Title.In(l.Language)
		cells := []Cell{{Header: true, Text: strings.TrimSpace(name)}}
		for _, row := range rows {
			c := m.cell(row, i)
			c.Differs = differing(d, row, i)
			cells = append(cells, c)
		}
		m.Rows = append(m.Rows, Row{Cells: cells})
	}
	return m.grid(), nil
}

// Revision is the table of what a revision changed: where, what stood there, from
// when, and what came instead.
func Revision(d *report.Dataset, r *report.Revision, l *locale.Locale) *Grid {
	m := newGrid(d, l)
	for _, x := range d.Dimensions {
		m.Head = append(m.Head, Head{Title: x.Title.In(l.Language)})
	}
	if len(d.Measures) > 1 || len(d.Dimensions) == 0 {
		m.Head = append(m.Head, Head{Title: l.Word("measure")})
	}
	m.Head = append(m.Head, Head{Title: l.Word("was"), Numeric: true}, Head{Title: l.Word("is"), Numeric: true},
		Head{Title: l.Word("since")})
	for i := range r.Changes {
		c := &r.Changes[i]
		measure := d.Measures[c.Measure]
		var cells []Cell
		for k, x := range d.Dimensions {
			cells = append(cells, Cell{Header: true, Text: l.Member(x, c.Row.Keys[k])})
		}
		if len(m.Head) > len(d.Dimensions)+3 {
			cells = append(cells, Cell{Header: true, Text: measure.Title.In(l.Language)})
		}
		after := d.After(r, c)
		cells = append(cells,
			Cell{Numeric: true, Text: l.Cell(measure, &c.Was), Anchor: "was-" + d.ChangeAnchor(r, c)},
			Cell{Numeric: true, Text: l.Cell(measure, after), Anchor: "is-" + d.ChangeAnchor(r, c)},
			Cell{Text: l.Date(d.Since(r, c))})
		for _, x := range []*report.Cell{&c.Was, after} {
			if x.State == report.Suppressed {
				m.Marks = append(m.Marks, "c")
			}
		}
		m.Rows = append(m.Rows, Row{Anchor: d.ChangeAnchor(r, c), Cells: cells})
	}
	return m.grid()
}

// Points is the table under a chart: the points of its axis down, its series across. at
// returns the cell of a point and a series, or a nil row where there is none.
func (p Part) Points(l *locale.Locale, xTitle, unit string, xs, series []string,
	at func(x, series int) (row *report.Row, measure int)) *Grid {
	m := newGrid(p.Dataset, l)
	if xTitle == "" {
		xTitle = l.Word("measure")
	}
	m.Head = []Head{{Title: xTitle}}
	for _, s := range series {
		h := Head{Title: s, Unit: unit, Numeric: true}
		if strings.EqualFold(s, unit) {
			h.Unit = ""
		}
		m.Head = append(m.Head, h)
	}
	m.Rows = make([]Row, 0, len(xs))
	for x, title := range xs {
		cells := append(make([]Cell, 0, 1+len(series)), Cell{Header: true, Text: title})
		for s := range series {
			cell := Cell{}
			if row, measure := at(x, s); row != nil {
				cell = m.cellWith(row, measure, p.NotesOn(row, measure))
				cell.Differs = p.Denied(row, measure)
			}
			cells = append(cells, cell)
		}
		m.Rows = append(m.Rows, Row{Cells: cells})
	}
	return m.grid()
}
