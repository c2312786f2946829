package ledger

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// comparison compares a site with its releases.
type comparison struct {
	site     *report.Site
	releases []*report.Release
	last     *report.Release
	problems *source.Problems
	offered  map[string]bool // ids of revisions and withdrawals, after their dataset, that a message shows
}

// Compare compares the site with its releases, the last one first, and reports what changed in
// silence.
func Compare(site *report.Site, store *release.Store, problems *source.Problems) {
	releases := site.Releases
	if len(releases) == 0 {
		return
	}
	c := comparison{site, releases, releases[len(releases)-1], problems, map[string]bool{}}
	for _, d := range site.Datasets {
		told := map[report.CellRef]bool{}
		for _, r := range slices.Backward(releases) {
			c.figures(d, r, told)
		}
	}
	c.gone()
	c.dated(store)
	if problems.Failed() {
		return
	}
	for _, d := range site.Datasets {
		c.updated(d)
		c.sources(d)
	}
	exposing(site, store, problems)
}

// past looks for changes that a release's revisions made and make no longer.
// What they say stood there before the gate has looked at, as it sees all of it.
func (c *comparison) past(d *report.Dataset, r *report.Release) {
	single := alone(d)
	for _, rev := range d.Revisions {
		if r.Revisions[d.ID+"/"+rev.ID] == "" {
			continue
		}
		said := map[report.CellRef]bool{}
		for i := range rev.Changes {
			said[report.CellRef{Row: rev.Changes[i].Row, Measure: rev.Changes[i].Measure}] = true
		}
		for _, row := range d.Rows {
			for m := range d.Measures {
				_, known := r.Before(d, rev.ID, m, row.Keys, row.SourceIDs(), single[row])
				if known && !said[report.CellRef{Row: row, Measure: m}] {
					c.problems.Addf(rev.Pos,
						"%s: the revision %s changed this in the release %s, and does not any more",
						cellName(d, row, m), rev.ID, r.ID)
				}
			}
		}
	}
}

// gone looks for what the last release that stands published and is gone. What
// only withdrawn releases published may go.
func (c comparison) gone() {
	if c.last = lastStanding(c.releases); c.last == nil {
		return
	}
	for _, d := range c.site.Datasets {
		c.rows(d)
		c.words(d)
		c.past(d, c.last)
	}
	for id := range c.last.Figures {
		if c.site.Dataset(id) == nil {
			c.problems.Add(source.Problem{Pos: datasetFile(id),
				Text: fmt.Sprintf("the dataset was published in the release %s and is gone", c.last.ID),
				Hint: fmt.Sprintf("a dataset that takes its place has aliases = [%q]; else keep it, "+
					"with status = \"withdrawn\"; a [[withdrawal]] takes its figures back. "+
					"Should it never have been published: vitrine release --withdraw %s", id, c.last.ID)})
		}
	}
	c.declarations()
}

// dated looks for files of older versions that no dataset publishes any more, since it has lost an id that it
// had.
func (c *comparison) dated(store *release.Store) {
	told := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(store.Files)) {
		id, file, _ := strings.Cut(strings.TrimPrefix(name, "data/"), "/")
		if !strings.HasPrefix(name, "data/") || path.Ext(file) != ".csv" || told[id] {
			continue
		}
		owned := slices.ContainsFunc(c.site.Datasets, func(d *report.Dataset) bool {
			return slices.Contains(d.Names(), id)
		})
		if told[id] = true; !owned {
			c.problems.Add(source.Problem{Pos: datasetFile(id),
				Text: fmt.Sprintf("releases published versions of %s, and no dataset has that id or had it", id),
				Hint: fmt.Sprintf("the dataset that has taken its place needs aliases = [%q]", id)})
		}
	}
}

// lastStanding is the last release that is not withdrawn, or nil.
func lastStanding(releases []*report.Release) *report.Release {
	for _, r := range slices.Backward(releases) {
		if r.Withdrawn.IsZero() {
			return r
		}
	}
	return nil
}

// updated looks for a dataset that is not as the last release published it but
// bears the same date, or an earlier one.
func (c *comparison) updated(d *report.Dataset) {
	was, published := c.last.Updated[d.ID]
	switch {
	case !published:
	case d.Updated.Compare(was) < 0:
		c.problems.Addf(d.Pos, "updated is %s, and the release %s published the dataset as of %s",
			d.Updated, c.last.ID, was)
	case d.Updated == was && !c.same(d):
		c.problems.Add(source.Problem{Pos: d.Pos,
			Text: fmt.Sprintf("the dataset is not as the release %s published it, in figures or in words, and "+
				"updated is still %s", c.last.ID, was),
			Hint: "the file at /" + d.DatedPath(was) + " stays what it was; give updated a later day"})
	}
}

// same reports whether a dataset is as the last release published it.
func (c *comparison) same(d *report.Dataset) bool {
	words := c.last.Words[d.ID]
	now := map[string]string{}
	for _, w := range wordsOf(d, c.site.Language) {
		now[w.name] = w.text
	}
	return c.last.Sums[d.ID] == rowsSum(Figures(d, c.site.Language)) && maps.Equal(now, words)
}

// sources warns of rows that rest on other sources than in the last release.
func (c *comparison) sources(d *report.Dataset) {
	figures := c.last.Figures[d.ID]
	if figures == nil {
		return
	}
	single, count, first := alone(d), 0, ""
	for _, row := range d.Rows {
		if was := figures.Sources(row.Keys); single[row] && len(was) == 1 && was[0] != row.SourceIDs() {
			if count++; count == 1 {
				first = fmt.Sprintf("%s was from %s", strings.Join(row.Keys, ", "), was[0])
			}
		}
	}
	if count > 0 {
		c.problems.Add(source.Problem{Pos: d.Pos, Warning: true,
			Text: fmt.Sprintf("rows have other sources than in the release %s: %d", c.last.ID, count),
			Hint: first})
	}
}

// datasetFile returns the place of a dataset that the site may not have.
func datasetFile(id string) source.Pos { return source.Pos{File: "data/datasets/" + id + ".toml"} }

// declarations looks for what the last release said of datasets and the site no
// longer says.
func (c *comparison) declarations() {
	now := map[string]string{}
	for _, v := range revisionsOf(c.site) {
		id, said, _ := strings.Cut(v, " ")
		now[id] = said
	}
	for id, said := range c.last.Revisions {
		dataset, name, _ := strings.Cut(id, "/")
		switch {
		case now[id] == "":
			c.problems.Addf(datasetFile(dataset), "the revision %s was published in the release %s and is gone",
				name, c.last.ID)
		case now[id] != said:
			c.problems.Addf(datasetFile(dataset),
				"the revision %s was published in the release %s as %q and is %q now", name, c.last.ID, said, now[id])
		}
	}
	there := withdrawalsOf(c.site)
	for _, id := range c.last.Withdrawals {
		if dataset, name, _ := strings.Cut(id, "/"); !slices.Contains(there, id) {
			name, _, _ = strings.Cut(name, " ")
			c.problems.Addf(datasetFile(dataset),
				"the withdrawal %s was published in the release %s and is gone, or withdraws something else or "+
					"on another day", name, c.last.ID)
		}
	}
	for _, d := range c.site.Datasets {
		for _, w := range d.Withdrawals {
			same := func(id string) bool { return strings.HasPrefix(id, d.ID+"/"+w.ID+" ") }
			known := slices.ContainsFunc(c.last.Withdrawals, same)
			if !known && w.Date.Compare(c.last.Date) < 0 && c.last.Figures[d.ID] != nil {
				c.problems.Addf(w.Pos,
					"the withdrawal %s is new, but dated before the release %s, which did not have it", w.ID, c.last.ID)
			}
		}
	}
	there = versionsOf(c.site)
	for _, id := range c.last.Versions {
		if dataset, day, _ := strings.Cut(id, " "); !slices.Contains(there, id) {
			c.problems.Add(source.Problem{Pos: datasetFile(dataset),
				Text: fmt.Sprintf("the version of %s was published in the release %s, and nothing is at its "+
					"address any more", day, c.last.ID),
				Hint: "published and the dates of revisions stay as they were"})
		}
	}
}

// CompareArticles looks for corrections that the last release published and that are gone.
// An article that has moved has its old address as an alias.
func CompareArticles(site *report.Site, problems *source.Problems) {
	last := lastStanding(site.Releases)
	if last == nil {
		return
	}
	there := map[string]int{}
	file := map[string]string{}
	for _, a := range site.Articles {
		paths := []string{a.Path}
		for _, alias := range a.Aliases {
			paths = append(paths, alias.Path)
		}
		for _, p := range paths {
			file[p] = a.File
			for _, correction := range a.Corrections {
				there[p+" "+correction.Date.String()]++
			}
		}
	}
	for _, id := range last.Corrections {
		path, date, _ := strings.Cut(id, " ")
		if there[id]--; there[id] >= 0 {
			continue
		}
		at := source.Pos{File: file[path]}
		if at.File == "" {
			at.File = "content" + strings.TrimSuffix(path, "/") + ".md"
		}
		problems.Add(source.Problem{Pos: at,
			Text: fmt.Sprintf("the correction of %s was published in the release %s and is gone", date, last.ID),
			Hint: "an article that takes the place of another takes its corrections, and its address among its " +
				"aliases"})
	}
}

// changed is a figure that is not what was published.
type changed struct {
	row     *report.Row
	measure int
	was     report.Cell
	secret  bool // the old figure must not be printed
}

// takenBack reports whether a figure was withdrawn.
func takenBack(d *report.Dataset, row *report.Row, measure int) bool {
	return slices.ContainsFunc(d.Withdrawals, func(w *report.Withdrawal) bool {
		return w.Covers(d, row.Keys, row.Attrs, row.Sources, measure)
	})
}

// alone returns the rows that share their keys with no other.
func alone(d *report.Dataset) map[*report.Row]bool {
	n := map[string]int{}
	for _, row := range d.Rows {
		n[strings.Join(row.Keys, "\x00")]++
	}
	list := map[*report.Row]bool{}
	for _, row := range d.Rows {
		list[row] = n[strings.Join(row.Keys, "\x00")] == 1
	}
	return list
}

// figures compares with what a release published. told are the cells that a later
// release has spoken of.
func (c *comparison) figures(d *report.Dataset, r *report.Release, told map[report.CellRef]bool) {
	figures := r.Figures[d.ID]
	single := alone(d)
	var silent, hidden []changed
	for _, row := range d.Rows {
		for i, m := range d.Measures {
			ref, now := report.CellRef{Row: row, Measure: i}, &row.Cells[i]
			code, published := figures.At(row.Keys, row.SourceIDs(), m.ID, single[row])
			was := m.ParseRecorded(code)
			if !published || told[ref] || was.State == report.Suppressed || was.Same(now) {
				continue
			}
			isNew := func(s report.Step) bool { return r.Revisions[d.ID+"/"+s.ID] == "" }
			later := slices.ContainsFunc(d.History(row, i), isNew)
			if takenBack(d, row, i) && now.State == report.Suppressed || later && now.State != report.Suppressed {
				continue // of what later revisions say the gate has made sure
			}
			told[ref] = true
			if now.State == report.Suppressed {
				hidden = append(hidden, changed{row, i, was, true})
				continue
			}
			silent = append(silent, changed{row, i, was, c.secret(d, row, i, &was, single[row])})
		}
	}
	for n, x := range hidden {
		hint := ""
		if n == 0 {
			hint = c.withdrawal(d, r, hidden)
		}
		c.problems.Add(source.Problem{Pos: x.row.Pos,
			Text: fmt.Sprintf("%s was published in the release %s and is suppressed now",
				cellName(d, x.row, x.measure), r.ID),
			Hint: hint})
	}
	for n, x := range silent {
		hint := ""
		if n == 0 {
			hint = c.revisionBlock(d, r, silent)
		}
		was := x.was.Recorded()
		if x.secret {
			was = "another figure"
		}
		c.problems.Add(source.Problem{Pos: x.row.Pos,
			Text: fmt.Sprintf("%s was %s in the release %s and is %s now, and no revision says so",
				cellName(d, x.row, x.measure), was, r.ID, x.row.Cells[x.measure].Recorded()),
			Hint: hint})
	}
}

// secret reports whether an old figure must not be printed: it is small, or it was
// taken back, or a later release has withheld it.
func (c *comparison) secret(d *report.Dataset, row *report.Row, measure int, was *report.Cell, alone bool) bool {
	return d.Discreet(measure, was, &row.Cells[measure]) ||
		takenBack(d, row, measure) ||
		slices.ContainsFunc(c.releases, func(r *report.Release) bool {
			code, published := r.Figures[d.ID].At(row.Keys, row.SourceIDs(), d.Measures[measure].ID, alone)
			return published && d.Measures[measure].ParseRecorded(code).State == report.Suppressed
		})
}

// rows looks for figures of the last release that are gone.
func (c *comparison) rows(d *report.Dataset) {
	there := map[string]bool{}
	for _, row := range d.Rows {
		for _, m := range d.Measures {
			there[strings.Join(row.Keys, ", ")+" "+row.SourceIDs()+" "+m.ID] = true
		}
	}
	single := map[string]bool{}
	for row, is := range alone(d) {
		for _, m := range d.Measures {
			if is {
				single[strings.Join(row.Keys, ", ")+" "+m.ID] = true
			}
		}
	}
	figures := c.last.Figures[d.ID]
	if figures == nil {
		return
	}
	present := map[string]bool{}
	for _, row := range d.Rows {
		present[strings.Join(row.Keys, ", ")] = true
	}
	figures.Each(func(keys []string, sources, measure string) {
		at := strings.Join(keys, ", ")
		if there[at+" "+sources+" "+measure] || single[at+" "+measure] && figures.Alone(keys) {
			return
		}
		hint := "what was published stays; where nothing stands any longer it is \"[x]\", which a [[revision]] declares"
		if present[at] {
			hint = "a row with these members is there from others: where sources differ, a row keeps the ids of " +
				"its own, which were " + sources
		}
		if at != "" {
			at = " at " + at
		}
		c.problems.Add(source.Problem{Pos: d.Pos,
			Text: fmt.Sprintf("%s%s was published in the release %s and is gone", measure, at, c.last.ID),
			Hint: hint})
	})
}

// cellName names a cell in words that an editor finds in the file.
func cellName(d *report.Dataset, row *report.Row, measure int) string {
	return d.Measures[measure].ID + rowName(d, row)
}

// rowName returns what follows the name of a column to tell its row.
func rowName(d *report.Dataset, row *report.Row) string {
	var parts []string
	for i, x := range d.Dimensions {
		parts = append(parts, x.ID+" = "+row.Keys[i])
	}
	if len(parts) == 0 {
		return ""
	}
	return " at " + strings.Join(parts, ", ")
}

// where returns TOML that selects some rows, and perhaps more.
func where(d *report.Dataset, rows ...*report.Row) string {
	var parts []string
	for i, x := range d.Dimensions {
		var members []string
		for _, row := range rows {
			if k := strict.Quote(row.Keys[i]); !slices.Contains(members, k) {
				members = append(members, k)
			}
		}
		parts = append(parts, fmt.Sprintf("%s = [%s]", x.ID, strings.Join(members, ", ")))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("where    = { %s }\n", strings.Join(parts, ", "))
}

// withdrawal returns the TOML that would take figures back.
func (c *comparison) withdrawal(d *report.Dataset, r *report.Release, list []changed) string {
	day := d.Updated
	if day.Compare(r.Date) <= 0 {
		day = r.Date.Next()
	}
	rows, measures := rowsOf(d, list)
	top := ""
	if day != d.Updated {
		top = fmt.Sprintf("updated  = %s   # at the top of the file, or a later day\n", day)
	}
	return fmt.Sprintf("take it back, with your reason:\n%s[[withdrawal]]\nid       = %s\ndate     = %s\n"+
		"%smeasures = [%s]\nreason   = \"…\"",
		top, strict.Quote(c.newID(d, day)), day, where(d, rows...), strings.Join(measures, ", "))
}

// rowsOf returns the rows and, quoted, the measures of some figures.
func rowsOf(d *report.Dataset, list []changed) (rows []*report.Row, measures []string) {
	for _, x := range list {
		rows = append(rows, x.row)
		if id := strict.Quote(d.Measures[x.measure].ID); !slices.Contains(measures, id) {
			measures = append(measures, id)
		}
	}
	return rows, measures
}

// revisionHead returns the beginning of the TOML that would declare changes since a release, with
// what belongs to the top of the file.
func (c *comparison) revisionHead(d *report.Dataset, r *report.Release) string {
	var b strings.Builder
	b.WriteString("declare it, with your reason:\n")
	after := r.Date
	if d.Published.IsZero() {
		first := slices.IndexFunc(c.releases, func(r *report.Release) bool { return r.Figures[d.ID] != nil })
		fmt.Fprintf(&b, "published = %s   # at the top of the file\n", c.releases[first].Updated[d.ID])
	} else if n := len(d.Revisions); n > 0 && d.Revisions[n-1].Date.Compare(after) > 0 {
		after = d.Revisions[n-1].Date
	}
	day := d.Updated
	if day.Compare(after) <= 0 {
		day = after.Next()
		fmt.Fprintf(&b, "updated   = %s   # at the top of the file, or a later day\n", day)
	}
	fmt.Fprintf(&b, "[[revision]]\nid       = %s\ndate     = %s\n"+
		"kind     = \"correction\"   # or data, routine, method, unexplained\n", strict.Quote(c.newID(d, day)), day)
	return b.String()
}

// revisionBlock returns the TOML that would declare changes of figures since a release.
func (c *comparison) revisionBlock(d *report.Dataset, r *report.Release, list []changed) string {
	var b strings.Builder
	b.WriteString(c.revisionHead(d, r))
	rows, measures := rowsOf(d, list)
	if x := list[0]; len(list) == 1 && alone(d)[x.row] && !x.secret {
		fmt.Fprintf(&b, "was      = %s\n", strict.Quote(x.was.Recorded()))
	} else {
		fmt.Fprintf(&b, "from     = %s\ncells    = %d\n", strict.Quote("release:"+r.ID), len(list))
	}
	fmt.Fprintf(&b, "%smeasures = [%s]\nreason   = \"…\"", where(d, rows...), strings.Join(measures, ", "))
	return b.String()
}

// newID names a revision or a withdrawal after its day: as no other that there is or that a message has offered.
func (c *comparison) newID(d *report.Dataset, day report.Date) string {
	taken := func(id string) bool {
		return c.offered[d.ID+"/"+id] ||
			slices.ContainsFunc(d.Revisions, func(r *report.Revision) bool { return r.ID == id }) ||
			slices.ContainsFunc(d.Withdrawals, func(w *report.Withdrawal) bool { return w.ID == id })
	}
	id := day.String()
	for n := 2; taken(id); n++ {
		id = fmt.Sprintf("%s-%d", day, n)
	}
	c.offered[d.ID+"/"+id] = true
	return id
}
