package ledger

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// Compare holds the site against its last release.
func Compare(site *report.Site, releases []*report.Release, problems *source.Problems) {
	if len(releases) == 0 {
		return
	}
	c := comparison{site, releases[len(releases)-1], problems}
	for _, d := range site.Datasets {
		if figures, ok := c.last.Figures[d.ID]; ok {
			c.dataset(d, figures)
		}
	}
	for id := range c.last.Figures {
		if site.Dataset(id) == nil {
			problems.Add(source.Problem{Pos: source.Pos{File: "data/datasets/" + id + ".toml"}, Text: fmt.Sprintf("the dataset was published in the release %s and is gone", c.last.ID),
				Hint: "keep it, with status = \"withdrawn\"; a [[withdrawal]] takes its figures back"})
		}
	}
	declared := revisionsOf(site)
	for _, id := range c.last.Revisions {
		if dataset, name, _ := strings.Cut(id, "/"); !slices.Contains(declared, id) {
			problems.Addf(source.Pos{File: "data/datasets/" + dataset + ".toml"}, "the revision %s was published in the release %s and is gone", name, c.last.ID)
		}
	}
	c.corrections()
}

type comparison struct {
	site     *report.Site
	last     *report.Release
	problems *source.Problems
}

// corrections looks for corrections that are gone. An article that has moved
// has its old address as an alias.
func (c *comparison) corrections() {
	there := map[string]bool{}
	file := map[string]string{}
	for _, a := range c.site.Articles {
		paths := []string{a.Path}
		for _, alias := range a.Aliases {
			paths = append(paths, alias.Path)
		}
		for _, p := range paths {
			file[p] = a.File
			for _, x := range a.Corrections {
				there[p+" "+x.Date.String()] = true
			}
		}
	}
	for _, id := range c.last.Corrections {
		path, date, _ := strings.Cut(id, " ")
		if there[id] {
			continue
		}
		at := source.Pos{File: file[path]}
		if at.File == "" {
			at.File = "content" + strings.TrimSuffix(path, "/") + ".md"
		}
		c.problems.Addf(at, "the correction of %s was published in the release %s and is gone", date, c.last.ID)
	}
}

// changed is a figure that is not what was published.
type changed struct {
	row     *report.Row
	measure int
	code    string // as it was published
}

func (c *comparison) dataset(d *report.Dataset, figures map[string]string) {
	rest := map[string]bool{}
	for key := range figures {
		rest[key] = true
	}
	var silent []changed
	for _, row := range d.Rows {
		for i, m := range d.Measures {
			key := report.CellKey(row.Keys, row.Sources, m.ID)
			code, was := figures[key]
			delete(rest, key)
			if !was || code == row.Cells[i].Code() || code == "[c]" {
				continue
			}
			if row.Cells[i].State == report.Suppressed {
				if !slices.ContainsFunc(d.Withdrawals, func(w *report.Withdrawal) bool { return w.Covers(d, row.Keys, row.Attrs, row.Sources, i) }) {
					c.problems.Add(source.Problem{Pos: row.Pos, Text: fmt.Sprintf("%s was published in the release %s and is suppressed now", name(d, row, i), c.last.ID),
						Hint: "say so with a [[withdrawal]] that has a date, where and a reason"})
				}
				continue
			}
			if len(d.History(row, i)) > 0 {
				continue // the gate has held what the revisions say against the releases
			}
			silent = append(silent, changed{row, i, code})
		}
	}
	for n, x := range silent {
		hint := ""
		if n == 0 {
			hint = c.block(d, silent)
		}
		was := x.code
		if d.Few(x.measure, x.code, &x.row.Cells[x.measure]) {
			was = "another figure"
		}
		c.problems.Add(source.Problem{Pos: x.row.Pos, Text: fmt.Sprintf("%s was %s in the release %s and is %s now, and no revision says so", name(d, x.row, x.measure), was, c.last.ID, x.row.Cells[x.measure].Code()), Hint: hint})
	}
	if len(rest) > 0 {
		gone := ""
		for key := range rest {
			if gone == "" || key < gone {
				gone = key
			}
		}
		keys, _, _ := strings.Cut(gone, "\x01")
		_, measure, _ := strings.Cut(strings.SplitN(gone, "\x01", 2)[1], "\x01")
		text := fmt.Sprintf("%s at %s was published in the release %s and is gone", measure, strings.ReplaceAll(keys, "\x00", ", "), c.last.ID)
		if len(rest) > 1 {
			text += fmt.Sprintf(", with %d more", len(rest)-1)
		}
		c.problems.Add(source.Problem{Pos: d.Pos, Text: text, Hint: "what was published stays a row; where nothing stands any longer it is \"[x]\", which a [[revision]] declares"})
	}
}

// name is a cell in words that an editor finds in the file.
func name(d *report.Dataset, row *report.Row, measure int) string {
	var parts []string
	for i, x := range d.Dimensions {
		parts = append(parts, x.ID+" = "+row.Keys[i])
	}
	if len(parts) == 0 {
		return d.Measures[measure].ID
	}
	return d.Measures[measure].ID + " at " + strings.Join(parts, ", ")
}

// block is the TOML that would declare the changes.
func (c *comparison) block(d *report.Dataset, list []changed) string {
	var b strings.Builder
	b.WriteString("declare it, with your reason:\n")
	if d.Published.IsZero() {
		fmt.Fprintf(&b, "published = %s   # at the top\n", c.last.Date)
	}
	fmt.Fprintf(&b, "[[revision]]\nid       = %s\ndate     = %s\nkind     = \"correction\"   # or data, routine, method, unexplained\n", strict.Quote(d.Updated.String()), d.Updated)
	var where, measures []string
	for i, x := range d.Dimensions {
		var members []string
		for _, one := range list {
			if k := strict.Quote(one.row.Keys[i]); !slices.Contains(members, k) {
				members = append(members, k)
			}
		}
		where = append(where, fmt.Sprintf("%s = [%s]", x.ID, strings.Join(members, ", ")))
	}
	for _, one := range list {
		if id := strict.Quote(d.Measures[one.measure].ID); !slices.Contains(measures, id) {
			measures = append(measures, id)
		}
	}
	if len(list) == 1 && !d.Few(list[0].measure, list[0].code, &list[0].row.Cells[list[0].measure]) {
		fmt.Fprintf(&b, "was      = %s\n", strict.Quote(list[0].code))
		if ids := list[0].row.SourceIDs(); ids != "" && d.Index("source") < 0 {
			where = append(where, "source = "+strict.Quote(strings.Split(ids, ",")[0]))
		}
	} else {
		fmt.Fprintf(&b, "from     = %s\ncells    = %d\n", strict.Quote("release:"+c.last.ID), len(list))
	}
	if len(where) > 0 {
		fmt.Fprintf(&b, "where    = { %s }\n", strings.Join(where, ", "))
	}
	fmt.Fprintf(&b, "measures = [%s]\nreason   = \"…\"", strings.Join(measures, ", "))
	return b.String()
}
