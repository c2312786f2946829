// Package load reads an editor's files: data/site.toml, data/sources.toml,
// data/proof.toml, data/datasets, data/maps, content and templates/words. It says of every mistake where it
// stands, and reads on, so that all of them are reported at once. It never
// prints what stands in a cell: a count may be one that must not be shown.
//
// Load asks whether the files can be read as what they claim to be. Whether
// the figures agree with each other is asked in check.
package load

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"sync"

	"vitrine/generator/parallel"
	"vitrine/generator/phrase"
	"vitrine/generator/prose"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Read is what was found besides articles. Site.Datasets is empty: datasets stay raw until the
// gate has seen them.
type Read struct {
	Site     *report.Site
	Datasets []*raw.Dataset
	Seed     string // disturbs the choice of cells to suppress; never published
	Files    int
	Bytes    int

	Reader *prose.Reader // of texts; nil without words

	drafts []*raw.Dataset // that are not published yet
}

// Options say how a site is read.
type Options struct {
	Words  []string // the keys that the program needs
	Drafts bool     // are read like all else
}

// Load reads the site in fsys but for its articles. What is wrong goes to problems; the result
// is usable only when there are none.
func Load(fsys fs.FS, o Options, problems *source.Problems) *Read {
	l := newLoader(fsys, o, problems)
	l.site(o.Words)
	if l.reader == nil {
		return l.read // without words nothing can be read
	}
	l.sources()
	l.maps()
	l.proof()
	l.glossary()
	l.groups()
	l.datasets()
	return l.read
}

func newLoader(fsys fs.FS, o Options, problems *source.Problems) *loader {
	return &loader{fsys: fsys, problems: problems, options: o, read: &Read{Site: &report.Site{}},
		mu: new(sync.Mutex), drawing: new(sync.Mutex)}
}

type loader struct {
	fsys     fs.FS
	problems *source.Problems
	options  Options
	read     *Read
	reader   *prose.Reader
	own      *phrase.Table // of the site's language
	lent     *phrase.Table // of the one that lends it words of units
	unsure   bool          // sources.toml can't be read, so that no source is unknown

	mu      *sync.Mutex // guards read.Files and read.Bytes
	drawing *sync.Mutex // held while a large image is in memory
}

// each calls do(i) for every name on all processors. A mistake of the program
// itself is reported with the file it fell over, not with a stack.
func (l *loader) each(names []string, do func(i int)) {
	parallel.Each(len(names), func(i int) {
		defer func() {
			if p := recover(); p != nil {
				l.problems.Broken(source.Pos{File: names[i]}, p, debug.Stack())
			}
		}()
		do(i)
	})
}

func (l *loader) datasets() {
	names := l.list("data/datasets", append([]string{".toml"}, tableEndings...)...)
	names = slices.DeleteFunc(names, func(n string) bool { return path.Ext(n) != ".toml" })
	found := make([]*raw.Dataset, len(names))
	l.each(names, func(i int) { found[i] = l.dataset(names[i]) })
	owners := map[string]source.Pos{}
	for _, d := range found {
		if d != nil {
			owners[d.Header.ID] = d.Header.Pos
		}
	}
	for _, d := range found {
		if d != nil {
			l.renamed(d.Header, owners)
		}
		switch {
		case d == nil:
		case l.options.Drafts || !d.Header.Draft:
			l.read.Datasets = append(l.read.Datasets, d)
		default:
			l.read.drafts = append(l.read.drafts, d)
		}
	}
	l.publishedSources()
}

// renamed makes sure that nothing else has an id that a dataset had before.
func (l *loader) renamed(d *report.Dataset, owners map[string]source.Pos) {
	for _, alias := range d.Aliases {
		if first, taken := owners[alias]; taken {
			l.problems.Addf(d.Places.Of("aliases", d.Pos), "the id %q is that of another dataset: %s", alias, first)
		}
		owners[alias] = d.Pos
	}
}

// publishedSources leaves out the sources that only drafts rest on: they are not
// published before them.
func (l *loader) publishedSources() {
	used, drafted := map[*report.Source]bool{}, map[*report.Source]bool{}
	for _, d := range l.read.Datasets {
		for s := range d.AllSources() {
			used[s] = true
		}
	}
	for _, d := range l.read.drafts {
		for s := range d.AllSources() {
			drafted[s] = true
		}
	}
	site := l.read.Site
	for _, m := range site.Maps {
		used[m.Source] = true
	}
	site.Sources = slices.DeleteFunc(site.Sources, func(s *report.Source) bool { return drafted[s] && !used[s] })
}

var (
	idPattern = regexp.MustCompile(`^[a-z0-9_-]{1,80}$`)
	memberID  = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]{0,79}$`) // a country, a period too
	measureID = regexp.MustCompile(`^[a-z0-9_]{1,80}$`)
)

// reserved are the first parts of addresses that the site itself uses.
var reserved = []string{"data", "sources", "topics", "corrections", "charts", "embed", "cards", "releases", "glossary",
	"accessibility", "filings", "assets", "search", "404", "index"}

// checkID reports an id that is not made of the characters ids are made of.
func (l *loader) checkID(pattern *regexp.Regexp, what, id string, pos source.Pos) bool {
	if pattern.MatchString(id) {
		return true
	}
	l.problems.Add(source.Problem{Pos: pos, Text: fmt.Sprintf("%q can't be the id of a %s", id, what),
		Hint: idHint})
	return false
}
