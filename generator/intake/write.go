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

// TOML is the dataset's file.
func (d *Draft) TOML(f File, quote func(string) string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("title   = %s", quote(f.Title))
	line("status  = \"final\"")
	line("updated = %s", f.Updated)
	line("")
	if len(d.Comments) > 0 {
		line("# Taken for granted; change what is wrong:")
	}
	for _, c := range d.Comments {
		line("# - %s", strings.ReplaceAll(c, "\n", " "))
	}
	for _, x := range d.Dimensions {
		line("\n[[dimension]]")
		line("id     = %s", quote(x.ID))
		line("title  = %s", quote(x.Title))
		line("kind   = %s", quote(x.Kind))
		if x.Column >= 0 && d.Table.Name(x.Column) != x.ID {
			line("column = %s", quote(d.Table.Name(x.Column)))
		}
		if x.Format != "" && x.Format != "{year}" && x.Format != "{year}-{month}" && x.Format != "{year}-{month}-{day}" {
			line("format = %s", quote(x.Format))
		}
		if x.Titles >= 0 && x.Column >= 0 {
			line("titles = %s", quote(d.Table.Name(x.Titles)))
		}
		if x.Start != "" {
			line("year_start = %s", quote(x.Start))
		}
		if x.Kind == "category" && len(x.Words) <= fewMembers && (x.Titles < 0 || x.Column < 0) && !slices.Contains(x.Words, "") {
			words := make([]string, len(x.Words))
			for i, w := range x.Words {
				words[i] = quote(w)
			}
			line("members = [%s]", strings.Join(words, ", "))
		} else if slices.Contains(x.Words, "") && x.Kind != "period" {
			line(`members = [{ id = "all", title = "All", csv = "" }, "*"]`)
		}
	}
	for _, x := range d.Measures {
		line("\n[[measure]]")
		line("id     = %s", quote(x.ID))
		line("title  = %s", quote(x.Title))
		line("unit   = %s", quote(x.Unit))
		if x.Decimals > 0 {
			line("decimals = %d", x.Decimals)
		}
		line("people = %v", x.People)
		if x.Column != x.ID {
			line("column = %s", quote(x.Column))
		}
	}
	line("\n[table]")
	line("file   = %s", quote(f.Name))
	line("sha256 = %s", quote(f.SHA256))
	line("source = %s", quote(f.Source))
	for _, kv := range [][2]string{{"sheet", d.Said.Sheet}, {"encoding", d.Said.Encoding}, {"delimiter", d.Said.Delimiter},
		{"decimal", d.Said.Decimal}, {"group", d.Said.Group}} {
		if kv[1] != "" {
			line("%s = %s", kv[0], quote(kv[1]))
		}
	}
	if d.Shape.Skip > 0 {
		line("skip   = %d", d.Shape.Skip)
	}
	if d.Shape.Header > 1 {
		line("header = %d", d.Shape.Header)
	}
	if d.Shape.Until != nil {
		line("until  = %s", quote(*d.Shape.Until))
	}
	if len(d.Shape.Fill) > 0 {
		list := make([]string, len(d.Shape.Fill))
		for i, s := range d.Shape.Fill {
			list[i] = quote(s)
		}
		line("fill   = [%s]", strings.Join(list, ", "))
	}
	if d.Shape.Sections != "" {
		line("sections = %s", quote(d.Shape.Sections))
	}
	if len(d.Symbols) > 0 {
		var list []string
		for _, s := range slices.Sorted(maps.Keys(d.Symbols)) {
			list = append(list, quote(s)+" = "+quote(d.Symbols[s]))
		}
		line("symbols = { %s }", strings.Join(list, ", "))
	}
	if len(d.Ignored) > 0 {
		list := make([]string, len(d.Ignored))
		for i, s := range d.Ignored {
			list[i] = quote(s)
		}
		line("ignore = [%s]", strings.Join(list, ", "))
	}
	return b.String()
}
