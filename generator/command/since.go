package command

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"vitrine/generator/build"
	"vitrine/generator/cache"
	"vitrine/generator/ledger"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// since prints, as Markdown for a pull request, how the published figures of a site differ from
// those of an older copy of it.
func since(older string, site *report.Site, store *cache.Folder, w io.Writer, problems *source.Problems) bool {
	return build.InFolder(older, problems, func(files fs.FS) bool {
		var wrong source.Problems
		before := build.ReadData(files, false, store, nil, new(build.Counts), &wrong)
		if before == nil {
			problems.Add(source.Problem{Pos: source.Pos{File: older},
				Text: fmt.Sprintf("the older site has %s, so that nothing can be compared with it",
					plural(len(wrong.Sorted()), "problem")),
				Hint: "\"vitrine check -C " + older + "\" lists them"})
			return false
		}
		fmt.Fprint(w, markdown(ledger.Since(before.Site, site)))
		return true
	})
}

// cell escapes a text for a cell of a Markdown table.
var cell = strings.NewReplacer(
	"&",
	"&amp;",
	"@",
	"&#64;",
	"#",
	"&#35;",
	"|",
	"\\|",
	"<",
	"&lt;",
	"\n",
	" ",
	"[",
	"\\[",
	"`",
	"\\`",
	"*",
	"\\*",
	"_",
	"\\_",
)

// markdown describes a difference.
func markdown(d ledger.Difference) string {
	var b strings.Builder
	b.WriteString("## What this does to the published figures\n")
	if d.Empty() {
		b.WriteString("\nNothing: every figure is as it was.\n")
		return b.String()
	}
	if len(d.Revised) > 0 {
		fmt.Fprintf(&b, "\n### %s revised\n\n"+
			"| dataset | figure | was | is | change | declared |\n"+
			"|---|---|--:|--:|--:|---|\n", plural(len(d.Revised), "figure"))
		for _, r := range d.Revised {
			declared := r.Declared
			if declared == "" {
				declared = "**no**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.Dataset, cell.Replace(r.Name),
				cell.Replace(r.Was), cell.Replace(r.Is), r.Change, declared)
		}
	}
	list := func(title string, entries []string) {
		if len(entries) > 0 {
			fmt.Fprintf(&b, "\n### %s\n\n", title)
			for _, e := range entries {
				fmt.Fprintf(&b, "- %s\n", e)
			}
		}
	}
	var sentences []string
	for _, f := range d.Sentences {
		address := strings.ReplaceAll(f.Address, "`", "")
		sentences = append(sentences, fmt.Sprintf("`%s`: %s (`%s`)", f.Pos, cell.Replace(f.Phrase), address))
	}
	list(plural(len(sentences), "sentence that rests on them", "sentences that rest on them"), sentences)
	list(plural(len(d.Suppressed), "figure suppressed", "figures suppressed"), escaped(d.Suppressed))
	list(plural(len(d.Released), "figure no longer suppressed", "figures no longer suppressed"), escaped(d.Released))
	list("What is said of figures", escaped(d.Words))
	list("Other sources", escaped(d.Sources))
	list("New figures", escaped(d.New))
	list("Figures gone", escaped(d.Gone))
	return b.String()
}

func escaped(list []string) (out []string) {
	for _, s := range list {
		out = append(out, cell.Replace(s))
	}
	return out
}
