package command

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vitrine/generator/source"
)

// TestExcerpt: the caret stands under the column, whatever the letters before it are, and a long line is
// cut around it. Of a dataset no line is shown.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("word ", 60) + "[12](value:x) " + strings.Repeat("more ", 60)
	for _, c := range []struct {
		line string
		col  int
		want string
	}{
		{"There were [12](value:x).", 13, "    7 | There were [12](value:x).\n      |             ^\n"},
		{"数字は [12](value:x)", 6, "    7 | 数字は [12](value:x)\n      |         ^\n"},
		{"a\tb\x1b[31m", 3, "    7 | a b\\u001b[31m\n      |   ^\n"},
		{"end", 4, "    7 | end\n      |    ^\n"},
		{"end", 9, ""},
		{"", 1, ""},
	} {
		if got := excerpt(c.line, source.Pos{Line: 7, Col: c.col}, false); got != c.want {
			t.Errorf("%q at %d:\n%q\nnot\n%q", c.line, c.col, got, c.want)
		}
	}
	cut := excerpt(long, source.Pos{Line: 7, Col: 302}, false)
	lines := strings.Split(cut, "\n")
	if at := strings.IndexByte(lines[1], '^'); len(cut) > 260 || !strings.HasPrefix(string([]rune(lines[0])[at:]), "12](") {
		t.Errorf("a long line:\n%s", cut)
	}
	files := os.DirFS(made(t))
	if text := lineOf(files, source.Pos{File: "data/datasets/arrests.toml", Line: 1}); text != "" {
		t.Errorf("a line of a dataset is shown: %s", text)
	}
	if text := lineOf(files, source.Pos{File: "content/about.md", Line: 1}); text != "+++" {
		t.Errorf("a line of an article: %q", text)
	}
}

// TestFormats: problems for programs are what they are for people.
func TestFormats(t *testing.T) {
	dir := made(t)
	name := filepath.Join(dir, "content/reports/arrests.md")
	text, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, bytes.Replace(text, []byte("Women were\n[17%]"), []byte("Wömen: [18%]"), 1), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	runMain([]string{"check", "-C", dir, "--format", "sarif"}, &out, &out)
	var log sarifLog
	if err := json.Unmarshal(out.Bytes(), &log); err != nil || log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("%v: %s", err, &out)
	}
	found := false
	for _, r := range log.Runs[0].Results {
		at := r.Locations[0].Physical
		if r.Level == "error" && strings.HasSuffix(at.Artifact.URI, "/content/reports/arrests.md") && strings.Contains(r.Message.Text, `"18%" does not hold`) {
			line := lineOf(os.DirFS(dir), source.Pos{File: "content/reports/arrests.md", Line: at.Region.Line})
			found = strings.HasPrefix(string([]rune(line)[at.Region.Column-1:]), "18%")
		}
	}
	if !found {
		t.Errorf("%s", &out)
	}
	out.Reset()
	if runMain([]string{"check", "-C", dir, "--format", "xml"}, &out, &out) != 2 {
		t.Errorf("%s", &out)
	}
}

// TestDoctor: what is missing is said with what it means.
func TestDoctor(t *testing.T) {
	dir := made(t)
	var out bytes.Buffer
	if code := runMain([]string{"doctor", "-C", dir}, &out, &out); code != 0 || !strings.Contains(out.String(), "templates  the program's own\n") || !strings.Contains(out.String(), "begins a log") {
		t.Errorf("%d: %s", code, &out)
	}
	templates := filepath.Join(dir, "templates")
	home, err := os.ReadFile("../../templates/home.html")
	if err == nil {
		err = os.Mkdir(templates, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(templates, "home.html"), home, 0o644)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(templates, "list.html"), []byte("x"), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	out.Reset()
	runMain([]string{"doctor", "-C", dir}, &out, &out)
	if !strings.Contains(out.String(), "1 file of the site's own (list.html); 1 file as the program's, which can be deleted") {
		t.Errorf("%s", &out)
	}
	out.Reset()
	if code := runMain([]string{"doctor", "-C", t.TempDir()}, &out, &out); code != 1 || !strings.Contains(out.String(), `"vitrine new DIR" makes one`) {
		t.Errorf("%d: %s", code, &out)
	}
	out.Reset()
	if code := runMain([]string{"--version"}, &out, &out); code != 0 || !strings.HasPrefix(out.String(), "vitrine ") {
		t.Errorf("%d: %s", code, &out)
	}
}

// TestCompletion: a shell completes commands and their flags.
func TestCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	var out bytes.Buffer
	if runMain([]string{"completion", "bash"}, &out, &out) != 0 {
		t.Fatal(&out)
	}
	for words, want := range map[string]string{"vitrine che": "check", "vitrine check --s": "--since", "vitrine import --ye": "--year-start"} {
		cmd := exec.Command(bash, "-c", out.String()+"COMP_WORDS=("+words+"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _vitrine; echo \"${COMPREPLY[@]}\"")
		if got, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(got)) != want {
			t.Errorf("%s: %s, %v", words, got, err)
		}
	}
	for _, shell := range []string{"zsh", "fish"} {
		out.Reset()
		if runMain([]string{"completion", shell}, &out, &out) != 0 || !strings.Contains(out.String(), "check") {
			t.Error(&out)
		}
	}
}
