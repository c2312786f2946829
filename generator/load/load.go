// Package load reads an editor's files: data/site.toml, data/sources.toml,
// data/datasets, content and templates/words. It says of every mistake where it
// stands, and reads on, so that all of them are reported at once. It never
// prints what stands in a cell: a count may be one that must not be shown.
//
// Load asks whether the files can be read as what they claim to be. Whether
// the figures agree with each other is asked in check.
package load

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/parallel"
	"vitrine/generator/prose"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Read is what was found. Site.Datasets is empty: datasets stay raw until the
// gate has seen them.
type Read struct {
	Site     *report.Site
	Datasets []*raw.Dataset
	Seed     string // disturbs the choice of cells to suppress; never published
	Files    int
	Bytes    int
	Found    map[string]*Known // of the articles with nothing to complain of, by their files

	drafts []*raw.Dataset // that are not published yet
}

// Options say how a site is read.
type Options struct {
	Words  []string // the keys that the program needs
	Drafts bool     // are read like all else
	Known  func(file string) *Known
	Sound  func(file string) bool       // a dataset's file was read before, and its syntax was right
	Digest func(contents []byte) string // of articles; nil for the sha256
}

// Known is what was found of an article when it was read before, with nothing to
// complain of: its file and those beside it are the same.
type Known struct {
	Outline *report.Outline
	Files   int
	Bytes   int
}

// Load reads the site in fsys. What is wrong goes to problems; the result is
// usable only when there are none.
func Load(fsys fs.FS, o Options, problems *source.Problems) *Read {
	l := newLoader(fsys, o, problems)
	l.site(o.Words)
	if l.reader == nil {
		return l.read // without words nothing can be read
	}
	l.sources()
	l.each([]string{"data/datasets", "content"}, func(i int) { [...]func(){l.datasets, l.articles}[i]() })
	l.publishedSources()
	l.uniqueAddresses()
	l.uniqueTitles()
	return l.read
}

// Articles reads the articles of a site that has none, and of which all else has been
// read and is known to be sound. That site is not changed.
func Articles(fsys fs.FS, o Options, site *report.Site, problems *source.Problems) *Read {
	l := newLoader(fsys, o, problems)
	read := *site
	read.SectionText = map[string]*report.Article{}
	l.read.Site = &read
	l.reader = prose.NewReader(site.Plain, site.Language, site.Words)
	l.articles()
	l.uniqueAddresses()
	return l.read
}

func newLoader(fsys fs.FS, o Options, problems *source.Problems) *loader {
	l := &loader{fsys: fsys, problems: problems, options: o, printer: new(prose.Printer), read: &Read{Site: &report.Site{SectionText: map[string]*report.Article{}}, Found: map[string]*Known{}}, mu: new(sync.Mutex), drawing: new(sync.Mutex)}
	if o.Known == nil {
		l.options.Known = func(string) *Known { return nil }
	}
	if o.Sound == nil {
		l.options.Sound = func(string) bool { return false }
	}
	if o.Digest == nil {
		l.options.Digest = func(contents []byte) string {
			sum := sha256.Sum256(contents)
			return string(sum[:])
		}
	}
	return l
}

type loader struct {
	fsys     fs.FS
	problems *source.Problems
	options  Options
	read     *Read
	reader   *prose.Reader
	printer  *prose.Printer
	unsure   bool   // sources.toml can't be read, so that no source is unknown
	sound    bool   // the file that is read was read before, and its text and syntax were right
	sum      string // then, the digest that an article has to have

	mu      *sync.Mutex // guards read.Files and read.Bytes
	drawing *sync.Mutex // held while a large image is in memory
}

// each calls do(i) for every name on all processors. A mistake of the program
// itself is reported with the file it fell over, not with a stack.
func (l *loader) each(names []string, do func(i int)) {
	parallel.Each(len(names), func(i int) {
		defer func() {
			if p := recover(); p != nil {
				l.problems.Broken(names[i], p, debug.Stack())
			}
		}()
		do(i)
	})
}

func (l *loader) datasets() {
	names := l.list("data/datasets", ".toml", ".csv")
	names = slices.DeleteFunc(names, func(n string) bool { return path.Ext(n) != ".toml" })
	found := make([]*raw.Dataset, len(names))
	l.each(names, func(i int) { found[i] = l.dataset(names[i]) })
	for _, d := range found {
		switch {
		case d == nil:
		case l.options.Drafts || !d.Header.Draft:
			l.read.Datasets = append(l.read.Datasets, d)
		default:
			l.read.drafts = append(l.read.drafts, d)
		}
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
	site.Sources = slices.DeleteFunc(site.Sources, func(s *report.Source) bool { return drafted[s] && !used[s] })
}

// Held is how many articles a site may have so that they are held in memory when
// they have been read. Of those of a larger one only the outlines are: they are
// read again when they are made.
const Held = 1000

// one is an article as it was found before, or else read now.
func (l *loader) one(name string, hold bool) (*report.Article, *Known) {
	known := l.options.Known(name)
	if known != nil {
		return l.later(known.Outline), known
	}
	own := l.apart()
	a := own.article(name, false)
	known = &Known{Files: own.read.Files, Bytes: own.read.Bytes}
	complaints := own.problems.Sorted()
	for _, p := range complaints {
		l.problems.Add(p)
	}
	if len(complaints) > 0 {
		return a, known
	}
	if known.Outline = a.Outline; !hold && a.Slug != "index" {
		a = l.later(a.Outline)
	}
	return a, known
}

// later is an article that was read before, with nothing to complain of, and is read
// again when somebody asks. Should its file be another one then, that is a problem,
// and nothing is written in it.
func (l *loader) later(o *report.Outline) *report.Article {
	return report.Later(o, func(brief bool) *report.Written {
		own := l.apart()
		own.sound, own.sum = true, o.Sum
		if a := own.article(o.File, brief); a != nil {
			return a.Written
		}
		at := source.Pos{File: o.File}
		l.problems.Add(source.Problem{Pos: at, Text: "this was changed or taken away while the site was being made", Hint: "build again"})
		empty := func() *report.Text {
			return l.reader.Inline(nil, func(int) source.Pos { return at }, "", new(source.Problems))
		}
		return &report.Written{Title: empty(), Summary: empty(), Body: empty()}
	})
}

// apart is a loader of the same site that keeps what it finds to itself.
func (l *loader) apart() *loader {
	own := *l
	own.problems, own.read, own.mu = new(source.Problems), &Read{Site: l.read.Site}, new(sync.Mutex)
	return &own
}

func (l *loader) articles() {
	names := l.list("content")
	names = slices.DeleteFunc(names, func(n string) bool {
		ext := path.Ext(n)
		if near := strings.ToLower(ext); ext != ".md" && (near == ".md" || near == ".markdown") {
			l.problems.Add(source.Problem{Pos: source.Pos{File: n}, Text: "this file is not read", Warning: true, Hint: "the name of an article ends in .md"})
		}
		return ext != ".md"
	})
	found := make([]*report.Article, len(names))
	known := make([]*Known, len(names))
	hold := len(names) <= Held
	l.each(names, func(i int) { found[i], known[i] = l.one(names[i], hold) })
	site := l.read.Site
	for _, k := range known {
		if k == nil {
			continue // it was reported
		}
		l.mu.Lock() // datasets are being read
		l.read.Files += k.Files
		l.read.Bytes += k.Bytes
		l.mu.Unlock()
	}
	for i, a := range found {
		if a == nil || a.Draft && !l.options.Drafts {
			continue
		}
		if known[i].Outline != nil {
			l.read.Found[a.File] = known[i]
		}
		if a.Slug == "index" {
			if first := site.SectionText[a.Section]; first != nil {
				l.problems.Addf(a.Pos(), "the section %s has its page in %s", a.Section, first.File)
			}
			site.SectionText[a.Section] = a
		} else {
			site.Articles = append(site.Articles, a)
		}
	}
	slices.SortStableFunc(site.Articles, func(a, b *report.Article) int {
		return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Path, b.Path))
	})
	topics := map[string]*report.Topic{}
	for _, a := range site.Articles {
		a.Topics = slices.Clone(a.Named)
		for i, title := range a.Topics {
			id := topicID(title)
			if topics[id] == nil {
				topics[id] = &report.Topic{ID: id, Title: title}
				site.Topics = append(site.Topics, topics[id])
			}
			a.Topics[i] = topics[id].Title // one spelling for all
			if n := len(topics[id].Articles); n == 0 || topics[id].Articles[n-1] != a {
				topics[id].Articles = append(topics[id].Articles, a)
			}
		}
	}
	slices.SortFunc(site.Topics, func(a, b *report.Topic) int { return cmp.Compare(a.ID, b.ID) })
}

var (
	notInTopic = regexp.MustCompile(`[^\p{L}\p{Nd}\p{M}]+`)
	idPattern  = regexp.MustCompile(`^[a-z0-9_-]{1,80}$`)
	memberID   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]{0,79}$`) // a country, a period too
	measureID  = regexp.MustCompile(`^[a-z0-9_]{1,80}$`)
)

func topicID(title string) string {
	return strings.Trim(notInTopic.ReplaceAllString(strings.ToLower(title), "-"), "-")
}

// reserved are the first parts of addresses that the site itself uses.
var reserved = []string{"data", "sources", "topics", "corrections", "charts", "embed", "cards", "releases", "assets", "search", "404", "index"}

// claim reports what somebody else has.
func (l *loader) claim(seen map[string]source.Pos, what, key string, pos source.Pos) {
	if first, taken := seen[key]; taken {
		l.problems.Addf(pos, "the %s %q is taken: %s has it", what, key, first)
		return
	}
	seen[key] = pos
}

// uniqueTitles makes sure that no two datasets share a title.
func (l *loader) uniqueTitles() {
	titles := map[string]source.Pos{}
	for _, d := range l.read.Datasets {
		l.claim(titles, "title", d.Header.Title.In(l.read.Site.Language), d.Header.Pos)
	}
}

// uniqueAddresses makes sure that no two articles share an address or a title, and
// no two blocks an id.
func (l *loader) uniqueAddresses() {
	n := len(l.read.Site.Articles)
	addresses, titles, blocks := make(map[string]source.Pos, n), map[string]source.Pos{}, map[string]source.Pos{}
	for id, a := range l.read.Site.SectionText {
		addresses["/"+id+"/"] = a.Pos()
	}
	claimed, named := make(map[string]bool, n), make(map[string]bool, n)
	twice := func(seen map[string]bool, key string) bool {
		there := seen[key]
		seen[key] = true
		return there
	}
	unique := true // as nearly always; else all are read, to say where
	for _, a := range l.read.Site.Articles {
		unique = !twice(claimed, "/"+a.Name) && unique
		for _, id := range a.Blocks {
			unique = (id == "" || !twice(named, id)) && unique
		}
	}
	for _, a := range l.read.Site.Articles {
		l.claim(addresses, "address", a.Path, a.Pos())
		for _, alias := range a.Aliases {
			l.claim(addresses, "address", alias.Path, alias.Pos)
		}
		if unique {
			continue
		}
		l.claim(titles, "title", a.Name, a.Whole().Title.Pos)
		for _, b := range a.Body.Blocks {
			if b.Name() != "" {
				l.claim(blocks, "id", b.Name(), b.At())
			}
		}
	}
}

// checkID reports an id that is not made of the characters ids are made of.
func (l *loader) checkID(pattern *regexp.Regexp, what, id string, pos source.Pos) bool {
	if pattern.MatchString(id) {
		return true
	}
	l.problems.Add(source.Problem{Pos: pos, Text: fmt.Sprintf("%q can't be the id of a %s", id, what),
		Hint: idHint})
	return false
}
