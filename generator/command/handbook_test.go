package command

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
	"github.com/xuri/excelize/v2"

	"vitrine/generator/sitetest"
)

// block is an example in the handbook: TOML, or an article.
var block = regexp.MustCompile("(?ms)^```(toml|markdown|)\n(.*?)^```$")

// examplesOf returns the examples of a chapter that an editor writes into files.
func examplesOf(t *testing.T, name string) (list []string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range block.FindAllStringSubmatch(string(text), -1) {
		if m[1] != "" || strings.HasPrefix(m[2], "+++") {
			list = append(list, m[2])
		}
	}
	return list
}

// elsewhere are the chapters whose examples TestReadme and TestReportExamples build.
var elsewhere = map[string]bool{"first-report": true, "eu-report": true}

// TestHandbookExamples builds every example of the handbook that an editor writes into a file, in the site that
// handbook.txtar has for it.
func TestHandbookExamples(t *testing.T) {
	sitetest.Packages(t)
	names, err := filepath.Glob("../../content/handbook/*.md")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d chapters, %v", len(names), err)
	}
	sites := sitetest.Archive(t, "handbook.txtar")
	built := 0
	for _, name := range names {
		chapter := strings.TrimSuffix(filepath.Base(name), ".md")
		for i, example := range examplesOf(t, name) {
			number := fmt.Sprintf("%s/%d", chapter, i+1)
			variants := []string{example}
			switch {
			case elsewhere[chapter]:
				continue
			case number == "charts/1":
				variants = chartKeys(t, example)
			}
			for _, text := range variants {
				site, any := sitetest.Mini(t), false
				for file, contents := range sites {
					if path, ok := strings.CutPrefix(file, number+"/"); ok {
						site[path] = &fstest.MapFile{Data: []byte(strings.Replace(contents, "EXAMPLE\n", text, 1))}
						any = true
					}
				}
				maps.Copy(site, beside(t, number))
				if out, problems := sitetest.BuildQuiet(site); out == nil || !any {
					t.Errorf("%s: %v\n%s", number, problems, text)
				}
				built++
			}
		}
	}
	if built < 30 {
		t.Errorf("built %d examples", built)
	}
}

// beside are the files of an example that are no text, and the sources of all.
func beside(t *testing.T, number string) fstest.MapFS {
	t.Helper()
	sources := ""
	for _, id := range []string{"police", "office", "police-2025", "law-2015"} {
		sources += fmt.Sprintf("[%s]\npublisher = %[1]q\ntitle = \"Figures\"\naccessed = 2026-01-02\n\n", id)
	}
	files := fstest.MapFS{"data/sources.toml": {Data: []byte(sources)}}
	var b bytes.Buffer
	var err error
	switch number {
	case "articles/1":
		err = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 800, 400)), nil)
		files["content/reports/example/street.jpg"] = &fstest.MapFile{Data: b.Bytes()}
	case "charts/1":
		b.WriteString("month,kind,region,age,cases\n")
		for i := range 36 * 27 {
			month, kind, region, age := i/27, i/9%3, i/3%3, i%3
			fmt.Fprintf(&b, "%d-%02d,%s,%s,%s,%d\n", 2022+month/12, month%12+1, []string{"theft", "fraud", "all"}[kind],
				[]string{"north", "south", "all"}[region], []string{"young", "old", "all"}[age],
				[]int{2, 3, 5}[kind]*[]int{2, 3, 5}[region]*[]int{2, 3, 5}[age]*(10+month%7))
		}
		files["data/datasets/offences.csv"] = &fstest.MapFile{Data: b.Bytes()}
	case "charts/2":
		for _, name := range []string{"data/maps/mekong.toml", "data/maps/mekong.geojson"} {
			var text []byte
			if text, err = fs.ReadFile(os.DirFS("../.."), name); err != nil {
				break
			}
			text = bytes.ReplaceAll(text, []byte(`"natural-earth"`), []byte(`"office"`))
			files[name] = &fstest.MapFile{Data: text}
		}
	case "import/2":
		f := excelize.NewFile()
		defer f.Close()
		_, err = f.NewSheet("Table 1")
		for i, row := range [][]any{{"Region", "District", "Cases"}, {"Theft"}, {"North", "A", 4}, {"", "B", 5}, {"Fraud"},
			{"North", "A", 6}, {"", "B", 7}} {
			if err == nil {
				err = f.SetSheetRow("Table 1", fmt.Sprintf("A%d", i+1), &row)
			}
		}
		if err == nil {
			err = f.Write(&b)
		}
		files["data/datasets/regions.xlsx"] = &fstest.MapFile{Data: b.Bytes()}
	}
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// chartKeys are charts with one key each of the example that has all, and those that it goes with.
func chartKeys(t *testing.T, example string) (list []string) {
	t.Helper()
	var keys map[string]any
	if _, err := toml.Decode(example, &keys); err != nil {
		t.Fatal(err)
	}
	const (
		line  = "type = \"line\"\nx = \"month\"\n"
		lines = line + "series = \"kind\"\n"
		bars  = "type = \"bar\"\nx = \"region\"\nwhere = { month = \"2024-01\" }\n"
		stack = "type = \"stacked-bar\"\nx = \"region\"\nseries = \"kind\"\n" +
			"where = { month = \"2024-01\", kind = \"!all\" }\n"
	)
	goesWith := map[string]string{"type": line, "data": line, "x": line, "y": line, "series": line, "facet": line,
		"where": lines, "sum": line, "step": line, "fold": line, "axis": line, "annotations": lines,
		"highlight": lines, "sort": bars, "top": bars, "share": stack}
	for key := range keys {
		rest, own := goesWith[key], regexp.MustCompile(`(?ms)^`+key+` += (\[$.*?^\]|[^\n]*)\n`)
		if rest == "" {
			t.Errorf("nothing is built with the key %s of charts", key)
		}
		rest = own.ReplaceAllString(regexp.MustCompile(`(?m)^`+key+` = .*\n`).ReplaceAllString(rest, ""), "")
		for _, always := range []string{"data", "y"} {
			if key != always {
				rest += fmt.Sprintf("%s = %q\n", always, keys[always])
			}
		}
		list = append(list, rest+own.FindString(example))
	}
	return list
}

// TestHandbookCommands: each command of the handbook is one, and its help has the flags that are used.
func TestHandbookCommands(t *testing.T) {
	names, err := filepath.Glob("../../content/handbook/*.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)(?:^|&& |run: |` + "`" + `)(?:go run \./generator|vitrine) ([a-z]+)([^` + "`" + `&#\n]*)`)
	seen := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range line.FindAllStringSubmatch(string(text), -1) {
			help := program(t, 0, m[1], "--help")
			for _, flag := range regexp.MustCompile(`(?:^| )(--[a-z-]+|-[A-Z])\b`).FindAllStringSubmatch(m[2], -1) {
				if !strings.Contains(help, flag[1]) {
					t.Errorf("%s: vitrine %s has no %s", filepath.Base(name), m[1], flag[1])
				}
			}
			seen++
		}
	}
	if seen < 25 {
		t.Errorf("looked at %d commands", seen)
	}
}

// TestReportExamples builds what the chapter on the EU's report shows, in the site that its starter makes.
func TestReportExamples(t *testing.T) {
	found := examplesOf(t, "../../content/handbook/eu-report.md")
	if len(found) != 4 {
		t.Fatalf("the chapter has %d examples", len(found))
	}
	dir := filepath.Join(t.TempDir(), "report")
	program(t, 0, "new", "--profile", "eu-dsa-2024-2835", dir)
	change := func(file string, change func(text string) string) {
		name := filepath.Join(dir, file)
		text, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name, []byte(change(string(text))), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const appeals = "data/datasets/example/7_appeals_and_recidivism.csv"
	const measures = "data/datasets/example/6_own_initiative_TC.csv"
	change("data/datasets/example-4.toml", func(string) string { return found[0] })
	change("data/site.toml", func(text string) string {
		before, _, _ := strings.Cut(text, "[report.texts]")
		return before + found[1]
	})
	change("data/datasets/example-7.toml", func(text string) string { return text + "\n" + found[2] })
	change(appeals, func(text string) string { // seven fewer than were decided
		return strings.Replace(text, "bodies,Total number,44,", "bodies,Total number,33,", 1)
	})
	change("data/datasets/example-6.toml", func(text string) string {
		before, _, _ := strings.Cut(text, "[table]")
		return before + found[3]
	})
	change("data/sources.toml", func(text string) string {
		return text + "\n[database]\npublisher = \"Commission\"\ntitle = \"Statements\"\naccessed = 2027-02-20\n"
	})
	text, err := os.ReadFile(filepath.Join(dir, measures))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfterN(string(text), "\n", 3) // the head and the total
	sitetest.Put(t, dir, map[string]string{
		"data/datasets/example/database.csv": lines[0] +
			strings.Replace(lines[1], ",58935,", ",60012,", 1)})
	for _, file := range []string{"data/site.toml", "content/reports/2026.md"} { // a figure names whose it is
		change(file, func(text string) string {
			return strings.NewReplacer("measures?category=total)", "measures?category=total&source=example)",
				"](value:example-6/measures)", "](value:example-6/measures?source=example)",
				"](value:example-6/automated/measures)", "](value:example-6/automated/measures?source=example)").Replace(text)
		})
	}
	program(t, 0, "check", "-C", dir)
}
