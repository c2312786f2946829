// Package strict reads TOML so that nothing an editor wrote is lost or bent:
// every key and value keeps its place in the file, numbers stay the text they
// were, keys are case-sensitive, and a key that nobody asked for is an error.
//
// The syntax is checked by BurntSushi/toml, which rejects what is not TOML;
// the locator here may therefore assume valid input. Its tests hold it equal
// to that library on the library's own test suite.
package strict

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"vitrine/generator/source"
)

// Kind is what a TOML value is.
type Kind int

const (
	Table Kind = iota
	Array
	String
	Integer
	Float
	Bool
	Datetime
)

func (k Kind) String() string {
	return [...]string{"a table", "a list", "a string", "a whole number", "a decimal number", "true or false",
		"a date"}[k]
}

// Node is a value and where it stands.
type Node struct {
	Kind    Kind
	Key     string  // the last part of its key; "" for list items and the root
	Entries []*Node // a table's values, in the order of the file
	Items   []*Node // a list's values

	file       *source.File
	key        int // offset of the key
	start, end int // offsets of the value
	byKey      map[string]*Node
}

// likeDate is a line with a value that is meant for a date.
var likeDate = regexp.MustCompile(`=\s*[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}`)

// Parse reads the TOML in f.Text[start:end]. What is wrong with it goes to
// problems, and the result is nil.
func Parse(f *source.File, start, end int, problems *source.Problems) *Node {
	text := string(f.Text[start:end])
	if at := tooDeep(text); at >= 0 {
		problems.Addf(f.Pos(start+at), "the brackets are nested too deep")
		return nil
	}
	var discard map[string]any
	if _, err := toml.Decode(text, &discard); err != nil {
		problem := source.Problem{Pos: f.Pos(start), Text: "this is not valid TOML"}
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			problem.Pos = f.Pos(start + syntax.Position.Start)
			problem.Text = "not valid TOML: " + withoutContent(syntax.Message)
			before := text[:min(max(0, syntax.Position.Start), len(text))]
			line, _, _ := strings.Cut(text[strings.LastIndexByte(before, '\n')+1:], "\n")
			if likeDate.MatchString(line) {
				problem.Hint = "a date is written year-month-day and exists, like 2026-11-22"
			}
			if strings.Contains(syntax.Message, "out of range") {
				problem.Text, problem.Hint = "a number here is too long",
					"a number has at most 15 digits; what is longer is a text, in quotation marks"
			}
		}
		problems.Add(problem)
		return nil
	}
	l, root := locate(f, start, end)
	if l.twice != nil { // BurntSushi/toml lets some through
		problems.Addf(l.twice.KeyPos(), "not valid TOML: the key %q is here twice", l.twice.Key)
		return nil
	}
	if l.hidden != nil {
		problems.Addf(l.hidden.Pos(),
			"an escape here stands for a character that can't be seen and changes how text reads")
		return nil
	}
	return root
}

func locate(f *source.File, start, end int) (*locator, *Node) {
	l := &locator{file: f, text: string(f.Text[start:end]), base: start}
	return l, l.document()
}

// tooDeep returns the offset at which brackets are nested so deep that reading
// them would take long, or -1. Brackets in strings count: they close too.
func tooDeep(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			if depth++; depth > 500 {
				return i
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return -1
}

var quotedDigits = regexp.MustCompile(`'[^']*[0-9][^']*'|"[^"]*[0-9][^"]*"|[0-9][0-9_.eE+-]*`)

// withoutContent takes digits out of a message: it may quote a cell, and a
// cell may hold a count that must not reach a build log.
func withoutContent(message string) string {
	return quotedDigits.ReplaceAllString(strings.TrimPrefix(message, "toml: "), "…")
}

// locator walks valid TOML and notes where things are.
type locator struct {
	file *source.File
	text string
	base int
	at   int

	twice  *Node // a key defined again
	hidden *Node // a string with an escape for a hidden character
}

func (l *locator) node(kind Kind, start, end int) *Node {
	return &Node{Kind: kind, file: l.file, key: l.base + start, start: l.base + start, end: l.base + end}
}

func (l *locator) document() *Node {
	root := l.node(Table, 0, 0)
	root.end = l.base + len(l.text)
	l.text = strings.TrimPrefix(l.text, "\ufeff")
	l.base = root.end - len(l.text)
	current := root
	for {
		l.blank(true)
		if l.at >= len(l.text) {
			return root
		}
		start := l.at
		if l.peek("[[") {
			l.at += 2
			path := l.keyPath()
			l.skip("]]")
			table := l.descend(root, path[:len(path)-1])
			last := path[len(path)-1]
			list := table.Get(last.name)
			if list == nil {
				list = l.node(Array, start, start)
				l.put(table, last, list)
			}
			current = l.node(Table, start, l.at)
			list.Items = append(list.Items, current)
		} else if l.peek("[") {
			l.at++
			path := l.keyPath()
			l.skip("]")
			current = l.descend(root, path)
			if len(current.Entries) == 0 {
				current.start, current.end = l.base+start, l.base+l.at
			}
		} else {
			l.assignment(current)
		}
	}
}

// assignment reads `a.b = value` into table.
func (l *locator) assignment(table *Node) {
	path := l.keyPath()
	l.skip("=")
	l.blank(false)
	table = l.descend(table, path[:len(path)-1])
	l.put(table, path[len(path)-1], l.value())
}

type keyPart struct {
	name  string
	start int
}

func (l *locator) keyPath() []keyPart {
	var path []keyPart
	for {
		l.blank(false)
		start := l.at
		switch {
		case l.peek(`"`), l.peek(`'`):
			end := l.stringEnd()
			name, _ := unquote(l.text[start:end])
			path = append(path, keyPart{name, start})
			l.at = end
		default:
			for l.at < len(l.text) && !strings.ContainsRune(" \t.=]\r\n", rune(l.text[l.at])) {
				l.at++
			}
			path = append(path, keyPart{l.text[start:l.at], start})
		}
		l.blank(false)
		if !l.peek(".") {
			return path
		}
		l.at++
	}
}

// descend follows path from table, making tables where there are none; an
// array of tables stands for its last one.
func (l *locator) descend(table *Node, path []keyPart) *Node {
	for _, part := range path {
		next := table.Get(part.name)
		if next == nil {
			next = l.node(Table, part.start, part.start+len(part.name))
			l.put(table, part, next)
		}
		if next.Kind == Array && len(next.Items) > 0 {
			next = next.Items[len(next.Items)-1]
		}
		table = next
	}
	return table
}

func (l *locator) put(n *Node, part keyPart, value *Node) {
	value.Key, value.key = part.name, l.base+part.start
	if n.Kind != Table || n.byKey[part.name] != nil {
		l.twice = value
		return
	}
	if n.byKey == nil {
		n.byKey = map[string]*Node{}
	}
	n.byKey[part.name] = value
	n.Entries = append(n.Entries, value)
}

func (l *locator) value() *Node {
	start := l.at
	switch c := l.text[l.at]; {
	case c == '"' || c == '\'':
		l.at = l.stringEnd()
		n := l.node(String, start, l.at)
		if strings.ContainsRune(l.text[start:l.at], '\\') && strings.ContainsFunc(n.Text(), source.Hidden) &&
			l.hidden == nil {
			l.hidden = n
		}
		return n
	case c == '[':
		list := l.node(Array, start, start)
		l.at++
		for l.blank(true); !l.peek("]"); l.blank(true) {
			list.Items = append(list.Items, l.value())
			l.blank(true)
			l.skip(",")
		}
		l.at++
		list.end = l.base + l.at
		return list
	case c == '{':
		table := l.node(Table, start, start)
		l.at++
		for l.blank(true); !l.peek("}"); l.blank(true) {
			l.assignment(table)
			l.blank(true)
			l.skip(",")
		}
		l.at++
		table.end = l.base + l.at
		return table
	}
	for l.at < len(l.text) && !strings.ContainsRune(",]}#\r\n", rune(l.text[l.at])) {
		l.at++
	}
	raw := strings.TrimRight(l.text[start:l.at], " \t")
	return l.node(scalarKind(raw), start, start+len(raw))
}

func scalarKind(raw string) Kind {
	digits := strings.TrimLeft(raw, "+-")
	switch {
	case raw == "true" || raw == "false":
		return Bool
	case strings.HasPrefix(digits, "0x"), strings.HasPrefix(digits, "0o"), strings.HasPrefix(digits, "0b"):
		return Integer
	case strings.Contains(raw, ":"), len(digits) >= 10 && digits[4] == '-' && digits[7] == '-':
		return Datetime
	case strings.ContainsAny(raw, ".eE"), digits == "inf", digits == "nan":
		return Float
	}
	return Integer
}

// stringEnd returns the offset after the string that starts at l.at.
func (l *locator) stringEnd() int {
	rest := l.text[l.at:]
	quote := rest[:1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(rest, long) {
		i := 3
		for !strings.HasPrefix(rest[i:], long) {
			if rest[i] == '\\' && quote == `"` {
				i++
			}
			i++
		}
		i += 3
		for n := 0; n < 2 && i < len(rest) && rest[i:i+1] == quote; n++ { // up to two quotes belong to the text
			i++
		}
		return l.at + i
	}
	i := 1
	for rest[i:i+1] != quote {
		if rest[i] == '\\' && quote == `"` {
			i++
		}
		i++
	}
	return l.at + i + 1
}

func (l *locator) peek(s string) bool { return strings.HasPrefix(l.text[l.at:], s) }

func (l *locator) skip(s string) {
	if l.peek(s) {
		l.at += len(s)
	}
}

// blank skips spaces, and with lines also line ends and comments.
func (l *locator) blank(lines bool) {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == ' ' || c == '\t':
			l.at++
		case lines && (c == '\n' || c == '\r'):
			l.at++
		case lines && c == '#':
			for l.at < len(l.text) && l.text[l.at] != '\n' {
				l.at++
			}
		default:
			return
		}
	}
}

// plain reports whether a TOML string is written as it is, between two quotes.
func plain(raw string) bool {
	long := strings.HasPrefix(raw, `"""`) || strings.HasPrefix(raw, "'''")
	return !long && (raw[0] == '\'' || strings.IndexByte(raw, '\\') < 0)
}

// unquote returns the text of a TOML string and, for each of its bytes and
// its end, the offset in raw that it came from.
func unquote(raw string) (string, []int) {
	quote, width := raw[0], 1
	if len(raw) >= 6 && raw[1] == quote && raw[2] == quote {
		width = 3
	}
	i, end := width, len(raw)-width
	if width == 3 {
		if strings.HasPrefix(raw[i:], "\r\n") {
			i += 2
		} else if strings.HasPrefix(raw[i:], "\n") {
			i++
		}
	}
	var text []byte
	var from []int
	add := func(s string, at int) {
		for k := range len(s) {
			text, from = append(text, s[k]), append(from, at)
		}
	}
	for i < end {
		if raw[i] != '\\' || quote == '\'' {
			add(raw[i:i+1], i)
			i++
			continue
		}
		at := i
		i += 2
		switch c := raw[at+1]; c {
		case 'b', 't', 'n', 'f', 'r', 'e':
			add(map[byte]string{'b': "\b", 't': "\t", 'n': "\n", 'f': "\f", 'r': "\r", 'e': "\x1b"}[c], at)
		case 'x', 'u', 'U':
			digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
			code, err := strconv.ParseUint(raw[i:min(i+digits, end)], 16, 32)
			if err != nil {
				code = utf8.RuneError
			}
			add(string(rune(code)), at)
			i += digits
		case ' ', '\t', '\r', '\n':
			for i < end && strings.IndexByte(" \t\r\n", raw[i]) >= 0 {
				i++
			}
		default:
			add(raw[at+1:at+2], at)
		}
	}
	return string(text), append(from, end)
}
