package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestReadme builds the first report that the README tells to write, and makes
// the mistake that it shows.
func TestReadme(t *testing.T) {
	packages(t)
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files := mini(t)
	for name := range files {
		if !strings.HasPrefix(name, "templates/") {
			delete(files, name)
		}
	}
	example := regexp.MustCompile("(?ms)^`((?:data|content)/[^`]+)`:\n\n(`{3,4})[a-z]+\n(.*?)^(`{3,4})$")
	found := 0
	for _, m := range example.FindAllStringSubmatch(string(text), -1) {
		body := m[3]
		if m[2] == "````" && m[4] != "````" { // a block inside: to the longer fence
			rest := string(text[strings.Index(string(text), body):])
			body = rest[:strings.Index(rest, "\n````\n")+1]
		}
		files[m[1]] = &fstest.MapFile{Data: []byte(body)}
		found++
	}
	out, problems := produceQuiet(files)
	if found != 4 || out == nil || len(problems) > 0 {
		t.Fatalf("%d files in the README, %v", found, problems)
	}
	if page := pageText(t, out, "reports/arrests/index.html"); !strings.Contains(page, `<data value="296">296 more</data>`) {
		t.Error("the first report does not show its figure")
	}

	dir := t.TempDir()
	for _, part := range []string{"content", "data", "templates"} {
		if err := copyMissing("../"+part, filepath.Join(dir, part), func(n string) bool { return n != "node_modules" }); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(dir, "content/reports/joint-operation-2018.md")
	article, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, []byte(strings.Replace(string(article), "[1,332 suspects]", "[1,342 suspects]", 1)), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, problems = produceQuiet(os.DirFS(dir))
	if len(problems) != 1 || !strings.Contains(string(text), "\n"+problems[0].String()+"\n") {
		t.Errorf("the README does not show %v", problems)
	}
}
