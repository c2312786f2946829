package build

import (
	"bytes"
	"encoding/csv"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/bundle"
	"vitrine/generator/profile"
	"vitrine/generator/source"
)

// built are the files of the site of a filing, and what was told.
func (f *filing) built(t *testing.T) (map[string][]byte, []source.Problem) {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range f.files {
		files[name] = &fstest.MapFile{Data: text}
	}
	for id, rows := range f.tables {
		files[f.file(id)] = &fstest.MapFile{Data: profile.Sheet{Rows: rows}.CSV()}
	}
	var problems source.Problems
	var counts Counts
	site := Run(Input{Files: WithTemplates(files), Bundle: func(bundle.Script) []byte { return []byte("0") },
		Problems: &problems}, &counts)
	if site == nil {
		return nil, problems.Sorted()
	}
	out := map[string][]byte{}
	for _, name := range site.Out.Paths() {
		out[name], _ = site.Out.File(name)
	}
	return out, problems.Sorted()
}

// withPart adds text to the file of a part's dataset.
func (f *filing) withPart(id, text string) {
	name := "data/datasets/example-" + id + ".toml"
	f.files[name] = bytes.Replace(f.files[name], []byte("\n[table]"), []byte("\n"+text+"\n[table]"), 1)
}

// TestFilingFiles: a site offers its report in the form of the law, as it was put in, and tells where.
func TestFilingFiles(t *testing.T) {
	f := newFiling(t)
	out, problems := f.built(t)
	if out == nil {
		t.Fatal(problems)
	}
	for id := range f.tables {
		name := "filings/example/" + strings.TrimPrefix(f.file(id), "data/datasets/example/")
		if want := (profile.Sheet{Rows: f.tables[id]}).CSV(); !bytes.Equal(out[name], want) {
			t.Errorf("%s differs from what was put in", name)
		}
		if !strings.Contains(string(out["filings/example/index.html"]), "/"+name) {
			t.Errorf("the page does not lead to %s", name)
		}
	}
	if !bytes.Contains(out["filings/example/11_qualitative.csv"], []byte("Whoever is affected can object")) ||
		!bytes.Contains(out["filings/example/2_categories_names.csv"], []byte("Offers whose trader")) ||
		!bytes.Contains(out["filings/example/1_report_identification.csv"], []byte(",2027-02-20\r\n")) {
		t.Error("the texts are not in the files")
	}
	if !bytes.Contains(out["filings/example/index.html"], []byte(`<li value="11">`)) {
		t.Error("a part has not the number of the law")
	}
	if !bytes.Contains(out["data/example-4/index.html"], []byte("/filings/example/")) {
		t.Error("a part does not lead to its report")
	}
	again, _ := f.built(t)
	if !maps.EqualFunc(out, again, bytes.Equal) {
		t.Error("two builds differ")
	}
}

// TestModeratorsAreProtected: small counts of people that a law asks for are withheld where the editor says that
// they are people, blank in its files, and told.
func TestModeratorsAreProtected(t *testing.T) {
	f := newFiling(t)
	f.withPart("9", `people = ["internal", "external", "speakers"]`)
	f.files["data/site.toml"] = append(f.files["data/site.toml"],
		"\n[disclosure]\nmethod = \"suppress\"\nthreshold = 5\nseed = \"0123456789abcdef\"\n"...)
	row := f.pick9(t, "mt")
	f.tables["9"][row][6] = "3"
	out, problems := f.built(t)
	if out == nil {
		t.Fatal(problems)
	}
	if !slices.ContainsFunc(problems, func(p source.Problem) bool {
		return p.Warning && strings.Contains(p.Text, "withheld to protect people, and blank in its files: part 9")
	}) {
		t.Errorf("it is not told: %v", problems)
	}
	rows, err := csv.NewReader(bytes.NewReader(out["filings/example/9_human_resources.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if rows[row][6] != "" || rows[row][7] != "Withheld to protect people." {
		t.Errorf("the row of Maltese: %q", rows[row])
	}
	if !bytes.Contains(out["data/example-9/index.html"], []byte("[c]")) {
		t.Error("the page shows no [c]")
	}
}

func (f *filing) pick9(t *testing.T, language string) int {
	t.Helper()
	list := f.rows("9", func(row []string) bool { return row[5] == language })
	if len(list) != 1 {
		t.Fatalf("%d rows of %s", len(list), language)
	}
	return list[0]
}

// TestUpdateIsMarked: a declared revision stands in the file of changes, with both figures, its day and its reason.
func TestUpdateIsMarked(t *testing.T) {
	f := newFiling(t)
	row := f.rows("7", of("Suspensions imposed on repeated offenders"))[0]
	f.tables["7"][row][6] = "615"
	f.files["data/datasets/example-7.toml"] = bytes.Replace(f.files["data/datasets/example-7.toml"],
		[]byte("updated   = 2027-02-20"), []byte("published = 2027-02-20\nupdated   = 2027-04-02"), 1)
	f.files["data/datasets/example-7.toml"] = append(f.files["data/datasets/example-7.toml"], `
[[revision]]
id       = "recount"
date     = 2027-04-02
kind     = "correction"
by       = "Example Market Ltd"
reason   = "Two suspensions were counted twice: counted again by hand."
where    = { matter = "suspended_content" }
measures = ["number"]
was      = 613
`...)
	out, problems := f.built(t)
	if out == nil {
		t.Fatal(problems)
	}
	want := "2027-04-02,7,Number of suspensions enacted for the provision of manifestly illegal content / Total number," +
		"Value,613,615," +
		"Two suspensions were counted twice: counted again by hand.,Example Market Ltd\r\n"
	if got := string(out["filings/example/0_changes.csv"]); !strings.HasSuffix(got, want) {
		t.Errorf("changes: %q", got)
	}
	older := string(out["filings/example/2027-02-20/7_appeals_and_recidivism.csv"])
	if now := string(out["filings/example/7_appeals_and_recidivism.csv"]); !strings.Contains(now, ",615,") ||
		strings.Replace(now, ",615,", ",613,", 1) != older {
		t.Error("the version before is not kept as it was")
	}
	if page := string(out["filings/example/index.html"]); !strings.Contains(page, "2027-02-20/example.xlsx") ||
		!strings.Contains(page, "0_changes.csv") || !strings.Contains(page, "2 April 2027") {
		t.Error("the page does not tell of the update")
	}
}

// TestRivalOfReport: what a public database says stands beside the report's own figures, with the reason, and the
// files of the report have its own.
func TestRivalOfReport(t *testing.T) {
	f := newFiling(t)
	rival := [][]string{f.tables["6"][0], slices.Clone(f.tables["6"][1])}
	rival[1][5] = "60112"
	for i := 6; i < len(rival[1]); i++ {
		rival[1][i] = ""
	}
	f.files["data/datasets/example/database.csv"] = profile.Sheet{Rows: rival}.CSV()
	name := "data/datasets/example-6.toml"
	head, _, _ := strings.Cut(string(f.files[name]), "[table]")
	f.files[name] = []byte(head + `[table]
files = [
  { file = "example/6_own_initiative_TC.csv", source = "example" },
  { file = "example/database.csv", source = "database" },
]

[[conflict]]
differs  = "value"
measures = ["measures"]
where    = { category = "total" }
reason   = "The database counts a measure once for each restriction."
`)
	f.files["data/sources.toml"] = append(f.files["data/sources.toml"],
		"\n[database]\npublisher = \"European Commission\"\ntitle = \"Statements of reasons\"\naccessed = 2027-03-01\n"...)
	for _, from := range []string{
		"value:example-6/measures?category=total",
		"value:example-6/automated/measures?category=total",
	} {
		home := string(f.files["data/site.toml"])
		f.files["data/site.toml"] = []byte(strings.ReplaceAll(home, from, from+"&source=example"))
	}
	text := strings.NewReplacer("value:example-6/measures)", "value:example-6/measures?source=example)",
		"value:example-6/automated/measures)", "value:example-6/automated/measures?source=example)",
		"value:example-6/removed/measures>1/2)", "value:example-6/removed/measures>1/2?source=example)",
	).Replace(string(f.files["content/reports/2026.md"]))
	text += "\nThe Commission's database says [60,112](value:example-6/measures?source=database).\n"
	f.files["content/reports/2026.md"] = []byte(text)
	out, problems := f.built(t)
	if out == nil {
		t.Fatal(problems)
	}
	page := string(out["data/example-6/index.html"])
	if !strings.Contains(page, "60,112") || !strings.Contains(page, "once for each restriction") {
		t.Error("the page does not show the rival")
	}
	if strings.Contains(string(out["filings/example/6_own_initiative_TC.csv"]), "60112") {
		t.Error("the report's file has the rival's figure")
	}
}

// TestDaysOfReports: what does not fit in the days of a report is advice, of the data and not of a clock.
func TestDaysOfReports(t *testing.T) {
	for answers, want := range map[string]string{
		"published = 2027-02-28":                         "",
		"published = 2027-03-01":                         "the report was published later than 2 months after its period",
		"published = 2026-12-30":                         "the report was published before its period ended",
		"published = 2027-02-20\nprevious  = 2027-02-20": "the report before was published no earlier than this one",
		"published = 2027-02-20\nprevious  = 2026-02-20": "",
	} {
		f := newFiling(t)
		f.files["data/site.toml"] = bytes.Replace(f.files["data/site.toml"],
			[]byte("published = 2027-02-20"), []byte(answers), 1)
		var said []string
		for _, p := range f.problems(t) {
			if !p.Warning {
				t.Errorf("%s: %v", answers, p)
			}
			said = append(said, p.Text)
		}
		if text := strings.Join(said, "; "); text != want {
			t.Errorf("%s: %q, want %q", answers, text, want)
		}
	}
}
