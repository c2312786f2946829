package command

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"vitrine/generator/build"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/publish"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/schema"
	"vitrine/generator/source"
	"vitrine/generator/starter"
	"vitrine/generator/strict"
)

const newUsage = `vitrine new [--profile ID] DIR
vitrine new [-C DIR] article SLUG
vitrine new [-C DIR] dataset ID
vitrine new [-C DIR] chart DATASET
vitrine new [-C DIR] --ci github|gitlab

Writes a small complete site into a folder, with comments that teach; or the
beginning of an article or a dataset; or prints the block of a chart of a
dataset, to paste into an article; or writes the workflows by which a host
checks, reviews and publishes a site. It asks nothing and overwrites nothing.

  --profile ID  the site is a report that a law asks for, with invented figures to
                be replaced: eu-dsa-2024-2835

  vitrine new figures && cd figures && vitrine serve

`

func runNew(c *call) int {
	var dir, host, profiled string
	c.flags.StringVar(&dir, "C", ".", "")
	c.flags.StringVar(&host, "ci", "", "")
	c.flags.StringVar(&profiled, "profile", "", "")
	words, code, done := c.parse(2)
	if done {
		return code
	}
	today := time.Now().Format(time.DateOnly)
	var list map[string][]byte
	var err error
	kind := ""
	if len(words) == 2 {
		kind = words[0]
	}
	switch {
	case host != "" && len(words) == 0:
		if host != "github" && host != "gitlab" {
			return c.refuse("--ci is github or gitlab")
		}
		list, err = starter.Workflows(host)
	case len(words) == 1 && slices.Contains([]string{"article", "dataset", "chart"}, words[0]):
		return c.refuse("%q is what to make: its name is missing, as in \"vitrine new %s arrests\"", words[0], words[0])
	case profiled != "" && len(words) == 1:
		dir = words[0]
		if list = starter.Report(profiled); list == nil {
			return c.refuse("there is no starter for the profile %q: they are %s", profiled,
				strings.Join(starter.Reports(), ", "))
		}
	case host == "" && len(words) == 1:
		dir = words[0]
		list, err = starter.Site(today)
	case kind == "article" && slug.MatchString(words[1]):
		list = map[string][]byte{"content/reports/" + words[1] + ".md": starter.Article(titleOf(words[1]), today)}
	case kind == "dataset" && slug.MatchString(words[1]):
		text := starter.Dataset(titleOf(words[1]), firstSource(dir), today)
		list = map[string][]byte{"data/datasets/" + words[1] + ".toml": text}
	case kind == "chart":
		return newChart(c, dir, words[1])
	case kind == "article" || kind == "dataset":
		return c.refuse("%q is made of a to z, 0 to 9 and -", words[1])
	default:
		return c.refuse("what is to be made?\n%s", newUsage)
	}
	if err != nil {
		fmt.Fprintln(c.stderr, publish.Reason(err))
		return 1
	}
	return writeNew(c, dir, list)
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// titleOf is a title for what has an id, until somebody writes another.
func titleOf(id string) string {
	words := strings.ReplaceAll(id, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// writeNew writes files that are not there; where one is, none is written.
func writeNew(c *call, dir string, list map[string][]byte) int {
	withSchemas(dir, list)
	names := slices.Sorted(maps.Keys(list))
	for _, name := range names {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if _, err := os.Lstat(at); err == nil {
			fmt.Fprintf(c.stderr, "%s is there already, and nothing was written\n", at)
			return 1
		}
	}
	files := map[string][]byte{}
	for name, text := range list {
		files[filepath.Join(dir, filepath.FromSlash(name))] = text
	}
	if err := writeFiles(files); err != nil {
		fmt.Fprintln(c.stderr, err)
		return 1
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(c.stdout, "wrote    %s\n", name)
	}
	return 0
}

// withSchemas adds to files of data/ the line that names their schema, and the schemas that a site lacks.
func withSchemas(dir string, list map[string][]byte) {
	described := false
	for name, text := range list {
		if strings.HasPrefix(name, "data/") && path.Ext(name) == ".toml" {
			list[name], described = append([]byte(schema.Line(name)), text...), true
		}
	}
	for name, text := range schema.Files() {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); described && err != nil {
			list[name] = text
		}
	}
}

// rawSite reads a site's data as far as it can be read.
func rawSite(dir string) *load.Read {
	var problems source.Problems
	return load.Load(build.WithTemplates(os.DirFS(dir)),
		load.Options{Words: locale.Required(), Drafts: true}, &problems)
}

// firstSource is the id of a source that a site has, to begin with.
func firstSource(dir string) string {
	if sources := rawSite(dir).Site.Sources; len(sources) > 0 {
		return sources[0].ID
	}
	return "SOURCE"
}

// newChart prints the block of a chart of a dataset: of its first measure over time, or over its first
// dimension.
func newChart(c *call, dir, id string) int {
	var ids []string
	for _, d := range rawSite(dir).Datasets {
		if ids = append(ids, d.Header.ID); d.Header.ID == id {
			fmt.Fprint(c.stdout, chartBlock(d))
			return 0
		}
	}
	fmt.Fprintf(c.stderr, "there is no dataset %q in %s\n", id, path.Join(dir, "data/datasets"))
	if hint := source.DidYouMean(id, ids); hint != "" {
		fmt.Fprintln(c.stderr, "    "+hint)
	}
	return 1
}

// chartBlock is the block of a chart of a dataset.
func chartBlock(d *raw.Dataset) string {
	h := d.Header
	number := slices.IndexFunc(h.Measures, func(m *report.Measure) bool { return !m.Rating() })
	if number < 0 || len(h.Dimensions) == 0 {
		return "# this dataset has no numbers to draw\n"
	}
	x := max(0, slices.IndexFunc(h.Dimensions, func(d *report.Dimension) bool { return d.Kind == report.KindPeriod }))
	kind := "bar"
	if h.Dimensions[x].Kind == report.KindPeriod && len(h.Dimensions[x].Members) > 6 {
		kind = "line"
	}
	var b strings.Builder
	line := func(key, value, comment string) {
		text := fmt.Sprintf("%-6s = %s", key, strict.Quote(value))
		if comment != "" {
			text = fmt.Sprintf("%-48s # %s", text, comment)
		}
		b.WriteString(text + "\n")
	}
	b.WriteString("```chart\n")
	line("type", kind, "or stacked-bar, horizontal-bar, line, area, slope, pie, range, heatmap")
	line("data", h.ID, "")
	line("x", h.Dimensions[x].ID, "")
	line("y", h.Measures[number].ID, "")
	for i, other := range h.Dimensions {
		if i != x && other.Total == "" {
			line("series", other.ID, "or where = { "+other.ID+" = \"…\" }")
		}
	}
	line("title", "…", "what the chart finds, with its figures linked")
	line("alt", "…", "what it looks like, for who can't see it")
	line("id", h.ID+"-by-"+h.Dimensions[x].ID, "")
	b.WriteString("```\n")
	return b.String()
}
