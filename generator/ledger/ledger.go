// Package ledger keeps what was published: for each release its figures, as the
// gate let them through, and which revisions and corrections it declared. It
// compares the site that is being built with the last release, so that nothing
// changes in silence.
//
// A release is an entry of data/releases/releases.toml and, for each dataset
// that is not as in the release before, data/releases/ID/DATASET.csv: a column for
// each dimension, the sources and each measure, cells as in the editor's files
// with [c] for what was withheld.
//
// The rules, against the last release:
//
//   - A figure that differs has a revision that says what stood there, and that
//     is what was published.
//   - A dataset, a row or a figure that was published is still there, or was
//     taken back by a withdrawal.
//   - A revision or a correction that was published is still declared.
//
// What was suppressed may be published later; the gate has looked at it.
package ledger

import (
	"bytes"
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
		Datasets    strict.Names `toml:"datasets"`
		Revisions   strict.Names `toml:"revisions"`
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
	var list []*report.Release
	figures := map[string]map[string]string{} // of each dataset, the last read
	for _, f := range file.Releases {
		date, err := report.ParseDate(f.Date.Text)
		if err != nil || !validID(f.ID.Text) {
			problems.Add(source.Problem{Pos: f.Node.Pos(), Text: "this release has no id or no date that can be read", Hint: "\"vitrine release\" writes this file; take back what was changed by hand"})
			return nil
		}
		r := &report.Release{ID: f.ID.Text, Date: date, Title: f.Title.Text, Revisions: f.Revisions.Texts(), Corrections: f.Corrections.Texts(), Figures: map[string]map[string]string{}}
		for _, id := range f.Datasets.Texts() {
			name := path.Join(Dir, r.ID, id+".csv")
			if text, err := fs.ReadFile(fsys, name); err == nil {
				i := slices.IndexFunc(headers, func(d *report.Dataset) bool { return d.ID == id })
				if i < 0 {
					figures[id] = map[string]string{} // there is no dataset to compare it with, which is reported
				} else if figures[id] = parse(source.NewFile(name, text), headers[i], problems); figures[id] == nil {
					return nil
				}
			} else if figures[id] == nil {
				problems.Addf(source.Pos{File: name}, "the figures of the release %s are missing", r.ID)
				return nil
			}
			r.Figures[id] = figures[id]
		}
		list = append(list, r)
	}
	return list
}

func validID(id string) bool {
	return id != "" && len(id) <= 80 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// parse reads a dataset's figures by CellKey.
func parse(file *source.File, d *report.Dataset, problems *source.Problems) map[string]string {
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
	figures := map[string]string{}
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
		var sources []*report.Source
		for id := range strings.FieldsSeq(record[column("source")]) {
			sources = append(sources, &report.Source{ID: id})
		}
		for i, name := range head {
			if name != "source" && d.Dimension(name) == nil && d.AttributeIndex(name) < 0 {
				figures[report.CellKey(keys, sources, name)] = record[i]
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
			record = append(record, row.Cells[i].Code())
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
	var datasets []string
	for _, d := range site.Datasets {
		datasets = append(datasets, d.ID)
		now := Figures(d)
		last := []byte(nil)
		for _, old := range before {
			if text, err := fs.ReadFile(fsys, path.Join(Dir, old.ID, d.ID+".csv")); err == nil {
				last = text
			}
		}
		if !bytes.Equal(now, last) {
			files[path.Join(Dir, r.ID, d.ID+".csv")] = now
		}
	}
	list := func(values []string) string {
		var quoted []string
		for _, v := range values {
			quoted = append(quoted, strict.Quote(v))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	files[Index] = fmt.Appendf(index, "\n[[release]]\nid = %s\ndate = %s\ntitle = %s\ndatasets = %s\nrevisions = %s\ncorrections = %s\n",
		strict.Quote(r.ID), r.Date, strict.Quote(r.Title), list(datasets), list(revisionsOf(site)), list(correctionsOf(site)))
	return files, nil
}

func revisionsOf(site *report.Site) (ids []string) {
	for _, d := range site.Datasets {
		for _, r := range d.Revisions {
			ids = append(ids, d.ID+"/"+r.ID)
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
	return slices.Compact(ids)
}
