package command

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vitrine/generator/build"
	"vitrine/generator/bundle"
	"vitrine/generator/cache"
	"vitrine/generator/ledger"
	"vitrine/generator/output"
	"vitrine/generator/source"
)

// since prints, as Markdown for a pull request, how a site differs from an older copy of it. Charts that
// differ are written to a folder, unless that is "".
func since(older, charts string, site *build.Site, store *cache.Folder, w io.Writer, problems *source.Problems) bool {
	return build.InFolder(older, problems, func(files fs.FS) bool {
		var wrong source.Problems
		none := func(bundle.Script) []byte { return []byte{} } // what pages say needs no scripts
		before := build.Run(build.Input{Files: files, Bundle: none, Store: store, Problems: &wrong}, new(build.Counts))
		if before == nil {
			problems.Add(source.Problem{Pos: source.Pos{File: older},
				Text: fmt.Sprintf("the older site has %s, so that nothing can be compared with it",
					plural(len(wrong.Sorted()), "problem")),
				Hint: "\"vitrine check -C " + older + "\" lists them"})
			return false
		}
		difference := ledger.Since(before.Report, site.Report)
		changed := chartsSince(before.Out, site.Out)
		if difference.Secret() {
			for i := range changed { // a picture would show what is withheld now
				changed[i].was, changed[i].hidden = nil, true
			}
		}
		if err := writeCharts(charts, changed); err != nil {
			problems.Addf(source.Pos{File: charts}, "the charts can't be written: %s", err)
			return false
		}
		fmt.Fprint(w, markdown(difference)+
			chartsMarkdown(charts, changed)+pagesMarkdown(pagesSince(before.Out, site.Out)))
		return true
	})
}

// chartSince is a chart that differs from an older one.
type chartSince struct {
	id      string
	was, is []byte // as SVG; nil where there is none
	hidden  bool   // what it was is not shown, since figures are withheld now
}

// chartsSince are the charts that differ between two sites, by the files that readers can download.
func chartsSince(before, now *output.Site) (list []chartSince) {
	names := map[string]bool{}
	for _, site := range []*output.Site{before, now} {
		for _, name := range site.Paths() {
			if strings.HasPrefix(name, "charts/") && path.Ext(name) == ".svg" {
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		was, _ := before.File(name)
		is, _ := now.File(name)
		if !bytes.Equal(was, is) {
			list = append(list, chartSince{strings.TrimSuffix(path.Base(name), ".svg"), was, is, false})
		}
	}
	return list
}

// writeCharts writes charts as they were and as they are.
func writeCharts(dir string, list []chartSince) error {
	files := map[string][]byte{}
	for _, c := range list {
		for name, text := range map[string][]byte{c.id + "-before.svg": c.was, c.id + "-after.svg": c.is} {
			if dir != "" && text != nil {
				files[filepath.Join(dir, name)] = text
			}
		}
	}
	return writeFiles(files)
}

// chartsMarkdown shows charts side by side, or names them where they were not written.
func chartsMarkdown(dir string, list []chartSince) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s changed\n\n", plural(len(list), "chart"))
	if dir == "" {
		for _, c := range list {
			fmt.Fprintf(&b, "- `%s`\n", c.id)
		}
		return b.String()
	}
	b.WriteString("| chart | before | after |\n|---|---|---|\n")
	shown := func(c chartSince, when string, text []byte) string {
		if text == nil && c.hidden && when == "before" {
			return "not shown: figures are withheld now"
		}
		if text == nil {
			return "none"
		}
		return fmt.Sprintf("![%s, %s](%s)", c.id, when, path.Join(filepath.ToSlash(dir), c.id+"-"+when+".svg"))
	}
	for _, c := range list {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.id, shown(c, "before", c.was), shown(c, "after", c.is))
	}
	return b.String()
}

// textOf is what a page says, without the head and the scripts that all pages share.
func textOf(page []byte) []byte {
	_, text, _ := bytes.Cut(page, []byte("<main"))
	text, _, _ = bytes.Cut(text, []byte("</main>"))
	return text
}

// pagesSince are the addresses of pages that say something else, of new ones and of those that are gone.
func pagesSince(before, now *output.Site) (list []string) {
	names := map[string]bool{}
	for _, site := range []*output.Site{before, now} {
		for _, name := range site.Paths() {
			names[name] = path.Ext(name) == ".html" && name != "search/index.html" // which names its index by a digest
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		was, old := before.File(name)
		is, there := now.File(name)
		address := "/" + strings.TrimSuffix(name, "index.html")
		switch {
		case !names[name] || old && there && bytes.Equal(textOf(was), textOf(is)):
		case !old:
			list = append(list, address+", new")
		case !there:
			list = append(list, address+", gone")
		default:
			list = append(list, address)
		}
	}
	return list
}

// printSince prints the problems of a site that was compared, and in Markdown that it could not be.
func printSince(c *call, dir string, ok bool, problems []source.Problem) {
	if !ok {
		printUnsound(c.stdout, problems)
	}
	printProblems(c.stderr, dir, problems)
}

// printUnsound says in Markdown that a site can't be compared, because something is wrong with it.
func printUnsound(w io.Writer, problems []source.Problem) {
	problems = slices.DeleteFunc(slices.Clone(problems), func(p source.Problem) bool { return p.Warning })
	fmt.Fprintf(w, "## This can't be published as it stands: %s\n\n", plural(len(problems), "problem"))
	for _, p := range problems[:min(mostPages, len(problems))] {
		fmt.Fprintf(w, "- %s\n", cell.Replace(fmt.Sprintf("%s: %s", p.Pos, p.Text)))
	}
	if len(problems) > mostPages {
		fmt.Fprintf(w, "- and %d more\n", len(problems)-mostPages)
	}
}

// mostPages is how many pages are named.
const mostPages = 20

func pagesMarkdown(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s changed\n\n", plural(len(list), "page"))
	for _, name := range list[:min(mostPages, len(list))] {
		fmt.Fprintf(&b, "- %s\n", cell.Replace(name))
	}
	if len(list) > mostPages {
		fmt.Fprintf(&b, "- and %d more\n", len(list)-mostPages)
	}
	return b.String()
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
