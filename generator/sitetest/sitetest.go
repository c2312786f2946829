// Package sitetest makes the sites that tests of other rooms look at: mini-sites that lay a few
// files over one base, the sample site, and generated ones. Its paths are those of a package that
// stands beside it.
package sitetest

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/bind"
	"vitrine/generator/build"
	"vitrine/generator/bundle"
	"vitrine/generator/cache"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/npm"
	"vitrine/generator/output"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Root is the project's folder.
const Root = "../.."

const (
	testdata  = "../testdata"
	base      = testdata + "/base"
	templates = Root + "/templates"
)

// CacheKey keeps tests from making a key in the folders of whoever runs them.
const CacheKey = "the key of the cache in tests"

// Mini is the site in testdata/base, with the project's templates, in memory.
func Mini(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, part := range [][2]string{{base, ""}, {templates, "templates/"}} {
		from, to := part[0], part[1]
		err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && d.Name() == "node_modules" {
					return fs.SkipDir
				}
				return err
			}
			text, err := os.ReadFile(name)
			rel, _ := filepath.Rel(from, name)
			files[to+filepath.ToSlash(rel)] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// Build makes a site in memory, or reports what is wrong and returns nil.
func Build(files fs.FS, problems *source.Problems) *output.Site {
	site := build.Run(build.Input{Files: files, Bundle: Bundler(problems), Store: Cache(), Problems: problems},
		new(build.Counts))
	if site == nil {
		return nil
	}
	return site.Out
}

// BuildQuiet is Build that returns the problems. It panics at a mistake of the program's own.
func BuildQuiet(files fs.FS) (*output.Site, []source.Problem) {
	var problems source.Problems
	out := Build(files, &problems)
	for _, p := range problems.Sorted() {
		if p.Text == source.OwnMistake {
			panic(p.String())
		}
	}
	return out, problems.Sorted()
}

// Bound reads a site and binds its figures: the model of what may be published, and the articles
// as they are written.
func Bound(t testing.TB, files fs.FS) (*report.Site, *locale.Locale, []*report.Document) {
	t.Helper()
	var problems source.Problems
	data := build.ReadData(files, false, nil, nil, new(build.Counts), &problems)
	if data == nil {
		t.Fatal(problems.Sorted())
	}
	words := locale.New(data.Site)
	binder := bind.New(data.Site, words)
	report.Attach(binder.Data(&problems).Figures)
	articles := load.NewArticles(files, data.Site, data.Reader)
	var documents []*report.Document
	for _, name := range articles.Names(&problems) {
		if d := articles.Read(name, &problems); d != nil && !d.Draft {
			report.Attach(binder.Article(d, &problems).Figures)
			documents = append(documents, d)
		}
	}
	if problems.Failed() {
		t.Fatal(problems.Sorted())
	}
	return data.Site, words, documents
}

// Case is a site on which an issue was filed, with the project's templates. It stands beside the project,
// and the test is skipped where it does not.
func Case(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	dir := os.DirFS(Root + "/../shared/cases/" + name)
	if _, err := fs.Stat(dir, "NOTE.md"); err != nil {
		t.Skip("../shared/cases is missing: the reported sites are not looked at")
	}
	files := fstest.MapFS{}
	for _, part := range []string{"content", "data"} {
		err := fs.WalkDir(dir, part, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && path == part {
				return nil // the case has none
			}
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(dir, path)
			files[path] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, f := range Mini(t) {
		if strings.HasPrefix(path, "templates/") {
			files[path] = f
		}
	}
	return files
}

// Blocks is a mini-site with one of each block and each type of chart.
func Blocks(t testing.TB) fstest.MapFS { return FromArchive(t, "good/blocks.txtar") }

// FromArchive is the mini-site with the content and data of an archive over it.
func FromArchive(t testing.TB, archive string) fstest.MapFS {
	t.Helper()
	base := Mini(t)
	for name, text := range Archive(t, archive) {
		if strings.HasPrefix(name, "data/") || strings.HasPrefix(name, "content/") {
			base[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return base
}

// BuiltBlocks is the site of Blocks.
func BuiltBlocks(t testing.TB) *output.Site { return Built(t, Blocks(t)) }

// Built makes a site of files with nothing to complain of but warnings.
func Built(t testing.TB, files fstest.MapFS) *output.Site {
	t.Helper()
	Packages(t)
	out, problems := BuildQuiet(files)
	if out == nil {
		t.Fatal(problems)
	}
	return out
}

// Archive reads the files of an archive in testdata.
func Archive(t testing.TB, name string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testdata, name))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	parts := regexp.MustCompile(`(?m)^-- (.+) --\n`).FindAllStringSubmatchIndex(string(text), -1)
	for i, m := range parts {
		end := len(text)
		if i+1 < len(parts) {
			end = parts[i+1][0]
		}
		files[string(text[m[2]:m[3]])] = string(text[m[1]:end])
	}
	return files
}

// Sampled reports whether what is done many times is done a few times: everywhere but in CI's own run
// of all tests.
func Sampled() bool { return os.Getenv("VITRINE_CI") == "" || testing.Short() }

// Packages fetches the npm packages once for all tests that draw charts.
func Packages(t testing.TB) {
	t.Helper()
	var problems source.Problems
	if !npm.Ready(templates, npm.Build, t.Logf, &problems) {
		if _, err := exec.LookPath("npm"); err != nil && os.Getenv("VITRINE_CI") == "" {
			t.Skip("npm is not installed, and templates/node_modules is missing: charts can't be built")
		}
		t.Fatal(problems.Sorted())
	}
}

// Sample builds the sample site in memory.
func Sample(t testing.TB) *output.Site {
	t.Helper()
	Packages(t)
	var problems source.Problems
	out := Build(os.DirFS(Root), &problems)
	if list := problems.Sorted(); out == nil || len(list) > 0 {
		t.Fatalf("the sample site: %v", list)
	}
	return out
}

// Cache lets tests share what they draw with each other and with the next
// run, as builds do.
func Cache() *cache.Folder {
	return cache.In(filepath.Join(os.TempDir(), "vitrine-tests"), []byte(CacheKey))
}

// Bundler bundles with the packages of the project.
func Bundler(problems *source.Problems) func(bundle.Script) []byte {
	return npm.Open(Root, npm.Build, Cache(), func(string, ...any) {}, problems).Bundle
}

// Page is what a file of a site holds.
func Page(t testing.TB, site *output.Site, name string) string {
	t.Helper()
	text, ok := site.File(name)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return string(text)
}

// LinkPackages lets a folder use the project's npm packages.
func LinkPackages(t testing.TB, dir string) {
	t.Helper()
	modules, err := filepath.Abs(filepath.Join(templates, "node_modules"))
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "templates"), 0o755)
	}
	if err == nil {
		err = os.Symlink(modules, filepath.Join(dir, "templates", "node_modules"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Complete completes a mini-site: files that are there already stay.
func Complete(dir string) error {
	for i := range 60 { // enough for a second page of their list
		name := filepath.Join(dir, "content", "many", fmt.Sprintf("n%d.md", i))
		if !Exists(filepath.Dir(name)) {
			break
		}
		text := fmt.Sprintf("+++\ntitle = \"Report n%d\"\nsummary = \"x\"\ndate = 2025-01-02\n+++\n\n"+
			"[1,500](value:arrests/arrests?year=2024)\n", i)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if pictures := filepath.Join(dir, "content", "reports", "big"); Exists(pictures) {
		var dot bytes.Buffer
		if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(pictures, "dot.png"), dot.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if err := CopyMissing(base, dir, func(string) bool { return true }); err != nil {
		return err
	}
	if err := CopyMissing(templates, filepath.Join(dir, "templates"),
		func(name string) bool { return name != "node_modules" }); err != nil {
		return err
	}
	return edit(dir)
}

// Exists reports whether there is a file or folder.
func Exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// CopyMissing copies a folder, but for what is wanted by nobody or there already.
func CopyMissing(from, to string, wanted func(name string) bool) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if !wanted(d.Name()) {
			return filepath.SkipDir
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		contents, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, contents, 0o644)
	})
}

// Generated is a site of n articles with two charts each, from n/50 datasets
// whose figures follow from their numbers: the same n gives the same site.
func Generated(t testing.TB, n int) fstest.MapFS { return GeneratedOf(t, n, max(1, n/50)) }

// GeneratedOf is the same with as many datasets as are asked for.
func GeneratedOf(t testing.TB, n, datasets int) fstest.MapFS {
	t.Helper()
	files := Mini(t)
	for d := range datasets {
		var b strings.Builder
		fmt.Fprintf(&b, "title = \"Series n%d\"\nstatus = \"final\"\nupdated = 2026-01-02\nstandalone = true\n", d)
		b.WriteString("[[dimension]]\nid = \"year\"\ntitle = \"Year\"\nkind = \"period\"\n" +
			"[[dimension]]\nid = \"area\"\ntitle = \"Area\"\nkind = \"category\"\n" +
			"[[measure]]\nid = \"cases\"\ntitle = \"Cases\"\nunit = \"cases\"\npeople = false\n" +
			"[table]\ncolumns = [\"year\", \"area\", \"source\", \"cases\"]\nrows = [\n")
		for year := 2000; year < 2018; year++ {
			for area := range 3 {
				fmt.Fprintf(&b, "  [\"%d\", \"a%d\", \"police\", %d],\n", year, area, 1000+year%7*100+area*10+d)
			}
		}
		b.WriteString("]\n")
		files[fmt.Sprintf("data/datasets/d%d.toml", d)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	words := strings.Repeat("The office counts the cases that it opens in a year and area, "+
		"and says how it does so. ", 33) // 600 words
	for i := range n {
		d, value := i%datasets, 1000+2003%7*100+10+i%datasets
		text := fmt.Sprintf("+++\ntitle = \"Report n%d\"\nsummary = \"What was counted.\"\n"+
			"date = 20%02d-0%d-1%d\ntopics = [\"t%d\"]\n+++\n\n"+
			"There were [%d cases](value:d%d/cases?year=2003&area=a1).\n\n"+
			"## How\n\n%s\n\n"+
			"| Area | Cases |\n|------|------:|\n| One  | [%d](value:d%d/cases?year=2003&area=a1) |\n\n",
			i, i%20, 1+i%9, i%10, i%25, value, d, words, value, d)
		for c, kind := range []string{"line", "bar"} {
			where := "area = \"a1\""
			if kind == "line" {
				where = "year = \"!2017\""
			}
			series := map[string]string{"line": "series = \"area\"\n"}[kind]
			text += fmt.Sprintf("```chart\ntype = %q\ndata = \"d%d\"\nx = \"year\"\ny = \"cases\"\n%swhere = { %s }\n"+
				"title = \"Cases by year\"\nalt = \"The figures by year.\"\nid = \"c%d-%d\"\n```\n\n",
				kind, d, series, where, i, c)
		}
		files[fmt.Sprintf("content/s%d/n%d.md", i%10, i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// FilesOf reads a folder.
func FilesOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		list[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Put writes files into a folder.
func Put(t testing.TB, dir string, list map[string]string) {
	t.Helper()
	for name, text := range list {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Copied is a copy of a folder.
func Copied(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// Hostile are texts that break out where something forgets to escape.
var Hostile = []string{
	`</script><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `{{.Site}}`,
	`__f__function(){alert(1)}__f__`, `]]><x/>`, `--><b>`, `&lt;script&gt;`, `<!--`, `${alert(1)}`, `=1+1`, "a`b",
	`\u003cscript\u003e`, `{c} {a|x}`, `%s%n`,
}
