package release

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/report"
)

// Kinds of entries.
const (
	Released  = "release"
	Withdrawn = "withdrawal"
	Rotated   = "rotation"
	Continued = "continuation" // the first one under a key that a rotation named
)

// Entry is one record of the log. Which fields it has depends on its kind.
type Entry struct {
	Kind     string
	ID       string // of the release that was made or withdrawn
	Date     string // a day, like 2026-11-24
	Previous string // the release before; "-" for the first one
	Manifest string // the sha256 of the manifest, in hexadecimal
	Record   string // the sha256 of a salt and the record of the figures; neither is published
	Title    string // of a release; may be empty
	Reason   string // of a withdrawal
	Key      string // of the log that follows
	Origin   string // of the log before
	Size     string // of the log before, with its rotation
	Root     string // the hash of all its entries, in hexadecimal
}

// magic begins every entry.
const magic = "vitrine-log/1 "

// entryField is a line of an entry: its name, its value and what the value has
// to be.
type entryField struct {
	name  string
	value *string
	valid func(string) bool
}

// fields returns the lines of an entry, in their order; nil for a kind that there
// is none of.
func (e *Entry) fields() []entryField {
	id, date := entryField{"id", &e.ID, ValidID}, entryField{"date", &e.Date, validDate}
	switch e.Kind {
	case Released:
		return []entryField{id, date, {"previous", &e.Previous, func(s string) bool { return s == "-" || ValidID(s) }},
			{"manifest", &e.Manifest, validSum}, {"record", &e.Record, validSum}, {"title", &e.Title, ValidText}}
	case Withdrawn:
		return []entryField{id, date, {"reason", &e.Reason, func(s string) bool { return s != "" && ValidText(s) }}}
	case Rotated:
		return []entryField{date, {"key", &e.Key, func(s string) bool { _, err := ParseKey(s); return err == nil }}}
	case Continued:
		return []entryField{date, {"origin", &e.Origin, func(s string) bool { return s != "" && ValidText(s) }},
			{"size", &e.Size, func(s string) bool { n, err := strconv.Atoi(s); return err == nil && n > 0 }},
			{"root", &e.Root, validSum}}
	}
	return nil
}

// String returns the entry as the log holds it.
func (e Entry) String() string {
	var b strings.Builder
	b.WriteString(magic + e.Kind + "\n")
	for _, f := range e.fields() {
		b.WriteString(strings.TrimSuffix(f.name+" "+*f.value, " ") + "\n")
	}
	return b.String()
}

// ParseEntry reads an entry. It takes only what String writes.
func ParseEntry(text []byte) (Entry, error) {
	lines := strings.Split(string(text), "\n")
	kind, ok := strings.CutPrefix(lines[0], magic)
	e := Entry{Kind: kind}
	fields := e.fields()
	if !ok || fields == nil || len(lines) != len(fields)+2 || len(text) > maxEntry {
		return Entry{}, errors.New("this is no entry of a log of releases")
	}
	for i, f := range fields {
		name, value, _ := strings.Cut(lines[i+1], " ")
		if name != f.name || !f.valid(value) {
			return Entry{}, fmt.Errorf("the line %d of this entry is no %s", i+2, f.name)
		}
		*f.value = value
	}
	if e.String() != string(text) {
		return Entry{}, errors.New("this entry is not written as entries are")
	}
	return e, nil
}

// maxEntry is the length of an entry that a bundle can hold, in bytes.
const maxEntry = 1<<16 - 1

// ValidID reports whether a text can name a release in addresses.
func ValidID(id string) bool {
	return id != "" && len(id) <= 80 && id != "log" && id != "page" && id != "files" &&
		strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == "" && id[0] != '-'
}

func validDate(s string) bool {
	d, err := report.ParseDate(s)
	return err == nil && d.Day > 0 && d.String() == s
}

func validSum(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && s == strings.ToLower(s)
}

// ValidText reports whether a text can be a title or a reason: one line, of at
// most 500 characters, that no mark turns round.
func ValidText(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= 500 && strings.TrimSpace(s) == s &&
		strings.IndexFunc(s, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
		}) < 0
}
