package ledger

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Releases of an older form have a digest of some of a dataset's words in the record.
// What they said of cells stands in the file that they published.

// addPublished adds to figures the marks and notes of a file as it was published at an
// address with a date. Where a row has no column of them, it had none.
func addPublished(figures *report.Figures, text []byte, d *report.Dataset) {
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 {
		return
	}
	head := records[0]
	column := func(name string) int { return slices.Index(head, name) }
	for _, x := range d.Dimensions {
		if column(x.ID) < 0 {
			return // a notice stands in its place
		}
	}
	for _, record := range records[1:] {
		said := func(name string) string {
			if at := column(name); at >= 0 {
				return strings.TrimPrefix(record[at], "'") // which keeps a spreadsheet from running it
			}
			return ""
		}
		var keys []string
		for _, x := range d.Dimensions {
			keys = append(keys, said(x.ID))
		}
		sources := strings.ReplaceAll(said("source"), " ", ",")
		for _, m := range d.Measures {
			if column(m.ID) >= 0 {
				figures.SetWord(keys, sources, m.ID+marksColumn, asPublished(said(m.ID+marksColumn)))
				figures.SetWord(keys, sources, m.ID+notesColumn,
					strings.Join(strings.Fields(said(m.ID+notesColumn)), " "))
			}
		}
	}
}

// asPublished returns those marks that a published file has of a figure alone: what
// is missing or withheld it marks too, and what was revised.
func asPublished(marks string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(marks), func(mark string) bool {
		return slices.Contains([]string{"c", "x", "z", "r"}, mark)
	}), " ")
}

// plainNote returns a note as a published file has it, which is without markup: of one with
// markup it is only known whether it was there.
func plainNote(note, was string) string {
	if strings.ContainsAny(note, "[]*_`<>&\\") && was != "" {
		return was
	}
	return strings.Join(strings.Fields(note), " ")
}

// digest compares the words of a dataset with the digest of an older record, which
// does not say what they were.
func (c *comparison) digest(d *report.Dataset) {
	_, was, _ := strings.Cut(c.last.Sums[d.ID], " ")
	declares := func(rev *report.Revision) bool { return c.unknown(d, rev) && len(rev.Words) > 0 }
	if slices.ContainsFunc(d.Revisions, declares) || was == meaning(d) ||
		was == meaning(withoutNew(d, c.last.Figures[d.ID])) {
		return
	}
	c.problems.Add(source.Problem{Pos: d.Pos,
		Text: fmt.Sprintf("the words for members, measures or units are not those of the release %s, and no "+
			"revision says so", c.last.ID),
		Hint: "the record of that release does not say what they were; " + c.revisionHead(d, c.last) +
			"words    = [\"…\"]   # what has changed, like \"unit " + d.Measures[0].ID + "\"\nreason   = \"…\""})
}

// withoutNew returns a dataset without the members, attributes and measures that rows have
// now and a release's figures had not.
func withoutNew(d *report.Dataset, figures *report.Figures) *report.Dataset {
	there := *d
	there.Dimensions, there.Attributes, there.Measures = nil, nil, nil
	for i, x := range d.Dimensions {
		used := map[string]bool{}
		for _, row := range d.Rows {
			used[row.Keys[i]] = true
		}
		old := figures.Members(i)
		dimension := *x
		isNew := func(m *report.Member) bool { return used[m.ID] && !old[m.ID] }
		dimension.Members = slices.DeleteFunc(slices.Clone(x.Members), isNew)
		there.Dimensions = append(there.Dimensions, &dimension)
	}
	for _, x := range d.Attributes {
		if slices.Contains(figures.Columns, x.ID) {
			there.Attributes = append(there.Attributes, x)
		}
	}
	for _, m := range d.Measures {
		if slices.Contains(figures.Columns, m.ID) {
			there.Measures = append(there.Measures, m)
		}
	}
	return &there
}

// meaning returns the sha256 of what a dataset's words say of its members, measures and
// units, as older records have it.
func meaning(d *report.Dataset) string {
	type words struct {
		ID, Kind, Unit any
		Members        []any
	}
	said := []any{d.Title}
	for _, x := range d.Dimensions {
		w := words{ID: []any{x.ID, x.Title, x.Total}, Kind: x.Kind}
		for _, m := range x.Members {
			w.Members = append(w.Members, []any{m.ID, m.Title, m.Parent})
		}
		said = append(said, w)
	}
	for _, x := range d.Attributes {
		said = append(said, []any{x.ID, x.Title})
	}
	for _, x := range d.Measures {
		w := words{ID: []any{x.ID, x.Title}, Unit: x.Unit}
		for _, m := range x.Scale {
			w.Members = append(w.Members, []any{m.ID, m.Title})
		}
		said = append(said, w)
	}
	text, _ := json.Marshal(said) // strings and maps of strings
	return sum(text)
}
