// Package source says where something stands in an editor's files and what is
// wrong there. A problem is always "file:line:col: text", with a hint where
// one helps; a stage collects all of its problems and reports them sorted.
package source

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Pos is a place in a file: its path from the site's folder with forward
// slashes, and a line and a column that count from 1, columns in characters.
// Line 0 means the file as a whole.
type Pos struct {
	File string
	Line int
	Col  int
	Cell string // in a workbook, like "Table 1!B7"
}

func (p Pos) String() string {
	if p.Cell != "" {
		return p.File + ":" + p.Cell
	}
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Problem is one thing that is wrong, or with Warning set one worth a look.
type Problem struct {
	Pos
	Text    string
	Hint    string
	Warning bool
}

func (p Problem) String() string {
	s := strings.ReplaceAll(Printable(p.Pos.String()), "\n", "\\n") + ": "
	if p.Warning {
		s += "warning: "
	}
	s += Printable(p.Text)
	if p.Hint != "" {
		s += "\n    " + printable(p.Hint, 4000) // it may hold what to paste
	}
	return s
}

// Fault is a mistake of the program itself: what it panicked with while it worked on
// a file, and where. Both may hold figures that are withheld, so only --debug, which an
// editor asks for at his own screen, prints them.
type Fault struct {
	File  string
	Value any
	Stack []byte
}

func (f Fault) String() string { return fmt.Sprintf("%s: %v\n\n%s", f.File, f.Value, f.Stack) }

// Problems collects what a stage finds; goroutines may share it.
type Problems struct {
	mu     sync.Mutex
	list   []Problem
	faults []Fault
}

// Addf reports a mistake at pos.
func (ps *Problems) Addf(pos Pos, format string, args ...any) {
	ps.Add(Problem{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

// Hintf reports a mistake at pos with a hint; one that is empty is none.
func (ps *Problems) Hintf(pos Pos, hint, format string, args ...any) {
	ps.Add(Problem{Pos: pos, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// Add reports p.
func (ps *Problems) Add(p Problem) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.list = append(ps.list, p)
}

// AddAll reports what another collection has.
func (ps *Problems) AddAll(other *Problems) {
	list, faults := other.Sorted(), other.Faults()
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.list, ps.faults = append(ps.list, list...), append(ps.faults, faults...)
}

// Sorted returns the problems by file, line, column and text, each once.
func (ps *Problems) Sorted() []Problem {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	list := slices.Clone(ps.list)
	slices.SortFunc(list, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(len(a.Cell), len(b.Cell)), cmp.Compare(a.Cell, b.Cell),
			cmp.Compare(a.Text, b.Text), cmp.Compare(a.Hint, b.Hint))
	})
	return slices.Compact(list)
}

// Broken reports that the program itself failed at a place, and keeps what it panicked
// with and the stack (of debug.Stack in the function that recovered) for Faults. The
// problem shows neither: an editor can do nothing with them.
func (ps *Problems) Broken(at Pos, recovered any, stack []byte) {
	ps.Add(Problem{Pos: at, Text: OwnMistake, Hint: "please report it, with the file if you can"})
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.faults = append(ps.faults, Fault{at.File, recovered, stack})
}

// Faults returns what Broken was given, by file.
func (ps *Problems) Faults() []Fault {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	faults := slices.Clone(ps.faults)
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.File, b.File) })
	return faults
}

// OwnMistake is the text of a problem that is not the editor's.
const OwnMistake = "Vitrine itself failed here; the mistake is not yours"

// Failed reports whether there is a problem that is not a warning.
func (ps *Problems) Failed() bool {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return slices.ContainsFunc(ps.list, func(p Problem) bool { return !p.Warning })
}

// File is a text and the starts of its lines, to tell where an offset is.
type File struct {
	Name  string
	Text  []byte
	lines []int
}

// NewFile indexes text, which is not changed afterwards.
func NewFile(name string, text []byte) *File {
	f := &File{Name: name, Text: text, lines: make([]int, 1, bytes.Count(text, []byte("\n"))+1)}
	start := 0
	for line := range bytes.Lines(text) {
		if start += len(line); line[len(line)-1] == '\n' {
			f.lines = append(f.lines, start)
		}
	}
	return f
}

// Pos tells the place of a byte offset; one outside the text is moved inside.
func (f *File) Pos(offset int) Pos {
	offset = min(max(offset, 0), len(f.Text))
	line, exact := slices.BinarySearch(f.lines, offset)
	if !exact {
		line--
	}
	start := f.lines[line]
	return Pos{File: f.Name, Line: line + 1, Col: utf8.RuneCount(f.Text[start:offset]) + 1}
}

// At tells the place of a line and a column that count from 1, the column in
// bytes as encoding/csv counts it.
func (f *File) At(line, column int) Pos {
	line = min(max(line, 1), len(f.lines))
	return f.Pos(f.lines[line-1] + max(column, 1) - 1)
}

// Nearest returns the candidate most like name, or "" when none is near
// enough to be what was meant. Ties go to the first in order.
func Nearest(name string, candidates []string) string {
	best, bestDistance := "", max(1, len(name)/3)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// DidYouMean is a hint that names the nearest candidate, or lists them when
// they are few, or is empty.
func DidYouMean(name string, candidates []string) string {
	if near := Nearest(name, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if n := len(candidates); n > 0 && n <= 30 {
		return "known here: " + strings.Join(candidates, ", ")
	}
	return ""
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, row := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next := make([]int, len(t)+1)
		next[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(t)]
}

// Printable makes hostile text safe for a terminal: control characters, the
// invisible marks that reorder a line and lines over 400 characters are shown
// for what they are.
func Printable(s string) string { return printable(s, 400) }

func printable(s string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > most {
			b.WriteString("…")
			break
		}
		if r == '\n' {
			b.WriteString("\n    ")
		} else if r != '\t' && Hidden(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// IndexHidden is the offset of the first hidden character of a text, or -1.
func IndexHidden(text []byte) int {
	for i := 0; i < len(text); {
		if c := text[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if Hidden(r) {
			return i
		}
		i += size
	}
	return -1
}

// Hidden reports whether r can't be seen and can change how its neighbours
// read: control characters, bidirectional controls, and invisible joiners
// that have no place in a figure or a name.
func Hidden(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	case r == 0x061c, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	case r == 0x2060, r == 0xfeff, r >= 0xe0000 && r <= 0xe007f, r == 0x2028, r == 0x2029:
		return true
	}
	return false
}
