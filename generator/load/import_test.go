package load_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"vitrine/generator/intake"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// published is a file of an office and what is right in it.
type published struct {
	Name, Resource, Sheet string
	Figures               int
	Measures              []string
	Cells                 []publishedCell
}

type publishedCell struct {
	Where   map[string]string
	Measure string
	Value   string
	Mark    string
}

// flagsFor are the decisions that a file needs an editor for, at most two each.
var flagsFor = map[string]func(*intake.Said){
	"unicef-maternal.xlsx":        func(s *intake.Said) { s.Symbols = map[string]string{"-": "[x]"} },
	"ibge-3939-rebanhos.xlsx":     func(s *intake.Said) { s.Symbols = map[string]string{"-": "0"} },
	"regio-gebietsflaeche.csv":    func(s *intake.Said) { s.Symbols = map[string]string{"-": "[x]"} },
	"nhs-kp90-2010-11.csv":        func(s *intake.Said) { s.Group = "," },
	"ons-travel-tourism.xlsx":     func(s *intake.Said) { s.Symbols = map[string]string{"-": "[x]"}; s.Until = &[]string{"Latest"}[0] },
	"treasury-savings-bonds.xlsx": func(s *intake.Said) { s.Until = &[]string{"*"}[0] },
	"gbe-schwerpunkte.csv":        func(s *intake.Said) { s.Group, s.Decimal = ".", "," },
}

// TestPublishedFiles imports real files of offices, loads what was written, and looks each cell up of which
// is known what is right in it.
func TestPublishedFiles(t *testing.T) {
	folder := filepath.Join(sitetest.Root, "..", "shared", "files")
	var expected struct {
		File []published `toml:"file"`
	}
	if _, err := toml.DecodeFile(filepath.Join(folder, "expect.toml"), &expected); err != nil {
		t.Skipf("the files of offices are not here: %v", err)
	}
	files, right := map[string]bool{}, map[string]bool{}
	for _, f := range expected.File {
		if _, seen := files[f.Name]; !seen {
			files[f.Name], right[f.Name] = true, true
		}
		wrong, err := f.imported(t, folder)
		if err != nil || len(wrong) > 0 {
			right[f.Name] = false
		}
		if err != nil {
			t.Logf("%s %s%s: %v", f.Name, f.Resource, f.Sheet, err)
		}
		for _, w := range wrong {
			t.Logf("%s %s%s: %s", f.Name, f.Resource, f.Sheet, w)
		}
	}
	n := 0
	for _, name := range slices.Sorted(maps.Keys(right)) {
		if right[name] {
			n++
		} else {
			t.Logf("not right: %s", name)
		}
	}
	if t.Logf("%d of %d files are right", n, len(files)); n < leastRight {
		t.Errorf("%d files are right, and were %d", n, leastRight)
	}
}

const leastRight = 26

func (f *published) imported(t *testing.T, folder string) (wrong []string, err error) {
	name := f.Name
	said := intake.Said{Sheet: f.Sheet, Skip: -1, People: "none", Language: "en", YearStart: "04"}
	if flags := flagsFor[f.Name]; flags != nil {
		flags(&said)
	}
	if f.Resource != "" {
		text, err := os.ReadFile(filepath.Join(folder, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		resources, err := tabular.Package(text)
		if err != nil {
			return nil, err
		}
		for _, r := range resources {
			if r.Name == f.Resource {
				name, said.Delimiter = path.Join(path.Dir(f.Name), r.Path), r.Delimiter
			}
		}
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	said.Months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
		"October", "November", "December"}
	said.Country = func(word string) bool { _, ok := load.Country(word, "en"); return ok }
	sheets, err := tabular.Read(name, data, tabular.Options{Encoding: said.Encoding, Delimiter: said.Delimiter})
	if err != nil {
		return nil, err
	}
	s, err := tabular.Named(sheets, said.Sheet)
	if err != nil {
		return nil, err
	}
	draft, err := intake.Make(s, said)
	if err != nil {
		return nil, err
	}
	file := "d" + path.Ext(name)
	text := draft.TOML(intake.File{Name: file, Title: "D", Source: "s", SHA256: sumOfFile(data), Updated: "2026-01-02"}, strict.Quote)
	site := fstest.MapFS{}
	for name, f := range sitetest.Mini(t) {
		if !strings.HasPrefix(name, "data/datasets/") && !strings.HasPrefix(name, "content/") {
			site[name] = f
		}
	}
	site["data/sources.toml"] = &fstest.MapFile{Data: []byte("[s]\npublisher = \"P\"\ntitle = \"T\"\naccessed = 2026-01-02\n")}
	site["data/datasets/d.toml"] = &fstest.MapFile{Data: []byte(text)}
	site["data/datasets/"+file] = &fstest.MapFile{Data: data}
	var problems source.Problems
	read := load.Load(site, load.Options{Words: locale.Required()}, &problems)
	if problems.Failed() {
		list := problems.Sorted()
		return nil, fmt.Errorf("%d problems: %v\n%s", len(list), list[:min(3, len(list))], text[:min(len(text), 0)])
	}
	d := read.Datasets[0]
	shown := 0
	for _, row := range d.Rows {
		for i := range row.Cells {
			if row.Cells[i].Cell.IsFigure() {
				shown++
			}
		}
	}
	for _, c := range f.Cells {
		if w := c.look(d, draft, said); w != "" {
			wrong = append(wrong, w)
		}
	}
	return wrong, nil
}

// look says what is wrong with a cell, "" for nothing.
func (c *publishedCell) look(d *raw.Dataset, draft *intake.Draft, said intake.Said) string {
	h := d.Header
	periods := map[int]*tabular.Format{}
	for i, x := range draft.Dimensions {
		if x.Format != "" {
			periods[i], _ = tabular.NewFormat(x.Format, said.Months, x.Start)
		}
	}
	where := maps.Clone(c.Where)
	named := slices.ContainsFunc(h.Measures, func(m *report.Measure) bool { return strings.EqualFold(m.Title[""], tabular.Clean(c.Measure)) })
	if !named {
		where["the measure"] = c.Measure
	}
	ids := map[string]map[int]string{} // of each word that a dimension knows: the member, by dimension
	for key, word := range where {
		word = tabular.Clean(word)
		own := slices.IndexFunc(h.Dimensions, func(x *report.Dimension) bool { return strings.EqualFold(x.Title[""], tabular.Clean(key)) })
		for i, x := range h.Dimensions {
			if own >= 0 && own != i || own < 0 && slices.ContainsFunc(slices.Collect(maps.Keys(where)), func(k string) bool { return strings.EqualFold(tabular.Clean(k), x.Title[""]) }) {
				continue
			}
			if f := periods[i]; f != nil {
				if id, ok := f.Period(word); ok {
					for _, m := range x.Members {
						if p, err := report.ParsePeriod(id); err == nil && m.Period == p {
							if ids[key] == nil {
								ids[key] = map[int]string{}
							}
							ids[key][i] = m.ID
						}
					}
				}
			}
			for _, m := range x.Members {
				names := append([]string{m.ID, m.Title[""]}, m.CSV...)
				if x.Kind == report.KindPeriod && m.Period.String() == periodOf(word) || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, word) }) {
					if ids[key] == nil {
						ids[key] = map[int]string{}
					}
					ids[key][i] = m.ID
				}
			}
		}
	}
	var values []string
	wanted, most := "", 0 // the measure whose heading has most of the words
	for _, m := range h.Measures {
		parts, n := strings.Split(m.Title[""], tabular.Joint), 0
		for _, word := range where {
			if slices.ContainsFunc(parts, func(p string) bool { return strings.EqualFold(p, tabular.Clean(word)) }) {
				n++
			}
		}
		if n > most {
			wanted, most = m.Title[""], n
		}
	}
	for _, row := range d.Rows {
		matched := 0
		for key := range where {
			known := ids[key]
			if known == nil {
				continue // a column that says nothing more
			}
			fits := false
			for i, id := range known {
				fits = fits || row.Keys[i] == id
			}
			if !fits {
				matched = -1
				break
			}
			matched++
		}
		if matched < 1 && len(c.Where) > 0 && len(h.Dimensions) > 0 {
			continue
		}
		for i, m := range h.Measures {
			if title := m.Title[""]; len(h.Measures) > 1 && named && !strings.EqualFold(tabular.Clean(c.Measure), title) {
				continue
			}
			if wanted != "" && m.Title[""] != wanted {
				continue
			}
			cell := row.Cells[i].Cell
			text := cell.Code()
			if !cell.IsFigure() {
				text = ""
			}
			values = append(values, text)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	if len(values) != 1 || !sameNumber(values[0], c.Value) {
		if c.Value == "" && len(values) == 0 {
			return ""
		}
		return fmt.Sprintf("%v %s: %q, not %q", c.Where, c.Measure, values[:min(4, len(values))], c.Value)
	}
	return ""
}

func periodOf(word string) string {
	p, err := report.ParsePeriod(word)
	if err != nil {
		return ""
	}
	return p.String()
}

func sameNumber(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	x, err1 := report.ParseDecimal(strings.TrimLeft(a, "<>=~"))
	y, err2 := report.ParseDecimal(strings.TrimLeft(b, "<>=~"))
	return err1 == nil && err2 == nil && x.Cmp(y) == 0
}

func sumOfFile(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
