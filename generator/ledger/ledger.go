// Package ledger keeps what was published: for each release its figures, as the
// gate let them through, and which revisions and corrections it declared. It
// compares the site that is being built with the last release, so that nothing
// changes in silence.
//
// What is kept of a release is data/releases/ID/record.toml, and data/releases/ID/DATASET.csv
// for each dataset that is not as in the release before: a column for each dimension,
// attribute and measure and for the sources, cells as in the editor's files with [c] for what
// was withheld, and columns for marks and notes where there are any, empty where the figure is
// withheld. The record names the file of every dataset with its sha256, and has a table of its
// words: [words.DATASET] with a text for "title", "dimension ID", "member DIMENSION/ID",
// "attribute ID", "measure ID", "unit ID", "grade MEASURE/ID" and "statement ID". Records that
// are older than that have a digest of some of the words, and marks and notes are those of the
// file with a date that was published. Package release compares the record with the log.
//
// The rules, for each release:
//
//   - A figure that it published is what stands there now, or what stood there
//     before the first revision that the release did not know yet. (The gate holds
//     the revisions to that, as it sees what they say; this package the rest.)
//   - A dataset, a row or a figure that was published is still there, or was
//     taken back by a withdrawal.
//   - A revision, a withdrawal, a superseded version or a correction that was
//     published is still there, a revision with its kind and with all that it says
//     stood there before.
//   - Marks, notes and attributes of a figure that stands, and the words of a
//     dataset, are those of the last release that stands, or a revision that it
//     did not know names them in its words. Then where and measures say of which
//     cells, and cells of how many when it revises no figures. A revised figure may have
//     other marks and notes. What is new, a member or a statement, is no change.
//   - A dataset that is not as the last release published it, in its figures or
//     in what it calls them, was updated on a later day.
//   - What a release published and is withheld now is in no release that stands:
//     its manifest would give it away.
//
// What was suppressed may be published later; the gate has looked at it.
package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// recordFile is data/releases/ID/record.toml.
type recordFile struct {
	Figures     strict.Names `toml:"figures"`
	Revisions   strict.Names `toml:"revisions"`
	Withdrawals strict.Names `toml:"withdrawals"`
	Versions    strict.Names `toml:"versions"`
	Corrections strict.Names `toml:"corrections"`
	Articles    strict.Names `toml:"articles"`
	Dated       strict.Names `toml:"dated"`
	Past        strict.Names `toml:"past"`
	Words       *strict.Node `toml:"words"`
}

func recordPath(id string) string { return path.Join(release.Dir, id, "record.toml") }

// figuresEntry is what a record says of a dataset.
type figuresEntry struct {
	dataset, release, sum string
	kept                  string // the id that the dataset had then
	updated               report.Date
	pos                   source.Pos
}

func (e figuresEntry) file() string { return path.Join(release.Dir, e.release, e.kept+".csv") }

// readRecord reads a record; false when it has a mistake, which is reported.
func readRecord(name string, text []byte, problems *source.Problems) (f recordFile, figures []figuresEntry, ok bool) {
	root := strict.Parse(source.NewFile(name, text), 0, len(text), problems)
	if root == nil || !root.Decode(&f, problems) {
		return f, nil, false
	}
	for _, v := range f.Figures {
		parts := strings.Fields(v.Text)
		if len(parts) == 4 && validID(parts[0]) && release.ValidID(parts[1]) {
			if day, err := report.ParseDate(parts[3]); err == nil {
				figures = append(figures, figuresEntry{parts[0], parts[1], parts[2], parts[0], day, v.Pos()})
				continue
			}
		}
		problems.Add(source.Problem{Pos: v.Pos(),
			Text: "an entry of figures is a dataset, a release, a sha256 and a day", Hint: byHand})
		return f, nil, false
	}
	return f, figures, true
}

const byHand = "\"vitrine release\" writes data/releases; take back what was changed by hand"

// ReadStore reads data/releases and reports what is wrong with it; then it returns nil.
func ReadStore(fsys fs.FS, problems *source.Problems) *release.Store {
	store, mistakes := release.ReadStore(fsys)
	for _, m := range mistakes {
		problems.Add(source.Problem{Pos: source.Pos{File: m.File}, Text: m.Text,
			Hint: "data/releases is written by \"vitrine release\" alone; git restores what was changed"})
	}
	if len(mistakes) > 0 {
		return nil
	}
	if _, err := fs.Stat(fsys, "public/releases/log/1/checkpoint"); err == nil && store.Chain == nil {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir},
			Text: "public/ has a log of releases, and here is none",
			Hint: "bring back data/releases from git; or delete public/, if this never was published"})
		return nil
	}
	return store
}

// Read reads the releases, the first one first. headers are those of the site's
// datasets, whose columns the figures have. It returns nil when something is wrong, which it
// reports.
func Read(fsys fs.FS, store *release.Store, headers []*report.Dataset, problems *source.Problems) []*report.Release {
	var list []*report.Release
	names := map[string]string{} // ids that datasets have, by those that they had before
	for _, d := range headers {
		for _, alias := range d.Aliases {
			names[alias] = d.ID
		}
	}
	for _, kept := range store.Kept {
		r, figures, ok := readRelease(kept, problems)
		if ok && len(names) > 0 {
			ok = rename(r, figures, names, problems)
		}
		for _, entry := range figures {
			ok = ok && readFigures(fsys, r, entry, headers, problems)
		}
		if !ok {
			return nil
		}
		list = append(list, r)
	}
	return list
}

// readRelease reads what a release keeps besides figures, and where these are.
func readRelease(kept *release.Kept, problems *source.Problems) (*report.Release, []figuresEntry, bool) {
	f, figures, ok := readRecord(recordPath(kept.ID), kept.Record, problems)
	if !ok {
		return nil, nil, false
	}
	r := &report.Release{ID: kept.ID, Title: kept.Title,
		Withdrawals: f.Withdrawals.Texts(), Versions: f.Versions.Texts(), Corrections: f.Corrections.Texts(),
		Articles: f.Articles.Texts(), Dated: f.Dated.Texts(),
		Revisions: map[string]string{}, Past: map[string][]report.Past{}, Figures: map[string]*report.Figures{},
		Updated: map[string]report.Date{}, Sums: map[string]string{}}
	if r.Words, ok = readWords(f.Words, problems); !ok {
		return nil, nil, false
	}
	r.Date, _ = report.ParseDate(kept.Date) // the log has read it
	if kept.Withdrawal != nil {
		r.Withdrawn, _ = report.ParseDate(kept.Withdrawal.Date) // the log has read it
		r.Reason = kept.Withdrawal.Reason
	}
	for _, v := range f.Revisions.Texts() {
		id, said, _ := strings.Cut(v, " ")
		r.Revisions[id] = said
	}
	for _, v := range f.Past {
		p, err := csv.NewReader(strings.NewReader(v.Text)).Read()
		if err != nil || len(p) < 5 {
			problems.Add(source.Problem{Pos: v.Pos(), Hint: byHand,
				Text: "an entry of past is a dataset, a revision, a measure, sources, a figure and the " +
					"members of dimensions"})
			return nil, nil, false
		}
		key := report.PastKey(p[0], p[1], p[2], p[5:])
		r.Past[key] = append(r.Past[key], report.Past{Sources: p[3], Code: p[4]})
	}
	return r, figures, true
}

// rename gives datasets in a release the ids that they have now. It is false, with a problem reported, where
// two of them would get one id.
func rename(r *report.Release, figures []figuresEntry, names map[string]string, problems *source.Problems) bool {
	taken := map[string]string{}
	for _, entry := range figures {
		now := cmp.Or(names[entry.dataset], entry.dataset)
		if other, there := taken[now]; there {
			problems.Addf(datasetFile(now), "%s and %s are two datasets of the release %s, and can't be one: "+
				"aliases are ids that this dataset had itself", other, entry.dataset, r.ID)
			return false
		}
		taken[now] = entry.dataset
	}
	now := func(text, end string) string {
		id, rest, cut := strings.Cut(text, end)
		if name := names[id]; name != "" && cut {
			return name + end + rest
		}
		return text
	}
	for i, text := range r.Withdrawals {
		r.Withdrawals[i] = now(text, "/")
	}
	for i, text := range r.Versions {
		r.Versions[i] = now(text, " ")
	}
	revisions, past, words := map[string]string{}, map[string][]report.Past{}, map[string]map[string]string{}
	for key, said := range r.Revisions {
		revisions[now(key, "/")] = said
	}
	for key, list := range r.Past {
		past[now(key, "\x00")] = list
	}
	for id, list := range r.Words {
		words[cmp.Or(names[id], id)] = list
	}
	if r.Revisions, r.Past = revisions, past; r.Words != nil {
		r.Words = words
	}
	for i, entry := range figures {
		figures[i].dataset = cmp.Or(names[entry.dataset], entry.dataset)
	}
	return true
}

// readFigures reads the figures of a dataset in a release. A dataset that the site has no more is
// reported by Compare.
func readFigures(fsys fs.FS, r *report.Release, entry figuresEntry, headers []*report.Dataset,
	problems *source.Problems) bool {
	text, err := fs.ReadFile(fsys, entry.file())
	if err != nil || sum(text) != entry.sum {
		problems.Add(source.Problem{Pos: entry.pos,
			Text: fmt.Sprintf("%s is not what the release %s published", entry.file(), r.ID),
			Hint: "bring back the file as \"vitrine release\" wrote it"})
		return false
	}
	if r.Words[entry.dataset] == nil {
		problems.Add(source.Problem{Pos: entry.pos, Hint: byHand,
			Text: fmt.Sprintf("the release %s does not say what the words of %s were", r.ID, entry.dataset)})
		return false
	}
	r.Figures[entry.dataset], r.Updated[entry.dataset] = report.NewFigures(), entry.updated
	r.Sums[entry.dataset] = rowsSum(text)
	i := slices.IndexFunc(headers, func(d *report.Dataset) bool { return d.ID == entry.dataset })
	if i < 0 {
		return true
	}
	figures := parse(source.NewFile(entry.file(), text), headers[i], problems)
	if figures == nil {
		return false
	}
	r.Figures[entry.dataset] = figures
	return true
}

// File returns where the figures of a dataset in a release are kept; "" when the
// release has none. names are the dataset's id and those that it had before.
func File(fsys fs.FS, id string, names []string) string {
	if !release.ValidID(id) {
		return ""
	}
	text, err := fs.ReadFile(fsys, recordPath(id))
	if err != nil {
		return ""
	}
	_, figures, _ := readRecord(recordPath(id), text, new(source.Problems)) // Read reports it
	for _, entry := range figures {
		if slices.Contains(names, entry.dataset) {
			return entry.file()
		}
	}
	return ""
}

// sum returns the sha256 of a text.
func sum(text []byte) string { return fmt.Sprintf("%x", sha256.Sum256(text)) }

// rowsSum returns the sha256 of a file's lines in whatever order they stand.
func rowsSum(text []byte) string {
	lines := bytes.SplitAfter(text, []byte("\n"))
	slices.SortFunc(lines, bytes.Compare)
	return sum(bytes.Join(lines, nil))
}

// validID reports whether an id may be a dataset's.
func validID(id string) bool {
	return id != "" && len(id) <= 80 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// parse reads a dataset's figures.
func parse(file *source.File, d *report.Dataset, problems *source.Problems) *report.Figures {
	r := csv.NewReader(bytes.NewReader(file.Text))
	head, err := r.Read()
	column := func(name string) int { return slices.Index(head, name) }
	missing := column("source") < 0
	for _, x := range d.Dimensions {
		missing = missing || column(x.ID) < 0
	}
	if err != nil || missing {
		problems.Add(source.Problem{Pos: file.At(1, 1),
			Text: fmt.Sprintf("these figures have not the dimensions of the dataset %s", d.ID),
			Hint: "a published dataset keeps its dimensions; give the new table an id of its own"})
		return nil
	}
	figures := report.NewFigures()
	for {
		record, err := r.Read()
		if err == io.EOF {
			return figures
		}
		if err != nil {
			problems.Addf(file.At(1, 1), "this is not valid CSV")
			return nil
		}
		var keys []string
		for _, x := range d.Dimensions {
			keys = append(keys, record[column(x.ID)])
		}
		sources := strings.ReplaceAll(record[column("source")], " ", ",")
		figures.Row(keys, sources)
		for i, name := range head {
			switch {
			case name == "source" || d.Dimension(name) != nil:
			case d.AttributeIndex(name) >= 0 || strings.HasSuffix(name, marksColumn) ||
				strings.HasSuffix(name, notesColumn):
				figures.SetWord(keys, sources, name, record[i])
			default:
				figures.Set(keys, sources, name, record[i])
			}
		}
	}
}

// Figures returns a dataset as a release keeps it, with its marks and its notes in the
// site's language.
func Figures(d *report.Dataset, language string) []byte {
	var columns []column
	for i, m := range d.Measures {
		marks, notes := column{m.ID + marksColumn, nil}, column{m.ID + notesColumn, nil}
		said := [2]bool{}
		for _, row := range d.Rows {
			marks.texts = append(marks.texts, cellMarks(d, row, i))
			notes.texts = append(notes.texts, cellNotes(d, row, i, language))
			said[0] = said[0] || marks.texts[len(marks.texts)-1] != ""
			said[1] = said[1] || notes.texts[len(notes.texts)-1] != ""
		}
		for n, c := range []column{marks, notes} {
			if said[n] {
				columns = append(columns, c)
			}
		}
	}
	return figuresWith(d, columns)
}

// column is one of a file's columns: its name and its text in each row.
type column struct {
	name  string
	texts []string
}

// figuresWith returns a dataset's figures, and more columns.
func figuresWith(d *report.Dataset, columns []column) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var head []string
	for _, x := range d.Dimensions {
		head = append(head, x.ID)
	}
	for _, x := range d.Attributes {
		head = append(head, x.ID)
	}
	head = append(append(head, "source"), d.MeasureIDs()...)
	for _, c := range columns {
		head = append(head, c.name)
	}
	_ = w.Write(head) // a bytes.Buffer takes every write
	for r, row := range d.Rows {
		record := slices.Concat(row.Keys, row.Attrs, []string{strings.ReplaceAll(row.SourceIDs(), ",", " ")})
		for i := range row.Cells {
			record = append(record, row.Cells[i].Recorded())
		}
		for _, c := range columns {
			record = append(record, c.texts[r])
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

// Record returns what a release of the site keeps of its figures and declarations:
// the record, and the files of data/releases that are new, by their paths in the
// site's folder. before is the last record, or nil; dated are the paths of the
// files whose addresses have a date.
func Record(site *report.Site, id string, before []byte, dated []string) (record []byte, files map[string][]byte) {
	last := map[string]figuresEntry{}
	if before != nil {
		_, figures, _ := readRecord("", before, new(source.Problems)) // Read has read it
		for _, entry := range figures {
			last[entry.dataset] = entry
		}
	}
	files = map[string][]byte{}
	var figures, articles []string
	for _, d := range site.Datasets {
		now := Figures(d, site.Language)
		in := last[d.ID].release
		if last[d.ID].sum != sum(now) {
			in = id
			files[path.Join(release.Dir, id, d.ID+".csv")] = now
		}
		figures = append(figures, fmt.Sprintf("%s %s %s %s", d.ID, in, sum(now), d.Updated))
	}
	for _, a := range site.Articles {
		articles = append(articles, a.Path+" "+a.Changed.String())
	}
	slices.Sort(articles)
	var b bytes.Buffer
	b.WriteString("# Written by \"vitrine release\"; changed by nobody.\n")
	for _, list := range []struct {
		name   string
		values []string
	}{
		{"figures", figures},
		{"revisions", revisionsOf(site)},
		{"withdrawals", withdrawalsOf(site)},
		{"versions", versionsOf(site)},
		{"corrections", correctionsOf(site)},
		{"articles", articles},
		{"dated", dated},
		{"past", pastOf(site)},
	} {
		fmt.Fprintf(&b, "%s = [", list.name)
		for _, v := range list.values {
			fmt.Fprintf(&b, "\n  %s,", strict.Quote(v))
		}
		if len(list.values) > 0 {
			b.WriteString("\n")
		}
		b.WriteString("]\n")
	}
	for _, d := range site.Datasets {
		fmt.Fprintf(&b, "\n[words.%s]\n", d.ID)
		for _, w := range wordsOf(d, site.Language) {
			fmt.Fprintf(&b, "%s = %s\n", strict.Quote(w.name), strict.Quote(w.text))
		}
	}
	files[recordPath(id)] = b.Bytes()
	return b.Bytes(), files
}

// pastOf returns what revisions say stood there before, as CSV records.
func pastOf(site *report.Site) (list []string) {
	for _, d := range site.Datasets {
		for _, rev := range d.Revisions {
			for i := range rev.Changes {
				c := &rev.Changes[i]
				var b strings.Builder
				w := csv.NewWriter(&b)
				record := []string{d.ID, rev.ID, d.Measures[c.Measure].ID, c.Row.SourceIDs(), c.Was.Recorded()}
				_ = w.Write(append(record, c.Row.Keys...)) // a builder takes every write
				w.Flush()
				list = append(list, strings.TrimSuffix(b.String(), "\n"))
			}
		}
	}
	return list
}

// revisionsOf returns what the record says of revisions: their ids, kinds, dates and words.
func revisionsOf(site *report.Site) (ids []string) {
	for _, d := range site.Datasets {
		for _, r := range d.Revisions {
			said := d.ID + "/" + r.ID + " " + r.Kind + " " + r.Date.String()
			if len(r.Words) > 0 {
				said += ", " + strings.Join(r.Words, ", ")
			}
			ids = append(ids, said)
		}
	}
	return ids
}

// withdrawalsOf returns what the record says of withdrawals: their ids, dates and a digest of
// what they take back.
func withdrawalsOf(site *report.Site) (ids []string) {
	for _, d := range site.Datasets {
		for _, w := range d.Withdrawals {
			what := fmt.Sprint(w.Measures)
			for _, c := range w.Where {
				what += fmt.Sprint(c.Key, c.Not, c.Members)
			}
			ids = append(ids, d.ID+"/"+w.ID+" "+w.Date.String()+" "+sum([]byte(what))[:16])
		}
	}
	return ids
}

// versionsOf returns the days of superseded versions, by dataset.
func versionsOf(site *report.Site) (ids []string) {
	for _, d := range site.Datasets {
		for _, day := range d.Superseded() {
			ids = append(ids, d.ID+" "+day.String())
		}
	}
	return ids
}

// correctionsOf returns the days of corrections, by the paths of articles.
func correctionsOf(site *report.Site) (ids []string) {
	for _, a := range site.Articles {
		for _, c := range a.Corrections {
			ids = append(ids, a.Path+" "+c.Date.String())
		}
	}
	slices.Sort(ids)
	return ids
}
