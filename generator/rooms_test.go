package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/locale"
)

// rooms says which rooms each room may import. The first promise of the design
// rests on one line of it: nothing after disclose can name a raw figure.
var rooms = map[string][]string{
	"source":             {},
	"strict":             {"source"},
	"report":             {"source"},
	"raw":                {"source", "report"},
	"locale":             {"report"},
	"phrase":             {"report"},
	"prose":              {"source", "report", "phrase"},
	"geo":                {},
	"tabular":            {},
	"intake":             {"tabular"},
	"load":               {"source", "strict", "report", "raw", "address", "prose", "phrase", "ledger", "parallel", "geo", "tabular", "profile"},
	"rules":              {"report", "raw", "address"},
	"profile":            {"source", "strict", "report", "tabular", "rules", "address"},
	"check":              {"source", "report", "raw", "address", "rules"},
	"disclose/audit":     {},
	"disclose/suppress":  {"disclose/audit", "parallel"},
	"disclose/adversary": {},
	"disclose/relations": {"source", "report", "raw"},
	"disclose/past":      {"source", "report", "raw", "disclose/relations"},
	"disclose":           {"source", "report", "raw", "rules", "disclose/audit", "disclose/past", "disclose/relations", "disclose/suppress"},
	"release":            {"report"},
	"verify":             {"release"},
	"ledger":             {"source", "strict", "report", "release"},
	"address":            {},
	"bind":               {"source", "report", "locale", "phrase", "prose", "address"},
	"sheet":              {"source", "strict", "report", "bind", "phrase", "prose"},
	"table":              {"source", "report", "locale", "prose"},
	"chart":              {"report", "locale", "table", "option", "bundle", "prose", "source"},
	"search":             {"parallel"},
	"card":               {},
	"feeds":              {"report", "locale", "prose", "table"},
	"option":             {},
	"picture":            {"option"},
	"render":             {"source", "report", "locale", "prose", "table", "chart", "option", "picture", "feeds", "search", "card", "release", "profile"},
	"output":             {},
	"proof":              {"source", "report", "output"},
	"publish":            {"output", "release", "parallel"},
	"cache":              {},
	"memo":               {"cache"},
	"parallel":           {},
	"bundle":             {},
	"starter":            {},
	"schema":             {},
	"npm/pack":           {"bundle", "chart"},
	"npm":                {"source", "bundle", "cache", "publish"},
}

// wide are the rooms that may import all others: the pipeline, the commands, and what tests
// share.
var wide = []string{"build", "command", "sitetest", "browser", "phrase/phrasetest"}

// outside are the rooms that may look at the computer they run on. Nothing that is built knows
// it: build looks for what has been published, and reads the site's files.
var outside = []string{"publish", "cache", "npm", "npm/pack"}

func TestRooms(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	seen := map[string]bool{}
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		const base = "vitrine/generator"
		room, ok := strings.CutPrefix(p.ImportPath, base+"/")
		if !ok {
			continue // main may import all
		}
		if slices.Contains(wide, room) {
			continue
		}
		allowed, known := rooms[room]
		if !known {
			t.Errorf("the room %s is not in the table", room)
		}
		seen[room] = true
		for _, i := range p.Imports {
			if other, ours := strings.CutPrefix(i, base+"/"); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s may not import %s", room, other)
			}
			if (i == "os" || i == "net/http" || i == "os/exec" || i == "time") && !slices.Contains(outside, room) {
				t.Errorf("%s imports %s: nothing that is built knows the computer or the time", room, i)
			}
		}
	}
	for room := range rooms {
		if !seen[room] {
			t.Errorf("there is no room %s", room)
		}
	}
}

// TestRequiredWords holds the list of words that the program needs against the
// words it asks for.
func TestRequiredWords(t *testing.T) {
	asks := regexp.MustCompile(`\.(Word|Count)\("([a-z0-9-]+)"`)
	required := locale.Required()
	asked := 0
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range asks.FindAllStringSubmatch(string(text), -1) {
			key := m[2]
			if m[1] == "Count" {
				key += "-other"
			}
			asked++
			if strings.HasSuffix(key, "-") {
				continue // a prefix, like status-
			}
			if !slices.Contains(required, key) {
				t.Errorf("%s asks for the word %q, which Required does not list", file, key)
			}
		}
	}
	if asked < 20 {
		t.Errorf("found only %d words in the source", asked)
	}
}
