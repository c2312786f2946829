package command

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/release"
	"vitrine/generator/report"

	"vitrine/generator/sitetest"
)

// TestSampleSite looks at what makes the sample site one: its facts in
// their places, its charts, and nothing smaller than the gate lets through.
func TestSampleSite(t *testing.T) {
	model, _, documents := sitetest.Bound(t, os.DirFS("../.."))
	types, charts, digits := map[string]bool{}, 0, 0
	for _, d := range documents {
		for _, text := range d.Texts() {
			digits += text.Digits
		}
		for _, b := range d.Body.Blocks {
			if c, ok := b.(*report.Chart); ok {
				charts++
				types[c.Type] = true
			}
		}
	}
	if len(documents) < 5 || charts < 8 || len(types) < 5 || digits < 100 {
		t.Errorf("%d articles, %d charts of %d types, %d runs of digits looked at", len(documents), charts, len(types), digits)
	}

	if d := model.Dataset("uk-victims"); len(d.Rows) != 429 {
		t.Errorf("uk-victims has %d rows, the publisher's file 429", len(d.Rows))
	}

	site := sitetest.Sample(t)
	for name, wants := range map[string][]string{
		"reports/joint-operation-2018/index.html": {"<data value=\"1332\">1,332\u00a0suspects</data>",
			`<data value="1322">1,322</data>`, "June to December 2018", "[c]"},
		"data/joint-operation-2018/index.html":       {"1,332", "1,322", "&gt;\u202f1,100", "Where the sources differ", "≠"},
		"data/mekong-patrols.csv":                    {"vessels_notes", "Chinese vessels only."},
		"data/mekong-patrols.json":                   {"Chinese vessels only.", "Most patrols were not found"},
		"data/mekong-patrols/index.html":             {"&gt;\u202f514", "256", `[f]`, "Chinese vessels only"},
		"data/mekong-patrol-totals/index.html":       {"582.28", "&gt;\u202f4,600", "≈\u202f28,800,000"},
		"data/tip-ratings/index.html":                {"Tier 2 Watch List", "Hua Chunying", "disputes"},
		"data/dna-matches/index.html":                {"730", "2,348", "&gt;\u202f1,400"},
		"data/uk-victims.csv":                        {"2021,all,all,ons-2022,11387", "2009,male,all,ons-2022,76"},
		"data/china-viet-nam-2016.csv":               {"2016,chinadaily-2017,184,290,207,,c,8"},
		"sources/ons-2022/index.html":                {"291 figures rest on this source"},
		"corrections/index.html":                     {"Until 25 November 2026 this report gave the length of the 81st patrol", "Revised without an explanation", "26 figures revised"},
		"feed.xml":                                   {"<title>One operation, two totals</title>", "1,332"},
		"sitemap.xml":                                {"<loc>https://example.org/mekong-record/reports/uk-victims/</loc>"},
		"robots.txt":                                 {"Sitemap: https://example.org/mekong-record/sitemap.xml"},
		"data/uk-victims/datapackage.json":           {`"hash": "sha256:`, `"name": "victims"`},
		"404.html":                                   {`content="noindex"`},
		"topics/police-work/index.html":              {"A decade of patrols on the Mekong"},
		"reports/mekong-patrols/index.html":          {"at least 748 km", "Hollow marks"},
		"reports/uk-victims/index.html":              {"more than doubled", "more than three quarters", "11,371"},
		"data/uk-victims/index.html":                 {"revised without an explanation", "[c]", "Version of 21 September 2022", `id="was-revision-2022-09-27.2021.all.all.victims">11,371</td>`},
		"reports/tip-ratings/index.html":             {`id="tip-grid"`, "Zhang Zhiwei"},
		"reports/dna-database/index.html":            {`"areaStyle"`, "97%"},
		"about/index.html":                           {"What you can do with it"},
		"reports/index.html":                         {"Each report looks at one subject"},
		"data/joint-operation-2018/datapackage.json": {"suspects_foreign"},
	} {
		text := sitetest.Page(t, site, name)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not show %q", name, want)
			}
		}
	}
	for _, name := range site.Paths() {
		text, _ := site.File(name)
		if strings.HasSuffix(name, ".json") && !json.Valid(text) {
			t.Errorf("%s is no JSON", name)
		}
		if strings.HasSuffix(name, ".html") && bytes.Contains(text, []byte("%!")) {
			t.Errorf("%s has a broken format", name)
		}
	}
}

// TestSameBytes builds the sample site in two folders, on one processor and on
// many, in two time zones and languages: every byte is the same.
func TestSameBytes(t *testing.T) {
	sitetest.Packages(t)
	trees := make([]map[string]string, 2)
	for i, env := range [][]string{
		{"GOMAXPROCS=1", "TZ=UTC", "LANG=C"},
		{"GOMAXPROCS=8", "TZ=Asia/Shanghai", "LANG=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8"},
	} {
		dir := filepath.Join(t.TempDir(), strings.Repeat("deeper/", i), "site")
		for _, part := range []string{"content", "data", "templates"} {
			if err := sitetest.CopyMissing("../../"+part, filepath.Join(dir, part), func(n string) bool { return n != "node_modules" }); err != nil {
				t.Fatal(err)
			}
		}
		sitetest.LinkPackages(t, dir)
		vitrine(t, dir, env, "build")
		trees[i] = sitetest.FilesOf(t, filepath.Join(dir, "public"))
	}
	if len(trees[0]) < 100 || len(trees[0]) != len(trees[1]) {
		t.Fatalf("%d and %d files", len(trees[0]), len(trees[1]))
	}
	for name, text := range trees[0] {
		if trees[1][name] != text {
			t.Errorf("%s differs between the two builds", name)
		}
	}
}

// vitrine runs the program itself as a process of its own.
func vitrine(t testing.TB, dir string, env []string, args ...string) {
	t.Helper()
	if out, err := process(t, dir, env, args...).CombinedOutput(); err != nil {
		t.Fatalf("vitrine %v: %v\n%s", args, err, out)
	}
}

func process(t testing.TB, dir string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "VITRINE_SELF=1"), env...)
	return cmd
}

// TestSampleReleases holds the sample's releases against their log. Others may
// sign with its key, which the handbook tells.
func TestSampleReleases(t *testing.T) {
	store, mistakes := release.ReadStore(os.DirFS("../.."))
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	if len(store.Releases) < 2 {
		t.Errorf("%d releases", len(store.Releases))
	}
	readme, err := os.ReadFile("../../content/handbook/releases.md")
	if err != nil || !strings.Contains(string(readme), "PRIVATE+KEY+"+store.Log().Key.Name+"+"+store.Log().Key.Hash()) {
		t.Errorf("the handbook does not tell the throwaway key: %v", err)
	}
}
