package ledger

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Difference is how the published figures of two sites differ.
type Difference struct {
	Revised                         []Revised
	Sentences                       []report.BoundFigure // that rest on what was revised
	Suppressed, Released, New, Gone []string
	Words                           []string // that are said of figures, and differ
	Sources                         []string // datasets whose rows rest on other ones
}

// Revised is a figure that differs. What is withheld now is "[c]".
type Revised struct {
	Dataset, Name   string
	Was, Is, Change string
	Declared        string // the revision that declares it, or ""
}

// Empty reports whether nothing differs.
func (d Difference) Empty() bool {
	return len(d.Revised)+len(d.Suppressed)+len(d.Released)+len(d.New)+len(d.Gone)+len(d.Words)+len(d.Sources) == 0
}

// Secret reports whether the older site showed what may not be seen now: in a figure that is withheld, or in
// one that is revised.
func (d Difference) Secret() bool {
	return len(d.Suppressed) > 0 || slices.ContainsFunc(d.Revised, func(r Revised) bool { return r.Was == "[c]" })
}

// Since compares a site with an older one. The sentences of the newer one have
// been bound to its cells. A row whose sources are other ones now is the same row when
// it is alone with its keys, then and now.
func Since(before, now *report.Site) Difference {
	var out Difference
	revised := map[string]bool{} // by the names of cells
	for _, d := range now.Datasets {
		old := earlier(before, d)
		if old != nil {
			out.Words = append(out.Words, wordsSince(old, d, before.Language, now.Language)...)
		}
		same := pairs(old, d)
		out.Sources = append(out.Sources, sourcesSince(d, same)...)
		out.figures(old, d, same, revised)
	}
	for _, d := range before.Datasets {
		named := func(x *report.Dataset) bool { return slices.Contains(x.Names(), d.ID) }
		if !slices.ContainsFunc(now.Datasets, named) {
			out.Gone = append(out.Gone, d.ID)
		}
	}
	out.rest(now, revised)
	return out
}

// SinceRelease compares a site's figures with those of the last release that stands, which is nil when there
// is none.
func SinceRelease(site *report.Site) (out Difference, last *report.Release) {
	if last = lastStanding(site.Releases); last == nil {
		return out, nil
	}
	revised := map[string]bool{} // by the names of cells
	for _, d := range site.Datasets {
		figures, single, added := last.Figures[d.ID], alone(d), 0
		for _, row := range d.Rows {
			for i, m := range d.Measures {
				code, published := figures.At(row.Keys, row.SourceIDs(), m.ID, single[row])
				was, is := m.ParseRecorded(code), &row.Cells[i]
				if !published {
					added++
				} else {
					out.cell(d, report.CellRef{Row: row, Measure: i}, &was, is, revised)
				}
			}
		}
		if added > 0 {
			out.New = append(out.New, fmt.Sprintf("%s: %d cells", d.ID, added))
		}
	}
	out.rest(site, revised)
	return out, last
}

// rest notes the sentences that rest on revised cells, in the order of their places.
func (out *Difference) rest(site *report.Site, revised map[string]bool) {
	eachFigure(site, func(f report.BoundFigure) {
		if slices.ContainsFunc(f.Cells, func(cell string) bool { return revised[cell] }) {
			out.Sentences = append(out.Sentences, f)
		}
	})
	slices.SortStableFunc(out.Sentences, func(a, b report.BoundFigure) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), a.Pos.Line-b.Pos.Line, a.Pos.Col-b.Pos.Col)
	})
}

// earlier is a dataset as an older site has it, under whichever of its ids; nil when that has none.
func earlier(before *report.Site, d *report.Dataset) *report.Dataset {
	for _, id := range d.Names() {
		if old := before.Dataset(id); old != nil {
			return old
		}
	}
	return nil
}

// figures compares the figures of a dataset with those of an older copy, or nil, and notes
// which are revised. same are the rows of the older copy.
func (out *Difference) figures(old, d *report.Dataset, same map[*report.Row]*report.Row,
	revised map[string]bool) {
	was := map[string]*report.Cell{}
	if old != nil {
		for _, row := range old.Rows {
			for i, m := range old.Measures {
				was[cellKey(row, m)] = &row.Cells[i]
			}
		}
	}
	added := 0
	for _, row := range d.Rows {
		for i, m := range d.Measures {
			key := cellKey(row, m)
			if then := same[row]; then != nil {
				key = cellKey(then, m)
			}
			a, b := was[key], &row.Cells[i]
			delete(was, key)
			if a == nil {
				added++
			} else {
				out.cell(d, report.CellRef{Row: row, Measure: i}, a, b, revised)
			}
		}
	}
	if added > 0 {
		out.New = append(out.New, fmt.Sprintf("%s: %d cells", d.ID, added))
	}
	if len(was) > 0 {
		out.Gone = append(out.Gone, fmt.Sprintf("%s: %d cells", d.ID, len(was)))
	}
}

// cell notes what is another figure than it was, and which are revised.
func (out *Difference) cell(d *report.Dataset, ref report.CellRef, was, is *report.Cell, revised map[string]bool) {
	where := d.ID + ": " + cellName(d, ref.Row, ref.Measure)
	switch {
	case was.Same(is):
	case is.State == report.Suppressed:
		out.Suppressed = append(out.Suppressed, where)
	case was.State == report.Suppressed:
		out.Released = append(out.Released, where)
	default:
		out.Revised = append(out.Revised, revision(d, ref.Row, ref.Measure, was, is))
		revised[d.CellName(ref)] = true
	}
}

// eachFigure yields the figures in all sentences of a site.
func eachFigure(site *report.Site, yield func(f report.BoundFigure)) {
	texts := func(list ...*report.Text) {
		for _, t := range list {
			for _, f := range t.BoundFigures() {
				yield(f)
			}
		}
	}
	for _, a := range site.Pages() {
		for _, f := range a.Figures {
			yield(f)
		}
	}
	for _, h := range site.Headlines {
		texts(h.Figure, h.Label)
	}
	for _, d := range site.Datasets {
		texts(d.Texts()...)
	}
}

// pairs returns the rows of a dataset with those of an older copy of it.
func pairs(old, d *report.Dataset) map[*report.Row]*report.Row {
	same := map[*report.Row]*report.Row{}
	if old == nil {
		return same
	}
	bare := func(row *report.Row) string { return strings.Join(row.Keys, "\x00") }
	full := func(row *report.Row) string { return bare(row) + "\x01" + row.SourceIDs() }
	then, only := map[string]*report.Row{}, map[string]*report.Row{}
	single := alone(old)
	for _, row := range old.Rows {
		then[full(row)] = row
		if single[row] {
			only[bare(row)] = row
		}
	}
	single = alone(d)
	for _, row := range d.Rows {
		if was := then[full(row)]; was != nil {
			same[row] = was
		} else if was := only[bare(row)]; was != nil && single[row] {
			same[row] = was
		}
	}
	return same
}

// sourcesSince tells which rows rest on other sources, those with the same change
// together.
func sourcesSince(d *report.Dataset, same map[*report.Row]*report.Row) (list []string) {
	rows := map[string]int{}
	var order []string
	for _, row := range d.Rows {
		was := same[row]
		if was == nil || was.SourceIDs() == row.SourceIDs() {
			continue
		}
		change := was.SourceIDs() + " → " + row.SourceIDs()
		if rows[change]++; rows[change] == 1 {
			order = append(order, change)
		}
	}
	for _, change := range order {
		unit := "rows"
		if rows[change] == 1 {
			unit = "row"
		}
		list = append(list, fmt.Sprintf("%s: %s, %d %s", d.ID, change, rows[change], unit))
	}
	return list
}

// wordsSince tells what else is said of figures that stand.
func wordsSince(old, d *report.Dataset, then, now string) (list []string) {
	words := map[string]string{}
	for _, w := range wordsOf(old, then) {
		words[w.name] = w.text
	}
	text := source.NewFile(d.ID, Figures(old, then))
	figures := parse(text, d, new(source.Problems)) // nil when it has other dimensions: then all its figures are new
	if figures == nil {
		return nil
	}
	for _, x := range rewordings(d, now, figures, words) {
		list = append(list, d.ID+": "+x.tell(d, "the older copy"))
	}
	return list
}

// cellKey names a cell by its row's keys, its sources and its measure.
func cellKey(row *report.Row, m *report.Measure) string {
	return strings.Join(row.Keys, "\x00") + "\x01" + row.SourceIDs() + "\x01" + m.ID
}

// revision tells one difference, without an old figure that is withheld now.
func revision(d *report.Dataset, row *report.Row, measure int, was, is *report.Cell) Revised {
	r := Revised{Dataset: d.ID, Name: cellName(d, row, measure), Was: was.Code(), Is: is.Code()}
	for _, step := range d.History(row, measure) {
		r.Declared = strings.TrimPrefix(r.Declared+", "+step.ID, ", ")
		if step.Was.State == report.Suppressed {
			r.Was = "[c]"
		}
	}
	if d.Discreet(measure, was, is) || takenBack(d, row, measure) {
		r.Was = "[c]"
	}
	if r.Was == "[c]" || was.State != report.Number || is.State != report.Number || was.Bound != is.Bound ||
		was.Bound == report.Between {
		return r
	}
	by := new(big.Rat).Sub(is.Value.Rat(), was.Value.Rat())
	r.Change = strings.TrimSuffix(strings.TrimRight(by.FloatString(d.Measures[measure].Decimals), "0"), ".")
	if d.Measures[measure].Decimals == 0 {
		r.Change = by.FloatString(0)
	}
	if by.Sign() > 0 {
		r.Change = "+" + r.Change
	}
	if was.Value.Sign() > 0 {
		share := new(big.Rat).Quo(by, was.Value.Rat())
		r.Change += fmt.Sprintf(" (%s%%)", new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(1))
	}
	return r
}
