package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is a text without accents.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fewMembers is up to how many members a dataset's file lists them, so that a new one is seen.
const fewMembers = 40

// File says where a dataset's table comes from.
type File struct {
	Name, Title, Source, SHA256, Updated string
}

// TOML is the dataset's file. quote writes a string as TOML has it.
func (d *Draft) TOML(f File, quote func(string) string) string {
	w := &writer{quote: quote}
	w.line("title   = %s", quote(f.Title))
	w.line("status  = \"final\"")
	w.line("updated = %s", f.Updated)
	w.line("")
	if len(d.Comments) > 0 {
		w.line("# Taken for granted; change what is wrong:")
	}
	for _, c := range d.Comments {
		w.line("# - %s", strings.ReplaceAll(c, "\n", " "))
	}
	for _, x := range d.Dimensions {
		d.dimension(w, x)
	}
	for _, x := range d.Measures {
		w.line("\n[[measure]]")
		w.text("id", x.ID)
		w.text("title", x.Title)
		w.text("unit", x.Unit)
		if x.Decimals > 0 {
			w.line("decimals = %d", x.Decimals)
		}
		w.line("people = %v", x.People)
		if x.Column != x.ID {
			w.text("column", x.Column)
		}
	}
	d.table(w, f)
	return w.String()
}

// writer writes lines of TOML.
type writer struct {
	strings.Builder
	quote func(string) string
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// text writes a key with a string, unless that is empty.
func (w *writer) text(key, value string) {
	if value != "" {
		w.line("%-6s = %s", key, w.quote(value))
	}
}

// list writes a key with a list of strings, unless that is empty.
func (w *writer) list(key string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = w.quote(v)
	}
	if len(values) > 0 {
		w.line("%-6s = [%s]", key, strings.Join(quoted, ", "))
	}
}

func (d *Draft) dimension(w *writer, x Dimension) {
	w.line("\n[[dimension]]")
	w.text("id", x.ID)
	w.text("title", x.Title)
	w.text("kind", x.Kind)
	if x.Column >= 0 && d.Table.Name(x.Column) != x.ID {
		w.text("column", d.Table.Name(x.Column))
	}
	if x.Format != "{year}" && x.Format != "{year}-{month}" && x.Format != "{year}-{month}-{day}" {
		w.text("format", x.Format)
	}
	if x.Titles >= 0 && x.Column >= 0 {
		w.text("titles", d.Table.Name(x.Titles))
	}
	w.text("year_start", x.Start)
	some := slices.Contains(x.Words, "")
	switch titled := x.Titles >= 0 && x.Column >= 0; {
	case x.Kind == "category" && len(x.Words) <= fewMembers && !titled && !some:
		w.list("members", x.Words)
		if at := slices.Index(x.Words, x.Total); at >= 0 && x.Total != "" {
			w.text("total", d.Said.MemberIDs(x.Words)[at])
		}
	case some && x.Kind != "period":
		w.line(`members = [{ id = "all", title = "All", csv = "" }, "*"]`)
	}
}

// table writes where the rows stand, and how they are read.
func (d *Draft) table(w *writer, f File) {
	w.line("\n[table]")
	w.text("file", f.Name)
	w.text("sha256", f.SHA256)
	w.text("source", f.Source)
	w.text("sheet", d.Said.Sheet)
	w.text("encoding", d.Said.Encoding)
	w.text("delimiter", d.Said.Delimiter)
	w.text("decimal", d.Said.Decimal)
	w.text("group", d.Said.Group)
	if d.Shape.Skip > 0 {
		w.line("skip   = %d", d.Shape.Skip)
	}
	if d.Shape.Header > 1 {
		w.line("header = %d", d.Shape.Header)
	}
	if d.Shape.Until != nil {
		w.line("until  = %s", w.quote(*d.Shape.Until))
	}
	w.list("fill", d.Shape.Fill)
	w.text("sections", d.Shape.Sections)
	var symbols []string
	for _, s := range slices.Sorted(maps.Keys(d.Symbols)) {
		symbols = append(symbols, w.quote(s)+" = "+w.quote(d.Symbols[s]))
	}
	if len(symbols) > 0 {
		w.line("symbols = { %s }", strings.Join(symbols, ", "))
	}
	w.list("ignore", d.Ignored)
}
