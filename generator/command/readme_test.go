package command

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"vitrine/generator/sitetest"
)

// TestReadme makes the mistake that the README shows, and builds the first report of the handbook.
func TestReadme(t *testing.T) {
	sitetest.Packages(t)
	readme, err := os.ReadFile("../../README.md")
	if words := len(strings.Fields(string(readme))); err != nil || words >= 900 {
		t.Errorf("the README has %d words, %v", words, err)
	}
	text, err := os.ReadFile("../../content/handbook/first-report.md")
	if err != nil {
		t.Fatal(err)
	}
	files := sitetest.Mini(t)
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
	out, problems := sitetest.BuildQuiet(files)
	if found != 4 || out == nil || len(problems) > 0 {
		t.Fatalf("%d files in the handbook, %v", found, problems)
	}
	page := sitetest.Page(t, out, "reports/arrests/index.html")
	if !strings.Contains(page, "<data value=\"296\">296\u00a0more</data>") {
		t.Error("the first report does not show its figure")
	}

	dir := t.TempDir()
	for _, part := range []string{"content", "data", "templates"} {
		if err := sitetest.CopyMissing("../../"+part, filepath.Join(dir, part), func(n string) bool { return n != "node_modules" }); err != nil {
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
	_, problems = sitetest.BuildQuiet(os.DirFS(dir))
	if len(problems) != 1 || !strings.Contains(string(readme), "\n"+problems[0].String()+"\n") {
		t.Errorf("the README does not show %v", problems)
	}
}

// TestWorkflow runs the commands of the handbook's workflow as a runner would, in
// a clone whose pushes go somewhere.
func TestWorkflow(t *testing.T) {
	for _, tool := range []string{"bash", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("VITRINE_CI") != "" {
				t.Fatal(tool + " is not installed")
			}
			t.Skip(tool + " is not installed")
		}
	}
	text, err := os.ReadFile("../../content/handbook/releases.md")
	if err != nil {
		t.Fatal(err)
	}
	yaml := regexp.MustCompile("(?s)```yaml\n(name: Release.*?)```").FindSubmatch(text)
	if yaml == nil {
		t.Fatal("there is no workflow in the handbook")
	}
	var commands []string
	for _, m := range regexp.MustCompile(`(?m)^( *)(?:- )?run: (?:\|\n((?:        .*\n)+)|(.*)\n)`).FindAllStringSubmatch(string(yaml[1]), -1) {
		commands = append(commands, m[2]+m[3])
	}
	if len(commands) != 2 || !strings.Contains(commands[0], "$TITLE") || !strings.Contains(commands[1], "push\n") {
		t.Fatalf("%q", commands)
	}
	pinned := regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+(\.[0-9]+)*$`)
	for _, m := range regexp.MustCompile(`uses: (.*)`).FindAllStringSubmatch(string(text), -1) {
		if !pinned.MatchString(m[1]) {
			t.Errorf("an action is not named by its commit: %s", m[1])
		}
	}
	for _, want := range []string{"\npermissions: { contents: read }\n", "with: { persist-credentials: false }"} {
		if !strings.Contains(string(yaml[1]), want) {
			t.Errorf("the workflow has no %q", want)
		}
	}
	dir, keyFile, _ := releasedSite(t)
	key, err := os.ReadFile(keyFile)
	self, err2 := os.Executable()
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	script := func(dir, commands string) string {
		t.Helper()
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", strings.ReplaceAll(commands, "go run ./generator", self))
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "VITRINE_SELF=1", "VITRINE_KEY="+string(key), "TITLE=What it's called", "TOKEN=x", "GIT_CONFIG_GLOBAL=/dev/null")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, commands, out)
		}
		return string(out)
	}
	remote := t.TempDir()
	script(dir, "echo node_modules > .gitignore; git init -qb main; git config user.name x; git config user.email x@example.org; git add .gitignore content data templates; git commit -qm one\n"+
		"git init -q --bare -b main "+remote+"; git remote add origin "+remote+"; git push -qu origin main")
	clone := filepath.Join(t.TempDir(), "clone")
	script(dir, "git clone -q "+remote+" "+clone)
	sitetest.LinkPackages(t, clone)
	for _, c := range commands {
		script(clone, c)
	}
	script(dir, "git pull -q; "+self+" build")
	if got := program(t, 0, "verify", filepath.Join(dir, "public")); !strings.Contains(got, "1 entry") {
		t.Error(got)
	}
}

// TestHandbook: what the handbook shows in TOML is TOML, in keys that there are, and its dataset is one.
func TestHandbook(t *testing.T) {
	sitetest.Packages(t)
	known, structs := map[string]bool{}, decoded(t)
	for form := range structs.fields {
		for _, path := range structs.keys(form, nil, map[string]bool{}) {
			known[path[len(path)-1]] = true
		}
	}
	names, err := filepath.Glob("../../content/handbook/*.md")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d chapters, %v", len(names), err)
	}
	blocks := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?ms)^```toml\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
			var document map[string]any
			if _, err := toml.Decode(m[1], &document); err != nil {
				t.Errorf("%s: %v in\n%s", name, err, m[1])
			}
			for key, value := range document {
				if !known[key] && !named(value) {
					t.Errorf("%s: there is no key %q", filepath.Base(name), key)
				}
				for _, table := range tablesIn(value) {
					for inner := range table {
						if !known[inner] && !slices.Contains([]string{"symbols", "keep", "where", "report"}, key) {
							t.Errorf("%s: there is no key %q in %q", filepath.Base(name), inner, key)
						}
					}
				}
			}
			blocks++
		}
	}
	if blocks < 12 {
		t.Errorf("looked at %d blocks", blocks)
	}
	text, err := os.ReadFile("../../content/handbook/datasets.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```toml\n(title   = .*?)```").FindSubmatch(text)
	files := sitetest.Mini(t)
	files["data/datasets/arrests.toml"] = &fstest.MapFile{Data: []byte("standalone = true\n" + string(example[1]))}
	files["data/sources.toml"] = &fstest.MapFile{Data: []byte("[police-2025]\npublisher = \"Police\"\ntitle = \"Figures\"\naccessed = 2026-01-02\n")}
	files["content/reports/first.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"Arrests\"\nsummary = \"x\"\ndate = 2026-01-02\n+++\n\nText.\n")}
	if out, problems := sitetest.BuildQuiet(files); out == nil || len(problems) > 0 {
		t.Errorf("the handbook's dataset: %v", problems)
	}
}

// named reports whether a table has a name that its editor gives, as a source or a group has.
func named(value any) bool {
	table, ok := value.(map[string]any)
	return ok && table["title"] != nil
}

// tablesIn are the tables that a key has.
func tablesIn(value any) []map[string]any {
	switch value := value.(type) {
	case map[string]any:
		return []map[string]any{value}
	case []map[string]any:
		return value
	}
	return nil
}
