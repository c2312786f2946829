package source

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// TestPos: lines and columns count from 1, columns in characters, and an offset outside
// the text is moved inside.
func TestPos(t *testing.T) {
	f := NewFile("f", []byte("a\nüb\n\nc"))
	for offset, want := range map[int]string{
		-1: "f:1:1", 0: "f:1:1", 1: "f:1:2", 2: "f:2:1", 4: "f:2:2", 5: "f:2:3", 6: "f:3:1", 7: "f:4:1", 8: "f:4:2",
		99: "f:4:2",
	} {
		if got := f.Pos(offset).String(); got != want {
			t.Errorf("offset %d: %s, want %s", offset, got, want)
		}
	}
	for _, test := range []struct {
		line, column int
		want         string
	}{{1, 1, "f:1:1"}, {2, 3, "f:2:2"}, {0, 0, "f:1:1"}, {9, 1, "f:4:1"}} {
		if got := f.At(test.line, test.column).String(); got != test.want {
			t.Errorf("line %d, byte %d: %s, want %s", test.line, test.column, got, test.want)
		}
	}
	if got := (Pos{File: "f"}).String(); got != "f" {
		t.Errorf("a file as a whole: %s", got)
	}
}

// TestSorted: problems come by place and text, each once, and warnings alone fail nothing.
func TestSorted(t *testing.T) {
	var problems Problems
	problems.Add(Problem{Pos: Pos{File: "b", Line: 1, Col: 1}, Text: "late", Warning: true})
	if problems.Failed() {
		t.Error("a warning fails")
	}
	for _, p := range []Pos{{File: "a", Line: 2, Col: 1}, {File: "a", Line: 1, Col: 9}, {File: "a", Line: 1, Col: 2},
		{File: "a", Line: 2, Col: 1}} {
		problems.Addf(p, "%s", "wrong")
	}
	var got []string
	for _, p := range problems.Sorted() {
		got = append(got, p.String())
	}
	want := []string{"a:1:2: wrong", "a:1:9: wrong", "a:2:1: wrong", "b:1:1: warning: late"}
	if !slices.Equal(got, want) || !problems.Failed() {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBroken: a problem of our own shows nothing of what the program panicked with, which
// may hold a figure; Faults has it, with the stack of the place.
func TestBroken(t *testing.T) {
	var problems Problems
	fail := func(file string) {
		defer func() {
			problems.Broken(Pos{File: file}, recover(), debug.Stack())
		}()
		panic(fmt.Sprintf("4711 of %s", file))
	}
	fail("b.toml")
	fail("a.toml")
	for _, p := range problems.Sorted() {
		if p.Text != OwnMistake || strings.Contains(p.String(), "4711") || strings.Contains(p.String(), "goroutine") {
			t.Errorf("%s", p)
		}
	}
	faults := problems.Faults()
	if len(faults) != 2 || faults[0].File != "a.toml" || faults[0].Value != "4711 of a.toml" {
		t.Fatalf("%v", faults)
	}
	if text := faults[1].String(); !strings.HasPrefix(text, "b.toml: 4711 of b.toml\n") ||
		!strings.Contains(text, "source_test.go") {
		t.Errorf("%s", text)
	}
}

// TestPrintable: what could play tricks with a terminal is shown for what it is.
func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                  "plain",
		"a\x1b[31m":              `a\u001b[31m`,
		"a\nb\tc":                "a\n    b\tc",
		"\u202ereversed":         `\u202ereversed`,
		"\ufeff":                 `\ufeff`,
		strings.Repeat("ü", 401): strings.Repeat("ü", 400) + "…",
	} {
		if got := Printable(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]int{"": -1, "über\t\r\n": -1, "ü\u200d": -1, "ü\u2066": 2, "a\x00": 1,
		"\xff": -1} {
		if got := IndexHidden([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestDidYouMean: the nearest name, unless none is near; a short list otherwise.
func TestDidYouMean(t *testing.T) {
	names := []string{"suspects", "victims", "year"}
	for name, want := range map[string]string{
		"suspect": `did you mean "suspects"?`, "VICTIMS": `did you mean "victims"?`, "yaer": `did you mean "year"?`,
		"officers": "known here: suspects, victims, year",
	} {
		if got := DidYouMean(name, names); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := DidYouMean("x", nil); got != "" {
		t.Errorf("of nothing: %s", got)
	}
}
