package command

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"vitrine/generator/sitetest"
)

// sentinels is a dataset whose figures can't come from anywhere else: of seven
// digits, with a threshold of four million. Of these, women of the north are few;
// a revision changed the south by few.
const sentinels = `title = "Counts"
status = "revised"
published = 2026-01-02
updated = 2026-01-05

[[dimension]]
id = "region"
title = "Region"
kind = "category"
total = "all"
members = [{ id = "all", title = "All" }, { id = "north", title = "North" }, { id = "south", title = "South" }, { id = "west", title = "West" }]

[[dimension]]
id = "sex"
title = "Sex"
kind = "category"
total = "all"
members = [{ id = "all", title = "All" }, { id = "women", title = "Women" }, { id = "men", title = "Men" }]

[[measure]]
id = "n"
title = "Counted"
unit = "persons"
people = true

[[measure]]
id = "rate"
title = "Rate"
unit = "per million"
decimals = 1
people = false
derived_from = ["n"]

[table]
columns = ["region", "sex", "source", "n", "rate"]
rows = [
%s]

[[note]]
where = { region = "north" }
mark = "p"
text = "Counted in spring."

[[revision]]
id = "r1"
date = 2026-01-05
kind = "correction"
was = 8281828
where = { region = "south", sex = "all" }
measures = ["n"]
reason = "A list was counted twice."

[disclosure]
threshold = 4000000
`

const sentinelArticle = "+++\ntitle = \"Counts\"\nsummary = \"[](value:counts/n?region=north&sex=women) and [](value:counts/n?region=north&sex=men).\"\ndate = 2026-01-02\n+++\n\n" +
	"In the north [](value:counts/n?region=north&sex=women), [](value:counts/n[sex=women]/n?region=north), [](value:counts/sum(n)?region=north&sex=!all), once [](value:counts/n?region=south&as_of=2026-01-03).\n\n" +
	"```chart\ntype = \"bar\"\ndata = \"counts\"\nx = \"region\"\ny = \"n\"\nseries = \"sex\"\ntitle = \"Bars\"\nalt = \"Bars.\"\nid = \"bars\"\n```\n\n" +
	"```chart\ntype = \"horizontal-bar\"\ndata = \"counts\"\nx = \"region\"\ny = \"rate\"\nseries = \"sex\"\ntitle = \"Rates\"\nalt = \"Bars.\"\nid = \"rates\"\n```\n\n" +
	"```chart\ntype = \"line\"\ndata = \"counts\"\nx = \"region\"\ny = \"n\"\nseries = \"sex\"\ntitle = \"Points\"\nalt = \"Points.\"\nid = \"points\"\n```\n\n" +
	"```table\ndata = \"counts\"\ntitle = \"Table\"\nid = \"table\"\nrows = \"region\"\nacross = \"sex\"\ncell = \"n\"\n```\n\n" +
	"```headline\n[[item]]\nfigure = \"[](value:counts/n?region=north&sex=women)\"\nlabel = \"women of the north\"\n```\n"

// TestSentinels plants figures in withheld cells, primary and secondary, and looks
// for them in every byte that is written: pages, pictures, files, what is printed,
// the cache, and what a release keeps.
func TestSentinels(t *testing.T) {
	sitetest.Packages(t)
	dir := t.TempDir()
	cacheDir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cacheDir)
	if err := sitetest.CopyMissing("../testdata/base", dir, func(name string) bool { return name != "arrests.toml" && name != "first.md" }); err != nil {
		t.Fatal(err)
	}
	if err := sitetest.CopyMissing("../../templates", filepath.Join(dir, "templates"), func(name string) bool { return name != "node_modules" }); err != nil {
		t.Fatal(err)
	}
	sitetest.LinkPackages(t, dir)
	inner := map[[2]string]int{{"north", "women"}: 3141593, {"north", "men"}: 7182819, {"south", "women"}: 5772157, {"south", "men"}: 6180340, {"west", "women"}: 9159655, {"west", "men"}: 8414709}
	rows, values := "", map[[2]string]int{}
	for key, v := range inner {
		for _, k := range [][2]string{key, {"all", key[1]}, {key[0], "all"}, {"all", "all"}} {
			values[k] += v
		}
	}
	for _, region := range []string{"all", "north", "south", "west"} {
		for _, sex := range []string{"all", "women", "men"} {
			v := values[[2]string{region, sex}]
			rows += fmt.Sprintf("  [%q, %q, \"police\", { value = %d, note = \"A note on [%d](plain:).\" }, %d.5],\n", region, sex, v, v, v/7)
		}
	}
	for name, text := range map[string]string{"data/datasets/counts.toml": fmt.Sprintf(sentinels, rows), "content/reports/counts.md": sentinelArticle} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	site, err := os.ReadFile(filepath.Join(dir, "data/site.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data/site.toml"), bytes.Replace(site, []byte("strict_figures = true"), nil, 1), 0o644); err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	key := filepath.Join(t.TempDir(), "key")
	for _, args := range [][]string{{"check", "--json", "-C", dir}, {"build", "-C", dir}, {"release", "-C", dir, "--new-key", key}, {"release", "-C", dir, "--key", key, "--date", "2026-01-06"},
		{"check", "-C", dir, "--since", dir}, {"verify", filepath.Join(dir, "public")}} {
		if code := runMain(args, &printed, &printed); code != 0 {
			t.Fatalf("%v: %d\n%s", args, code, printed.String())
		}
	}
	// Which figures are withheld is read from what was published.
	file, err := os.ReadFile(filepath.Join(dir, "public/data/counts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(records[0], name) }
	forbidden := []string{"8281828", "8,281,828"}
	withheld := 0
	for _, r := range records[1:] {
		v := values[[2]string{r[column("region")], r[column("sex")]}]
		if r[column("n")] != "" {
			continue
		}
		withheld++
		rate := strconv.Itoa(v / 7)
		forbidden = append(forbidden, strconv.Itoa(v), grouped(v), rate, grouped(v/7))
		if r[column("rate")] != "" || r[column("n_marks")] != "c" || r[column("rate_marks")] != "c" {
			t.Errorf("%v", r)
		}
	}
	if withheld < 4 {
		t.Fatalf("only %d figures are withheld: %s", withheld, file)
	}
	places := 0
	// Digests are made of nonces that are drawn by lot, so that now and then one
	// holds the digits of a figure by chance.
	digest := regexp.MustCompile(`[0-9a-f]{16,}`)
	look := func(where string, text []byte) {
		places++
		text = digest.ReplaceAll(text, nil)
		for _, f := range forbidden {
			if bytes.Contains(text, []byte(f)) {
				t.Errorf("%s holds %s", where, f)
			}
		}
	}
	look("what is printed", printed.Bytes())
	for _, root := range []string{filepath.Join(dir, "public"), filepath.Join(dir, "data/releases"), cacheDir} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(name)
			look(name, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if places < 45 {
		t.Errorf("looked at %d places", places)
	}
	// What is published is there, so that the search can find something.
	page, err := os.ReadFile(filepath.Join(dir, "public/data/counts/index.html"))
	if err != nil || !bytes.Contains(page, []byte(grouped(values[[2]string{"all", "all"}]))) && !bytes.Contains(page, []byte(grouped(values[[2]string{"west", "all"}]))) {
		t.Errorf("nothing is published: %v", err)
	}
}

// grouped writes a number as pages do.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
