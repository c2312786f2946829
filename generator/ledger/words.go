package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// Endings of the names of columns with marks and notes.
const (
	marksColumn = "_marks"
	notesColumn = "_notes"
)

// word is a text of a dataset's by the name that a record and a revision give it.
type word struct {
	name, text string
	pos        source.Pos
}

// in begins the end of a name: the language of a text that is not in the site's.
const in = " in "

// wordsOf returns the words of a dataset that say what its figures mean.
func wordsOf(d *report.Dataset, language string) (list []word) {
	add := func(name string, pos source.Pos, label report.Label, more string) {
		list = append(list, word{name, label.In(language) + more, pos})
		for _, other := range slices.Sorted(maps.Keys(label)) {
			if other != "" && other != language {
				list = append(list, word{name + in + other, label[other] + more, pos})
			}
		}
	}
	add("title", d.Pos, d.Title, "")
	plain := func(text string) report.Label { return report.Label{"": text} }
	add("status", d.Pos, plain(d.Status), "")
	for _, x := range d.Dimensions {
		more := " (" + x.Kind
		if x.Total != "" {
			more += ", total " + x.Total
		}
		if x.Running {
			more += ", running"
		}
		add("dimension "+x.ID, x.Pos, x.Title, more+")")
		for _, m := range x.Members {
			more := ""
			if m.Parent != "" {
				more = " (part of " + m.Parent + ")"
			}
			add("member "+x.ID+"/"+m.ID, x.Pos, m.Title, more)
			add("short "+x.ID+"/"+m.ID, x.Pos, m.Short, "")
		}
	}
	for _, x := range d.Attributes {
		add("attribute "+x.ID, d.Pos, x.Title, "")
	}
	for _, m := range d.Measures {
		add("measure "+m.ID, m.Pos, m.Title, "")
		if !m.Rating() {
			add("unit "+m.ID, m.Pos, m.Unit, "")
			add("rounding "+m.ID, m.Pos, plain(m.Rounded.String()), "")
		}
		if m.Formula != nil {
			add("formula "+m.ID, m.Pos, plain(formulaText(m)), "")
		}
		for _, g := range m.Scale {
			add("grade "+m.ID+"/"+g.ID, m.Pos, g.Title, "")
		}
	}
	for _, s := range d.Statements {
		said := report.Label{}
		for other, text := range s.Text {
			said[other] = statement(s, text)
		}
		add("statement "+s.ID, s.Pos, said, "")
	}
	for _, s := range sourcesOf(d) {
		add("publisher "+s.ID, d.Pos, plain(s.Publisher), "")
	}
	return list
}

// sourcesOf returns the sources of a dataset's figures, by their ids.
func sourcesOf(d *report.Dataset) []*report.Source {
	sources := map[string]*report.Source{}
	for _, row := range d.Rows {
		for i := range row.Cells {
			for _, s := range row.Cells[i].Sources {
				sources[s.ID] = s
			}
		}
	}
	var list []*report.Source
	for _, id := range slices.Sorted(maps.Keys(sources)) {
		list = append(list, sources[id])
	}
	return list
}

// statement returns all that a statement says.
func statement(s *report.Statement, text *report.Text) string {
	said := fmt.Sprintf("%s: %s %s: %s", s.Date, strings.TrimSpace(s.Who+" "+s.Role), s.Stance, text.Markdown)
	if s.Quote != "" {
		said += " “" + s.Quote + "”"
	}
	if s.Source != nil {
		said += " (" + s.Source.ID + ")"
	}
	for _, c := range s.Where {
		not := ""
		if c.Not {
			not = "!"
		}
		said += fmt.Sprintf(" [%s = %s%s]", c.Key, not, strings.Join(c.Members, ", "))
	}
	return said
}

// cellMarks returns the marks of a cell, of its own and from notes. What is missing or
// withheld is its code; that a figure was revised its revision says.
func cellMarks(d *report.Dataset, row *report.Row, measure int) string {
	cell := &row.Cells[measure]
	if cell.State == report.Suppressed {
		return ""
	}
	marks := slices.Clone(cell.Marks)
	for _, n := range d.NotesOn(row, measure) {
		if n.Mark != "" {
			marks = append(marks, n.Mark)
		}
	}
	slices.Sort(marks)
	return strings.Join(slices.Compact(marks), " ")
}

// cellNotes returns the notes on a cell as they are written, its own first. Those of one
// that is withheld could speak of its figure.
func cellNotes(d *report.Dataset, row *report.Row, measure int, language string) string {
	cell := &row.Cells[measure]
	if cell.State == report.Suppressed {
		return ""
	}
	var notes []string
	if cell.Note != nil {
		notes = append(notes, string(cell.Note.Markdown))
	}
	for _, n := range d.NotesOn(row, measure) {
		if t := n.Text.In(language); t != nil {
			notes = append(notes, string(t.Markdown))
		}
	}
	return strings.Join(notes, "\n")
}

// readWords reads the words of a record.
func readWords(n *strict.Node, problems *source.Problems) (map[string]map[string]string, bool) {
	if n == nil {
		return nil, true
	}
	if n.Kind != strict.Table {
		problems.Add(source.Problem{Pos: n.Pos(), Text: "words is a table for each dataset", Hint: byHand})
		return nil, false
	}
	all := map[string]map[string]string{}
	for _, dataset := range n.Entries {
		all[dataset.Key] = map[string]string{}
		for _, w := range dataset.Entries {
			all[dataset.Key][w.Key] = w.Text()
		}
		other := func(w *strict.Node) bool { return w.Kind != strict.String }
		if dataset.Kind != strict.Table || slices.ContainsFunc(dataset.Entries, other) {
			problems.Add(source.Problem{Pos: dataset.Pos(), Text: "the words of a dataset are a table of texts",
				Hint: byHand})
			return nil, false
		}
	}
	return all, true
}

// formulaText is a measure's formula, in ids.
func formulaText(m *report.Measure) string {
	var b strings.Builder
	for _, part := range m.Formula {
		b.WriteString(part.Text + part.Measure)
	}
	return b.String()
}

// reworded is something besides a figure that is not as it was published.
type reworded struct {
	pos     source.Pos
	name    string // by which a revision declares it
	what    string // in a message
	was, is string
	gone    bool
	free    bool        // a text that may speak of any figure
	row     *report.Row // of a cell or an attribute, else nil
	measure int         // of a cell, else -1
}

// tell says what was and what is. Where figures are withheld, texts that may speak of
// them are not repeated.
func (x reworded) tell(d *report.Dataset, release string) string {
	quoted := func(s string) string {
		if s == "" {
			return "none"
		}
		return fmt.Sprintf("%q", strings.Join(strings.Fields(s), " "))
	}
	switch {
	case x.gone:
		return fmt.Sprintf("%s was published in %s and is gone", x.what, release)
	case x.free && d.Disclosure.Suppressed > 0:
		return fmt.Sprintf("%s is not what it was in %s", x.what, release)
	}
	return fmt.Sprintf("%s was %s in %s and is %s now", x.what, quoted(x.was), release, quoted(x.is))
}

// called returns what a message calls the words of a name.
func called(name string) string {
	switch kind, id, _ := strings.Cut(name, " "); kind {
	case "title":
		return strings.TrimSpace("the title of the dataset " + id)
	case "unit":
		return "the unit of " + id
	case "formula":
		return "the formula of " + id
	case "status":
		return "the status"
	case "rounding":
		return "the rounding of " + id
	case "short":
		return "the short title of " + id
	case "publisher":
		return "the publisher of the source " + id + ", on which this dataset rests,"
	case "statement":
		return "the statement " + id
	}
	return "the title of " + name
}

// rewordings returns how the words of a dataset, and the marks, notes and attributes of
// the figures that stand, differ from what was published.
func rewordings(d *report.Dataset, language string, figures *report.Figures, words map[string]string) []reworded {
	list := rewordedNames(d, language, figures, words)
	single := alone(d)
	for _, row := range d.Rows {
		list = append(list, rewordedRow(d, language, row, single[row], figures)...)
	}
	return list
}

// rewordedNames returns those of a dataset's own words.
func rewordedNames(d *report.Dataset, language string, figures *report.Figures,
	words map[string]string) (list []reworded) {
	now := map[string]bool{}
	for _, w := range wordsOf(d, language) {
		now[w.name] = true
		if w.name == "status" && (w.text == "revised" || w.text == "withdrawn") {
			continue // which tells by itself that something has changed
		}
		if was, published := words[w.name]; published && was != w.text {
			name, _, _ := strings.Cut(w.name, in)
			free := strings.HasPrefix(name, "statement ")
			list = append(list, reworded{pos: w.pos, name: name, what: called(w.name), was: was, is: w.text,
				free: free, measure: -1})
		}
	}
	for _, full := range slices.Sorted(maps.Keys(words)) {
		name, _, _ := strings.Cut(full, in)
		if !now[full] && !goneWithFigures(d, figures, name) {
			list = append(list, reworded{pos: d.Pos, name: name, what: called(full), gone: true, measure: -1})
		}
	}
	return list
}

// rewordedRow returns those of a row: its attributes, and the marks and notes of its figures.
// alone says that it shares its keys with no other.
func rewordedRow(d *report.Dataset, language string, row *report.Row, alone bool,
	figures *report.Figures) (list []reworded) {
	at := func(column string) (string, bool) { return figures.Word(row.Keys, row.SourceIDs(), column, alone) }
	for i, a := range d.Attributes {
		if was, there := at(a.ID); there && was != row.Attrs[i] {
			list = append(list, reworded{pos: row.Pos, name: "attribute " + a.ID, what: a.ID + rowName(d, row),
				was: was, is: row.Attrs[i], free: true, row: row, measure: -1})
		}
	}
	for i, m := range d.Measures {
		code, published := figures.At(row.Keys, row.SourceIDs(), m.ID, alone)
		was := m.ParseRecorded(code)
		if !published || was.State == report.Suppressed || !was.Same(&row.Cells[i]) {
			continue // where the figure itself has changed, that is told
		}
		marks := reworded{pos: row.Pos, name: "marks", what: "the mark of " + cellName(d, row, i), row: row, measure: i}
		notes := reworded{pos: row.Pos, name: "notes",
			what: "the note on " + cellName(d, row, i), row: row, measure: i, free: true}
		marks.was, _ = at(m.ID + marksColumn)
		notes.was, _ = at(m.ID + notesColumn)
		marks.is, notes.is = cellMarks(d, row, i), cellNotes(d, row, i, language)
		for _, x := range []reworded{marks, notes} {
			if x.was != x.is {
				list = append(list, x)
			}
		}
	}
	return list
}

// goneWithFigures reports whether words are gone with the figures that they were of,
// which is told of the figures.
func goneWithFigures(d *report.Dataset, figures *report.Figures, name string) bool {
	kind, id, _ := strings.Cut(name, " ")
	switch kind {
	case "publisher": // of which the rows tell
		return true
	case "measure", "unit", "formula", "rounding":
		return d.Measure(id) == nil
	case "grade":
		measure, _, _ := strings.Cut(id, "/")
		return d.Measure(measure) == nil
	case "member", "short":
		dimension, member, _ := strings.Cut(id, "/")
		i := d.Index(dimension)
		return i >= 0 && d.Dimensions[i].Member(member) == nil && figures.Members(i)[member]
	}
	return false
}

// words compares what is said of figures with the last release that stands.
func (c *comparison) words(d *report.Dataset) {
	figures, words := c.last.Figures[d.ID], c.last.Words[d.ID]
	if figures == nil {
		return
	}
	used := map[*report.Revision][]string{}
	subjects := map[*report.Revision]map[subject]bool{}
	var silent []reworded
	for _, x := range rewordings(d, c.site.Language, figures, words) {
		declared := x.measure >= 0 && c.revised(d, x.row, x.measure)
		for _, rev := range d.Revisions {
			if !c.unknown(d, rev) || !slices.Contains(rev.Words, x.name) || !takesIn(d, rev, x) {
				continue
			}
			declared = true
			used[rev] = append(used[rev], x.name)
			if x.row != nil {
				if subjects[rev] == nil {
					subjects[rev] = map[subject]bool{}
				}
				subjects[rev][x.subject()] = true
			}
		}
		if !declared {
			silent = append(silent, x)
		}
	}
	c.silent(d, silent)
	for _, rev := range d.Revisions {
		if !c.unknown(d, rev) || len(rev.Words) == 0 {
			continue
		}
		if rev.Date.Compare(c.last.Date) <= 0 {
			c.problems.Add(source.Problem{Pos: rev.Pos,
				Text: fmt.Sprintf("the revision %s is new, but not dated after the release %s, which did not "+
					"have it", rev.ID, c.last.ID),
				Hint: fmt.Sprintf("a revision is dated after %s", c.last.Date)})
		}
		c.declared(rev, used[rev], len(subjects[rev]))
	}
}

// silent reports changes that no revision declares, the first with a block that does.
func (c *comparison) silent(d *report.Dataset, silent []reworded) {
	slices.SortStableFunc(silent, func(a, b reworded) int { // so that the block stands at the first
		at, text := cmp.Compare(a.pos.Line, b.pos.Line), cmp.Compare(a.tell(d, ""), b.tell(d, ""))
		return cmp.Or(at, cmp.Compare(a.pos.Col, b.pos.Col), text)
	})
	for n, x := range silent {
		hint := ""
		if n == 0 {
			hint = c.wordsBlock(d, silent)
		}
		text := x.tell(d, "the release "+c.last.ID) + ", and no revision says so"
		c.problems.Add(source.Problem{Pos: x.pos, Text: text, Hint: hint})
	}
}

// subject is a cell, or a row's attribute, of which something else is said.
type subject struct {
	row       *report.Row
	measure   int
	attribute string
}

func (x reworded) subject() subject {
	if x.measure < 0 {
		return subject{x.row, -1, x.name}
	}
	return subject{x.row, x.measure, ""}
}

// unknown reports whether the last release that stands did not have a revision.
func (c *comparison) unknown(d *report.Dataset, rev *report.Revision) bool {
	return c.last.Revisions[d.ID+"/"+rev.ID] == ""
}

// revised reports whether a cell's figure was revised since the release: what is
// said of it may then be something else too.
func (c *comparison) revised(d *report.Dataset, row *report.Row, measure int) bool {
	return slices.ContainsFunc(d.History(row, measure), func(s report.Step) bool { return c.unknown(d, s.Revision) })
}

// takesIn reports whether a revision's where and measures take in what changed.
func takesIn(d *report.Dataset, rev *report.Revision, x reworded) bool {
	return x.row == nil || d.Matches(rev.Where, x.row.Keys, x.row.Attrs, x.row.Sources) &&
		(x.measure < 0 || report.InScope(rev.Measures, d.Measures[x.measure].ID))
}

// declared looks for what a new revision says that it changes and does not.
func (c *comparison) declared(rev *report.Revision, used []string, cells int) {
	for _, name := range rev.Words {
		if !slices.Contains(used, name) {
			c.problems.Add(source.Problem{Pos: rev.Pos,
				Text: fmt.Sprintf("the revision %s declares a change of %q, which is as in the release %s",
					rev.ID, name, c.last.ID),
				Hint: "look at its where and measures, or take the name out of its words"})
		}
	}
	if len(rev.Changes) == 0 && cells != rev.Cells {
		c.problems.Add(source.Problem{Pos: rev.Pos,
			Text: fmt.Sprintf("the revision %s changes what is said of %d cells, but cells says %d",
				rev.ID, cells, rev.Cells),
			Hint: "look at its where and measures, or correct cells"})
	}
}

// wordsBlock returns the TOML that would declare changes of words.
func (c *comparison) wordsBlock(d *report.Dataset, list []reworded) string {
	var names, measures []string
	var rows []*report.Row
	subjects := map[subject]bool{}
	add := func(to *[]string, text string) {
		if text = strict.Quote(text); !slices.Contains(*to, text) {
			*to = append(*to, text)
		}
	}
	for _, x := range list {
		add(&names, x.name)
		if x.row != nil {
			rows = append(rows, x.row)
			subjects[x.subject()] = true
		}
		if x.measure >= 0 {
			add(&measures, d.Measures[x.measure].ID)
		}
	}
	block := c.revisionHead(d, c.last) + fmt.Sprintf("words    = [%s]\n", strings.Join(names, ", "))
	if len(rows) > 0 {
		block += where(d, rows...)
		if len(measures) > 0 {
			block += fmt.Sprintf("measures = [%s]\n", strings.Join(measures, ", "))
		}
		block += fmt.Sprintf("cells    = %d\n", len(subjects))
	}
	return block + "reason   = \"…\""
}
