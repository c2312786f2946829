// Package ledger keeps what was published: for each release its figures, as the
// gate let them through, and which revisions and corrections it declared. It
// compares the site that is being built with the last release, so that nothing
// changes in silence.
//
// A release is an entry of data/releases/releases.toml, and data/releases/ID/DATASET.csv
// for each dataset that is not as in the release before: a column for
// each dimension, attribute and measure and for the sources, cells as in the editor's files
// with [c] for what was withheld. The entry names the file of every dataset with its sha256.
//
// The rules, for each release:
//
//   - A figure that it published is what stands there now, or what stood there
//     before the first revision that the release did not know yet. (The gate holds
//     the revisions to that, as it sees what they say; this package the rest.)
//   - A dataset, a row or a figure that was published is still there, or was
//     taken back by a withdrawal.
//   - A revision, a withdrawal, a superseded version or a correction that was
//     published is still there, a revision with its kind.
//
// What was suppressed may be published later; the gate has looked at it.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// Dir is where releases are kept, and Index the file that lists them.
const (
	Dir   = "data/releases"
	Index = Dir + "/releases.toml"
)

type indexFile struct {
	Releases []struct {
		ID          strict.Value `toml:"id"`
		Date        strict.Date  `toml:"date"`
		Title       strict.Value `toml:"title"`
		Figures     strict.Names `toml:"figures"`
		Revisions   strict.Names `toml:"revisions"`
		Withdrawals strict.Names `toml:"withdrawals"`
		Versions    strict.Names `toml:"versions"`
		Corrections strict.Names `toml:"corrections"`
		Node        *strict.Node
	} `toml:"release"`
}

// Read reads the releases, the first one first. headers are those of the site's
// datasets, whose columns the figures have.
func Read(fsys fs.FS, headers []*report.Dataset, problems *source.Problems) []*report.Release {
	text, err := fs.ReadFile(fsys, Index)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		problems.Addf(source.Pos{File: Index}, "can't be read")
		return nil
	}
	root := strict.Parse(source.NewFile(Index, text), 0, len(text), problems)
	var file indexFile
	if root == nil || !root.Decode(&file, problems) {
		return nil
	}
	const hint = "\"vitrine release\" writes this file; take back what was changed by hand"
	if len(file.Releases) == 0 {
		problems.Add(source.Problem{Pos: source.Pos{File: Index}, Text: "there is no release in this file", Hint: hint})
	}
	var list []*report.Release
	seen := map[string]bool{}
	for _, f := range file.Releases {
		date, err := report.ParseDate(f.Date.Text)
		if err != nil || !validID(f.ID.Text) || seen[f.ID.Text] || len(list) > 0 && date.Compare(list[len(list)-1].Date) < 0 {
			problems.Add(source.Problem{Pos: f.Node.Pos(), Text: "this is no release: it needs an id of its own and a date that is not before the release above", Hint: hint})
			return nil
		}
		seen[f.ID.Text] = true
		r := &report.Release{ID: f.ID.Text, Date: date, Title: f.Title.Text, Revisions: map[string]string{}, Withdrawals: f.Withdrawals.Texts(),
			Versions: f.Versions.Texts(), Corrections: f.Corrections.Texts(), Figures: map[string]*report.Figures{}}
		for _, v := range f.Revisions.Texts() {
			id, said, _ := strings.Cut(v, " ")
			r.Revisions[id] = said
		}
		for _, entry := range f.Figures {
			parts := strings.Fields(entry.Text)
			if len(parts) != 3 || !validID(parts[0]) || !validID(parts[1]) {
				problems.Add(source.Problem{Pos: entry.Pos(), Text: "an entry of figures is a dataset, a release and a sha256", Hint: hint})
				return nil
			}
			name := path.Join(Dir, parts[1], parts[0]+".csv")
			text, err := fs.ReadFile(fsys, name)
			if err != nil || sum(text) != parts[2] {
				problems.Add(source.Problem{Pos: entry.Pos(), Text: fmt.Sprintf("%s is not what the release %s published", name, r.ID), Hint: "bring back the file as \"vitrine release\" wrote it"})
				return nil
			}
			r.Figures[parts[0]] = report.NewFigures()
			i := slices.IndexFunc(headers, func(d *report.Dataset) bool { return d.ID == parts[0] })
			if i < 0 {
				continue // there is no dataset to compare it with, which is reported
			}
			if r.Figures[parts[0]] = parse(source.NewFile(name, text), headers[i], problems); r.Figures[parts[0]] == nil {
				return nil
			}
		}
		list = append(list, r)
	}
	unnamed(fsys, file, problems)
	return list
}

// unnamed reports figures that no release names.
func unnamed(fsys fs.FS, file indexFile, problems *source.Problems) {
	named := map[string]bool{}
	for _, f := range file.Releases {
		for _, entry := range f.Figures {
			if parts := strings.Fields(entry.Text); len(parts) == 3 {
				named[path.Join(Dir, parts[1], parts[0]+".csv")] = true
			}
		}
	}
	_ = fs.WalkDir(fsys, Dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".csv" && !named[name] {
			problems.Add(source.Problem{Pos: source.Pos{File: name}, Text: "no release names these figures", Hint: "a release that did not come to its end leaves them; remove the file", Warning: true})
		}
		return nil // what can't be read has been reported
	})
}

// File is where the figures of a dataset in a release are kept; "" when the
// release has none.
func File(fsys fs.FS, release, dataset string) string {
	text, err := fs.ReadFile(fsys, Index)
	if err != nil {
		return ""
	}
	var file indexFile
	root := strict.Parse(source.NewFile(Index, text), 0, len(text), new(source.Problems))
	if root == nil || !root.Decode(&file, new(source.Problems)) {
		return "" // Read reports it
	}
	for _, f := range file.Releases {
		for _, entry := range f.Figures {
			if parts := strings.Fields(entry.Text); f.ID.Text == release && len(parts) == 3 && parts[0] == dataset && validID(parts[1]) {
				return path.Join(Dir, parts[1], dataset+".csv")
			}
		}
	}
	return ""
}

func sum(text []byte) string { return fmt.Sprintf("%x", sha256.Sum256(text)) }

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
		problems.Add(source.Problem{Pos: file.At(1, 1), Text: fmt.Sprintf("these figures have not the dimensions of the dataset %s", d.ID), Hint: "a published dataset keeps its dimensions; give the new table an id of its own"})
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
			if name != "source" && d.Dimension(name) == nil && d.AttributeIndex(name) < 0 {
				figures.Set(keys, sources, name, record[i])
			}
		}
	}
}

// Figures is a dataset as a release keeps it.
func Figures(d *report.Dataset) []byte {
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
	_ = w.Write(head) // a bytes.Buffer takes every write
	for _, row := range d.Rows {
		record := slices.Concat(row.Keys, row.Attrs, []string{strings.ReplaceAll(row.SourceIDs(), ",", " ")})
		for i := range row.Cells {
			record = append(record, row.Cells[i].Recorded())
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

// New is a release of the site and the files of data/releases that it changes
// or adds, by their paths in the site's folder.
func New(fsys fs.FS, site *report.Site, before []*report.Release, r report.Release) (map[string][]byte, error) {
	if !validID(r.ID) {
		return nil, fmt.Errorf("%q can't be the id of a release: ids are made of a to z, 0 to 9, - and _", r.ID)
	}
	for _, old := range before {
		if old.ID == r.ID {
			return nil, fmt.Errorf("there is a release %s already, of %s", r.ID, old.Date)
		}
		if old.Date.Compare(r.Date) > 0 {
			return nil, fmt.Errorf("the release %s is of %s, which is after %s", old.ID, old.Date, r.Date)
		}
	}
	files := map[string][]byte{}
	index, err := fs.ReadFile(fsys, Index)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(index) == 0 {
		index = []byte("# What was published, and when. Written by \"vitrine release\"; changed by nobody.\n")
	}
	last := map[string]string{} // of each dataset, where its figures are kept
	if len(before) > 0 {
		root := strict.Parse(source.NewFile(Index, index), 0, len(index), new(source.Problems))
		var file indexFile
		root.Decode(&file, new(source.Problems)) // Read has read it
		for _, entry := range file.Releases[len(file.Releases)-1].Figures {
			id, _, _ := strings.Cut(entry.Text, " ")
			last[id] = entry.Text
		}
	}
	var figures []string
	for _, d := range site.Datasets {
		now := Figures(d)
		entry := last[d.ID]
		if _, digest, _ := strings.Cut(strings.TrimPrefix(entry, d.ID+" "), " "); digest != sum(now) {
			entry = fmt.Sprintf("%s %s %s", d.ID, r.ID, sum(now))
			files[path.Join(Dir, r.ID, d.ID+".csv")] = now
		}
		figures = append(figures, entry)
	}
	list := func(values []string) string {
		var quoted []string
		for _, v := range values {
			quoted = append(quoted, strict.Quote(v))
		}
		if len(quoted) == 0 {
			return "[]"
		}
		return "[\n  " + strings.Join(quoted, ",\n  ") + ",\n]"
	}
	files[Index] = fmt.Appendf(index, "\n[[release]]\nid = %s\ndate = %s\ntitle = %s\nfigures = %s\nrevisions = %s\nwithdrawals = %s\nversions = %s\ncorrections = %s\n",
		strict.Quote(r.ID), r.Date, strict.Quote(r.Title), list(figures), list(revisionsOf(site)), list(withdrawalsOf(site)), list(versionsOf(site)), list(correctionsOf(site)))
	return files, nil
}

func revisionsOf(site *report.Site) (ids []string) {
	for _, d := range site.Datasets {
		for _, r := range d.Revisions {
			ids = append(ids, d.ID+"/"+r.ID+" "+r.Kind+" "+r.Date.String())
		}
	}
	return ids
}

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

func versionsOf(site *report.Site) (ids []string) {
	for _, d := range site.Datasets {
		for _, day := range d.Superseded() {
			ids = append(ids, d.ID+" "+day.String())
		}
	}
	return ids
}

func correctionsOf(site *report.Site) (ids []string) {
	for _, a := range site.Articles {
		for _, c := range a.Corrections {
			ids = append(ids, a.Path+" "+c.Date.String())
		}
	}
	slices.Sort(ids)
	return ids
}
