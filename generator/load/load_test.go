package load

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"vitrine/generator/prose"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

var update = flag.Bool("update", false, "write golden files anew")

const arrests = "data/datasets/arrests.toml"

// small is the site in testdata/site.txtar with other files in it. One without contents is
// left out; the section "table" takes the place of the dataset's table.
func small(t testing.TB, changed ...txtar.File) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/site.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range slices.Concat(archive.Files, changed) {
		switch {
		case f.Name == "want":
		case f.Name == "table":
			head, _, _ := strings.Cut(string(fsys[arrests].Data), "[table]\n")
			fsys[arrests].Data = []byte(head + string(f.Data))
		case len(f.Data) == 0:
			delete(fsys, f.Name)
		default:
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return fsys
}

// changes are files as an archive has them.
func changes(text string) []txtar.File { return txtar.Parse([]byte(text)).Files }

// read loads a site and returns the problems as an editor sees them, a line each.
func read(fsys fstest.MapFS, o Options) (*Read, []*report.Document, string) {
	var problems source.Problems
	found := Load(fsys, o, &problems)
	var documents []*report.Document
	if found.Reader == nil {
		found.Reader = prose.NewReader(nil, nil, nil)
	}
	articles := NewArticles(fsys, found.Site, found.Reader)
	for _, name := range articles.Names(&problems) {
		if d := articles.Read(name, &problems); d != nil && (o.Drafts || !d.Draft) {
			documents = append(documents, d)
		}
	}
	var b strings.Builder
	for _, p := range problems.Sorted() {
		b.WriteString(p.String() + "\n")
	}
	return found, documents, b.String()
}

// sound loads a site that has nothing wrong with it.
func sound(t *testing.T, fsys fstest.MapFS, o Options) (*Read, []*report.Document) {
	t.Helper()
	found, documents, problems := read(fsys, o)
	if problems != "" {
		t.Fatal(problems)
	}
	return found, documents
}

// datasets are those of a site that has nothing wrong with it.
func datasets(t *testing.T, fsys fstest.MapFS) []*raw.Dataset {
	t.Helper()
	found, _ := sound(t, fsys, Options{})
	return found.Datasets
}

// TestLoad: the model holds what the files say.
func TestLoad(t *testing.T) {
	found, documents := sound(t, small(t), Options{Words: []string{"month-1"}})
	s := found.Site
	if s.Title != "Figures" || s.BaseURL.String() != "https://example.org/figures/" || s.Language != "en" ||
		s.Disclosure.Threshold != 5 || found.Seed != "0123456789abcdef" || s.Words["month-1"] != "January" {
		t.Errorf("the site: %+v", s)
	}
	if len(s.Datasets) != 0 {
		t.Error("datasets are published before the gate has seen them")
	}
	if found.Files != 4 || documents[0].Files != 1 {
		t.Errorf("%d files were read", found.Files)
	}
	if police := s.Source("police-2025"); police == nil || police.Published.String() != "2025-03-01" {
		t.Errorf("the source: %+v", police)
	}
	if len(documents) != 1 {
		t.Fatalf("%d articles", len(documents))
	}
	a := documents[0]
	if a.Path != "/reports/first/" || a.Section != "reports" || a.Slug != "first" || len(a.Body.Headings) != 1 ||
		len(a.Body.Figures) != 1 || a.Body.Figures[0].Address != "arrests/arrests?year=2024" {
		t.Errorf("the article: %+v %+v", a, a.Body)
	}
	table, ok := a.Body.Blocks[0].(*report.Table)
	if !ok || table.Data != "arrests" || table.Pos.String() != "content/reports/first.md:12:4" {
		t.Errorf("the block: %+v", a.Body.Blocks[0])
	}
}

// TestDataset: rows hold what their cells say, with their sources and where they stand.
func TestDataset(t *testing.T) {
	d := datasets(t, small(t))[0]
	h := d.Header
	sex := h.Dimension("sex")
	if h.ID != "arrests" || h.Licence != "CC BY 4.0" || sex.Total != "all" || sex.Title["de"] != "Geschlecht" {
		t.Errorf("the header: %+v", h)
	}
	if ids := h.Dimension("year").IDs(); !slices.Equal(ids, []string{"2023", "2024"}) {
		t.Errorf("periods are not in the order of time: %q", ids)
	}
	for i, want := range []struct{ keys, code, marks, sources, pos string }{
		{"2024 women", "4711", "", "police-2025", "31:36"},
		{"2024 men", ">500", "", "police-2025", "32:34"},
		{"2024 all", "5211", "p", "court-2025,police-2025", "33:45"},
		{"2023 all", "[x]", "", "court-2025", "34:33"},
	} {
		row, cell := d.Rows[i], d.Rows[i].Cells[0]
		got := want
		got.keys, got.code, got.marks = strings.Join(row.Keys, " "), cell.Cell.Code(),
			strings.Join(cell.Cell.Marks, " ")
		got.sources = report.SourceIDs(cell.Cell.Sources)
		got.pos = strings.TrimPrefix(cell.Pos.String(), arrests+":")
		if got != want {
			t.Errorf("row %d: %v, want %v", i, got, want)
		}
	}
	if note := d.Rows[3].Cells[0].Cell.Note; note == nil || string(note.Markdown) != "Not counted." {
		t.Errorf("the note: %+v", note)
	}
}

// TestCSV: a file with an office's own headings and words is a table like any other.
func TestCSV(t *testing.T) {
	fsys := small(t, changes(`
-- table --
[table]
file = "office.csv"
source = "police-2025"
ignore = "Stand"
-- data/datasets/office.csv --
Jahr,sex,Stand,arrests
2024,Frauen,x,4711
2024,Männer,x,>500
2023,w,x,[x]
`)...)
	text := string(fsys[arrests].Data)
	fsys[arrests].Data = []byte(strings.Replace(text, `id = "year"`, "id = \"year\"\ncolumn = \"Jahr\"", 1))
	csv := fsys["data/datasets/office.csv"]
	csv.Data = append([]byte("\ufeff"), csv.Data...)
	var rows []string
	for _, row := range datasets(t, fsys)[0].Rows {
		rows = append(rows, strings.Join(row.Keys, " ")+" "+row.Cells[0].Cell.Code()+" "+row.Sources[0].ID)
	}
	want := []string{"2024 women 4711 police-2025", "2024 men >500 police-2025", "2023 women [x] police-2025"}
	if !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
}

// TestFiles: a table may stand in several files, each read by its own keys, and mistakes in them are put
// right by fixes, whose reasons are notes of what rests on them.
func TestFiles(t *testing.T) {
	fsys := small(t, changes(`
-- table --
[table]
source = "police-2025"
group = ","
files = [{ file = "a.csv", set = { year = "2023" } }, { file = "b.csv", delimiter = ";", set = { year = "2024" } }]
[[fix]]
file = "a.csv"
line = 2
from = "Frauen"
to = "Frauen,4711"
reason = "A comma is missing."
[[fix]]
file = "b.csv"
line = 3
column = "arrests"
from = "1O"
to = "10"
reason = "A letter stands for a digit."
-- data/datasets/a.csv --
sex,arrests
Frauen
Männer,500
-- data/datasets/b.csv --
sex;arrests
Frauen;4,712
Männer;1O
`)...)
	d := datasets(t, fsys)[0]
	var rows []string
	for _, row := range d.Rows {
		text := strings.Join(row.Keys, " ") + " " + row.Cells[0].Cell.Code()
		for _, n := range d.Header.NotesFor(row.Keys, row.Attrs, row.Sources, 0) {
			text += " " + string(n.Text[""].Markdown)
		}
		rows = append(rows, text)
	}
	want := []string{"2023 women 4711 A comma is missing.", "2023 men 500", "2024 women 4712",
		"2024 men 10 A letter stands for a digit."}
	if !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
}

// TestFormula: a measure may be computed row by row; what is not known of its inputs is not known of it.
func TestFormula(t *testing.T) {
	fsys := small(t, changes(`
-- table --
[[measure]]
id = "late"
title = "Late"
unit = "persons"
people = true
[[measure]]
id = "share"
title = "On time"
unit = "%"
decimals = 1
people = false
formula = "(arrests-late)/arrests"
[[measure]]
id = "rate"
title = "Rate"
unit = "per 1,000 arrests"
people = false
formula = "late/arrests"
[table]
columns = ["year", "sex", "source", "arrests", "late"]
rows = [
  ["2024", "women", "police-2025", 3000, 1000],
  ["2024", "men", "police-2025", "3000 [p]", "~1000 [e]"],
  ["2024", "all", "police-2025", ">=3000", 1000],
  ["2023", "all", "police-2025", 0, 0],
  ["2023", "women", "police-2025", "[x]", 1000],
  ["2023", "men", "police-2025", "<=4000", 1000],
]
`)...)
	d := datasets(t, fsys)[0]
	var rows []string
	for _, row := range d.Rows {
		share, rate := &row.Cells[2].Cell, &row.Cells[3].Cell
		rows = append(rows, strings.Join(append([]string{share.Code(), rate.Code()}, share.Marks...), " "))
	}
	want := []string{"66.7 333", "50.0..83.4 166..500 e p", "[x] 0..334", "[z] [z]", "[x] [x]", "[x] [x]"}
	if !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
	if from := d.Header.Measure("share").DerivedFrom; !slices.Equal(from, []string{"arrests", "late"}) {
		t.Errorf("share is derived from %q", from)
	}
}

// TestFormulaUnits: a quotient of measures is multiplied by what its unit is a share of, and nothing else is.
func TestFormulaUnits(t *testing.T) {
	for _, c := range []struct{ unit, formula, want string }{
		{"%", "n/pop", "0.01"}, {"%", "(pa+pb)/2", "35.00"}, {"%", "1-n/pop", "100.00"}, {"percentage points", "pa-pb", "10.00"},
		{"percentage points", "n/pop-pb/pop", "0.00"}, {"‰", "n/pop", "0.05"}, {"per 1,000", "n/pop", "0.05"},
		{"per 100 000 residents", "n/pop", "5.00"}, {"cases per 24 hours", "n/365", "0.14"}, {"cases", "n/pop", "0.00"},
		{"per million", "n/pop", "50.00"}, {"per 100.000", "n/pop", "the unit of q does not say for sure"},
		{"per million", "pa-pb", "10.00"},
	} {
		var measures strings.Builder
		for _, id := range []string{"n", "pop", "pa", "pb"} {
			fmt.Fprintf(&measures, "[[measure]]\nid = %q\ntitle = %q\nunit = \"x\"\npeople = false\n", id, strings.ToUpper(id))
		}
		fsys := small(t, changes("-- table --\n"+measures.String()+"[[measure]]\nid = \"q\"\ntitle = \"Q\"\nunit = \""+c.unit+
			"\"\ndecimals = 2\npeople = false\nformula = \""+c.formula+"\"\n[table]\n"+
			"columns = [\"year\", \"sex\", \"source\", \"arrests\", \"n\", \"pop\", \"pa\", \"pb\"]\n"+
			"rows = [[\"2024\", \"all\", \"police-2025\", 5000, 50, 1_000_000, 40, 30]]\n")...)
		found, _, problems := read(fsys, Options{})
		got := problems
		if problems == "" {
			got = found.Datasets[0].Rows[0].Cells[5].Cell.Code()
		}
		if got != c.want && (problems == "" || !strings.Contains(got, c.want)) {
			t.Errorf("%s of %s: %s, not %s", c.formula, c.unit, got, c.want)
		}
	}
}

// TestGroups: a group of countries is a member by its id or its title, a whole of those of its countries
// that are there, and in conditions stands for them where it is no member itself.
func TestGroups(t *testing.T) {
	site := func(rows string) fstest.MapFS {
		fsys := small(t, changes(`
-- data/groups.toml --
[BENELUX]
title = { en = "Benelux", fr = "Bénélux" }
members = ["BE", "NL", "LU"]
-- table --
[table]
file = "a.csv"
source = "police-2025"
-- data/datasets/a.csv --
year,sex,country,arrests
`+rows)...)
		text := string(fsys[arrests].Data)
		fsys[arrests].Data = []byte(strings.Replace(text, "[[measure]]", `[[dimension]]
id = "country"
title = "Country"
kind = "geo"
[[measure]]`, 1) + `
[[note]]
where = { country = "BENELUX" }
text = "Together."
`)
		return fsys
	}
	d := datasets(t, site("2024,w,Belgium,50\n2024,w,NL,40\n2024,w,LU,10\n2024,w,benelux,100\n2024,w,DE,7\n"))[0].Header.Dimension("country")
	if got := strings.Join(d.IDs(), " "); got != "BE NL LU BENELUX DE" || d.Member("BENELUX").Title["fr"] != "Bénélux" {
		t.Errorf("the members: %s", got)
	}
	if d.Member("LU").Parent != "BENELUX" || d.Member("DE").Parent != "" || d.Member("BENELUX").Partial {
		t.Error("the group is no whole")
	}
	partial := site("2024,w,BE,50\n2024,w,NL,40\n2024,w,BENELUX,100\n")
	if _, _, problems := read(partial, Options{}); !strings.Contains(problems, "arrests.toml:23:6: BENELUX is a member, and not all") {
		t.Errorf("a group without all of its countries: %s", problems)
	}
	partial[arrests].Data = []byte(strings.NewReplacer(`"persons"`, `"cases"`, "people = true", "people = false").Replace(string(partial[arrests].Data)))
	d = datasets(t, partial)[0].Header.Dimension("country")
	for whole := range d.Families() {
		t.Errorf("parts that are not all there add up to %s", whole)
	}
	overlapping := site("2024,w,BE,50\n2024,w,NL,40\n2024,w,LU,10\n2024,w,BENELUX,100\n2024,w,LOW,90\n")
	overlapping["data/groups.toml"].Data = append(overlapping["data/groups.toml"].Data, "[LOW]\ntitle = \"Low\"\nmembers = [\"BE\", \"NL\"]\n"...)
	if _, _, problems := read(overlapping, Options{}); !strings.Contains(problems, "BE is a part of BENELUX and of LOW, which are both members") {
		t.Errorf("groups that overlap: %s", problems)
	}
	h := datasets(t, site("2024,w,BE,50\n2024,w,NL,40\n2024,w,DE,7\n"))[0].Header
	if note := h.Notes[0].Where[0]; !slices.Equal(note.Members, []string{"BE", "NL"}) {
		t.Errorf("in a condition the group is %q", note.Members)
	}
}

// TestFixesOfRepeatedCells: a fix holds for the rows that repeat its cell, and each says so.
func TestFixesOfRepeatedCells(t *testing.T) {
	for fix, want := range map[string]string{
		"column = \"sex\"\nfrom = \"Fraun\"\nto = \"Frauen\"": "2023 women 40 Misspelt.|2024 women 50 Misspelt.|2023 men 7",
		"from = \"Fraun,2023,40\"\nto = \"Frauen,2023,40\"":   "2023 women 40 Misspelt.|2024 women 50 Misspelt.|2023 men 7",
		"column = \"arrests\"\nfrom = \"40\"\nto = \"41\"":    "",
	} {
		if want == "" {
			want = "2023 women 41 Misspelt.|2024 women 50|2023 men 7"
		}
		text := "\n-- table --\n[table]\nfile = \"a.csv\"\nsource = \"police-2025\"\nfill = [\"sex\"]\n[[fix]]\nline = 2\n" + fix +
			"\nreason = \"Misspelt.\"\n-- data/datasets/a.csv --\nsex,year,arrests\nFraun,2023,40\n,2024,50\nMänner,2023,7\n"
		if strings.Contains(fix, "arrests") {
			text = strings.Replace(text, "\nFraun,2023", "\nFrauen,2023", 1)
		}
		d := datasets(t, small(t, changes(text)...))[0]
		var rows []string
		for _, row := range d.Rows {
			line := strings.Join(row.Keys, " ") + " " + row.Cells[0].Cell.Code()
			for _, n := range d.Header.NotesFor(row.Keys, row.Attrs, row.Sources, 0) {
				line += " " + string(n.Text[""].Markdown)
			}
			rows = append(rows, line)
		}
		if got := strings.Join(rows, "|"); got != want {
			t.Errorf("%s: %s, not %s", fix, got, want)
		}
	}
}

// TestMistakes: each mistake of an editor's is told where it stands, all at once, and no
// message shows the figure 4711.
func TestMistakes(t *testing.T) {
	names, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("there are no mistakes", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _, got := read(small(t, archive.Files...), Options{Words: []string{"month-1"}})
			if strings.Contains(strings.NewReplacer(",", "", " ", "", "'", "").Replace(got), "4711") {
				t.Error("a message shows a figure")
			}
			if want := string(archive.Files[0].Data); got != want && !*update {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if archive.Files[0].Data = []byte(got); *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestRevision: a revision says what stood there before, by one figure or by a file.
func TestRevision(t *testing.T) {
	for more, want := range map[string]string{
		"was = 4712\nwhere = { sex = \"women\", year = \"2024\" }\n": "4712 in one cell",
		"from = \"older.csv\"\ncells = 1\n":                          "4713 in a file",
	} {
		fsys := small(t, changes(`-- data/datasets/older.csv --
year,sex,source,arrests
2024,Frauen,police-2025,4713
`)...)
		fsys[arrests].Data = slices.Concat(fsys[arrests].Data, []byte(`
[[revision]]
id = "r1"
date = 2026-01-02
kind = "correction"
reason = "Counted twice."
`+more))
		r := datasets(t, fsys)[0].Revisions[0]
		got := ""
		switch {
		case r.Was != nil && r.From == nil:
			got = r.Was.Cell.Code() + " in one cell"
		case r.Was == nil && len(r.From) == 1:
			got = r.From[0].Cells[0].Cell.Code() + " in a file"
		}
		if got != want || r.Cells != 1 {
			t.Errorf("%s: %s of %d cells", more, got, r.Cells)
		}
	}
}

// TestDrafts: a draft is left out, and so are the sources that drafts alone rest on.
func TestDrafts(t *testing.T) {
	fsys := small(t, changes(`
-- data/datasets/.private.txt --
Not read.
-- content/reports/_notes.md --
Not read.
-- content/reports/index.md --
+++
title = "All reports"
+++
-- content/reports/second.md --
+++
title = "Second"
summary = "x"
date = 2026-01-03
draft = true
+++
-- content/about.md --
+++
title = "About"
+++
`)...)
	text := strings.NewReplacer(`"Arrests"`, `"Leaked"`, "police-2025", "leak").Replace(string(fsys[arrests].Data))
	fsys["data/datasets/draft.toml"] = &fstest.MapFile{Data: []byte("draft = true\n" + text)}
	sources := fsys["data/sources.toml"]
	leak := "[leak]\npublisher = \"Somebody\"\ntitle = \"A leak\"\naccessed = 2026-01-02\n"
	sources.Data = slices.Concat(sources.Data, []byte(leak))
	for drafts, want := range map[bool]string{
		false: "arrests /about/ /reports/first/ /reports/ police-2025 court-2025",
		true:  "arrests draft /about/ /reports/first/ /reports/ /reports/second/ police-2025 court-2025 leak",
	} {
		found, documents := sound(t, fsys, Options{Drafts: drafts})
		var names []string
		for _, d := range found.Datasets {
			names = append(names, d.Header.ID)
		}
		for _, d := range documents {
			names = append(names, d.Path)
		}
		for _, s := range found.Site.Sources {
			names = append(names, s.ID)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("drafts %v: %s, want %s", drafts, got, want)
		}
	}
}

// TestReadCell: what the short form of a cell means.
func TestReadCell(t *testing.T) {
	count := &report.Measure{ID: "count", People: true}
	money := &report.Measure{ID: "euros", Decimals: 2}
	notices := &report.Measure{ID: "notices"}
	grade := &report.Measure{ID: "tier", Scale: []*report.Member{{ID: "1"}, {ID: "2w"}}}
	for _, test := range []struct {
		measure *report.Measure
		cells   map[string]string // to its code and marks; "" when it is wrong
	}{
		{count, map[string]string{
			"1332": "1332", " 1_332 ": "1332", ">500": ">500", ">= 500": ">=500", "~28_800": "~28800", "303.0": "303",
			"256 [f]": "256 f", "256 [f][p]": "256 f p", "[x]": "[x]", "[z]": "[z]", "[c]": "[c]", "[c] [p]": "[c] p",
			"1,332": "", "-1": "", "": "", ">": "", "[p]": "", "12 [x]": "", ">[x]": "", "12 [no]": "", "1.5": "",
			"0..249": "", "a b": "", "1e3": "", "1234567890123456": "",
		}},
		{notices, map[string]string{"0..249": "0..249", "-3..7 [p]": "-3..7 p", "7..3": "", "7..7": "", ">0..3": "", "..3": "",
			"1...3": "", "1..2..3": ""}},
		{money, map[string]string{"1.5..19.70": "1.5..19.70", "19.70": "19.70", "-3.5": "-3.5", "~1.234": "~1.234", "1.234": ""}},
		{grade, map[string]string{"2w": "2w", "2w [e]": "2w e", ">1": "", "3": ""}},
	} {
		for text, want := range test.cells {
			var cell report.Cell
			got := ""
			if problem, _ := readCell(test.measure, text, &cell); problem == "" {
				got = strings.Join(append([]string{cell.Code()}, cell.Marks...), " ")
			}
			if got != want {
				t.Errorf("%s %q: %q, want %q", test.measure.ID, text, got, want)
			}
		}
	}
}

// FuzzLoad: whatever stands in a dataset, it is read or its mistakes are told in one of the
// site's files, and never by a fault of our own.
func FuzzLoad(f *testing.F) {
	fsys := small(f)
	f.Add(string(fsys[arrests].Data), "")
	head, _, _ := strings.Cut(string(fsys[arrests].Data), "[table]\n")
	f.Add(head+"[table]\nfile = \"x.csv\"\nsource = \"police-2025\"\n", "year,sex,arrests\n2024,all,1\n")
	f.Add("[[dimension]]\n[[measure]]\n[[note]]\n[[conflict]]\n[[discrepancy]]\n[[statement]]\n[[revision]]\n"+
		"[[withdrawal]]\n[[unchanged]]\n[table]\nrows=[[]]\ncolumns=[]", "")
	f.Fuzz(func(t *testing.T, toml, csv string) {
		fsys[arrests] = &fstest.MapFile{Data: []byte(toml)}
		fsys["data/datasets/x.csv"] = &fstest.MapFile{Data: []byte(csv)}
		var problems source.Problems
		Load(fsys, Options{}, &problems)
		for _, fault := range problems.Faults() {
			t.Errorf("%s", fault)
		}
		for _, p := range problems.Sorted() {
			if fsys[p.File] == nil {
				t.Errorf("a problem in no file of the site: %s", p)
			}
		}
	})
}
