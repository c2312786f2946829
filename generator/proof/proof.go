// Package proof reads the finished site as a reader would and trusts nothing
// that made it. It finds links and fragments that lead nowhere, ids that are on
// a page twice, scripts that are not the site's own or have no integrity, styles
// that the site's policy blocks, requests to third parties, references that
// stayed Markdown, and withheld cells that show anything but their mark.
package proof

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/output"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Counts say how much was looked at.
type Counts struct {
	Pages, Links, Fragments, Withheld int
}

// Page is what was found on a page. It is true as long as the page's bytes are the same.
type Page struct {
	IDs      []string // sorted
	Links    []string // as written, but for those to places on the page itself
	Places   int      // those of them that lead to a place on a page
	Own      int      // links to places on the page itself, which are there
	Withheld int      // cells that show [c]
	Open     []string // cells that its sentences show: a page's file, "#" and an id
}

// Reader reads the files of a site, each as soon as it is made.
// Goroutines may share it.
type Reader struct {
	base     *url.URL
	problems *source.Problems
	withheld []Withheld
	hidden   map[string]map[string]bool // the ids of withheld cells by page
	files    map[string][]Withheld      // those in data files

	mu    sync.Mutex
	pages map[string]*Page
	hrefs map[string]string // of the links of all pages: many lead to the same place
	found int               // withheld cells in data files
}

// New is a reader for a site that must not show some cells.
func New(base *url.URL, withheld []Withheld, problems *source.Problems) *Reader {
	r := &Reader{base: base, problems: problems, withheld: withheld, hidden: map[string]map[string]bool{},
		files: map[string][]Withheld{}, pages: map[string]*Page{}, hrefs: map[string]string{}}
	for _, w := range withheld {
		if w.ID == "" {
			r.files[w.File] = append(r.files[w.File], w)
			continue
		}
		if r.hidden[w.File] == nil {
			r.hidden[w.File] = map[string]bool{}
		}
		r.hidden[w.File][w.ID] = true
	}
	return r
}

// foreignStyle is a style sheet's request to another host.
var foreignStyle = regexp.MustCompile(`(?i)(?:url\(\s*["']?|@import\s*["'])\s*(?:[a-z]+:)?//`)

// Look reads a file. from is the editor's file that it was made from.
func (r *Reader) Look(name string, contents []byte, from string) {
	switch {
	case path.Ext(name) == ".html":
		page := r.readPage(name, contents, from)
		r.mu.Lock()
		r.pages[name] = &page
		r.mu.Unlock()
	case path.Ext(name) == ".css" && foreignStyle.Match(contents):
		r.problems.Addf(source.Pos{File: from}, "the style sheet loads from another site")
	}
	if list := r.files[name]; list != nil {
		n := withheldIn(name, contents, from, list, r.problems)
		r.mu.Lock()
		r.found += n
		r.mu.Unlock()
	}
}

// Keep takes over what an earlier build found on a page.
func (r *Reader) Keep(name string, page *Page) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages[name] = page
}

// Page is what was found on a page.
func (r *Reader) Page(name string) (Page, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.pages[name]; p != nil {
		return *p, true
	}
	return Page{}, false
}

// Finish checks where the links of pages lead, and whether all withheld cells were found. places
// tells where the links stand that editors wrote; it is called when one leads nowhere.
//
// An address on the site's host but outside the site's path is another site's. Where the site
// is at the root of its host, one that it does not have may be another's too: it is a warning.
func (r *Reader) Finish(site *output.Site, places func() map[report.SiteLink]source.Pos) Counts {
	names := slices.Collect(maps.Keys(r.pages)) // in any order, as problems are sorted
	counts := Counts{Pages: len(names), Withheld: r.found}
	for name, list := range r.files {
		if f, _ := site.Info(name); f.Kept { // it was looked at when it was made
			counts.Withheld += len(list)
		}
	}
	workers := runtime.GOMAXPROCS(0)
	parts := make([]Counts, workers)
	check := &linkChecker{pages: r.pages, site: site, base: r.base, ids: map[string]map[string]bool{}}
	var group errgroup.Group
	for w := range workers {
		group.Go(func() error {
			checked := map[string]string{}
			for i := w; i < len(names); i += workers {
				f, _ := site.Info(names[i])
				p := r.pages[names[i]]
				if f.Kept && slices.ContainsFunc(p.Open, r.withholds) {
					r.problems.Addf(source.Pos{File: f.From}, "the page %s %s", address(names[i]), exposed)
				}
				r.links(names[i], check, checked, places, &parts[w])
			}
			return nil
		})
	}
	_ = group.Wait() // problems are collected, not returned
	for _, p := range parts {
		counts.Links += p.Links
		counts.Fragments += p.Fragments
		counts.Withheld += p.Withheld
	}
	if counts.Withheld != len(r.withheld) {
		r.problems.Addf(source.Pos{File: "public"}, "%d places have to show [c], but only %d of them were found",
			len(r.withheld), counts.Withheld)
	}
	return counts
}

const exposed = "shows something else than [c] in a link to a suppressed cell"

// withholds reports whether a cell, as Open names it, must not be shown.
func (r *Reader) withholds(cell string) bool {
	name, id, _ := strings.Cut(cell, "#")
	return r.hidden[name][id]
}

// links checks where a page's links lead. checked has what is wrong with those that mean the
// same on every page.
func (r *Reader) links(name string, check *linkChecker, checked map[string]string,
	places func() map[report.SiteLink]source.Pos, counts *Counts) {
	p := r.pages[name]
	counts.Links += len(p.Links) + p.Own
	counts.Fragments += p.Own + p.Places
	counts.Withheld += p.Withheld
	for _, link := range p.Links {
		text, ok := checked[link]
		if !ok {
			text = check.problem(check.target(name, link))
			if strings.HasPrefix(link, "/") || strings.Contains(link, "://") {
				checked[link] = text
			}
		}
		if text == "" {
			continue
		}
		from := check.site.From(name)
		problem := source.Problem{Text: fmt.Sprintf("this link leads to %s, %s", link, text)}
		if text == foreign {
			problem.Warning, problem.Hint = true, "a page of the site is linked by its path, without the host"
		}
		if pos, ok := places()[report.SiteLink{From: from, Href: link}]; ok {
			problem.Pos = pos
		} else if pos, ok := places()[report.SiteLink{Href: link}]; ok {
			problem.Pos = pos
		} else {
			problem.Pos, problem.Text = source.Pos{File: from},
				fmt.Sprintf("the page %s links to %s, %s", address(name), link, text)
		}
		r.problems.Add(problem)
	}
}

func address(name string) string { return "/" + strings.TrimSuffix(name, "index.html") }

// linkChecker finds where links lead.
type linkChecker struct {
	pages map[string]*Page
	site  *output.Site
	base  *url.URL

	mu  sync.Mutex
	ids map[string]map[string]bool // of pages that has was called with
}

// target is where a link leads: a file of the site and a place in it, or a
// reason why it leads nowhere; nothing for what is elsewhere.
type target struct {
	name, fragment, wrong string
	hosted                bool // the link has the host
}

// foreign says of an address on the site's host that the site does not have it.
const foreign = "which is on the site's host, and no page of the site"

// target finds where a link of a page leads.
func (c *linkChecker) target(page, link string) target {
	here := c.base.JoinPath(strings.TrimSuffix(page, "index.html"))
	if strings.HasSuffix(page, "index.html") && !strings.HasSuffix(here.Path, "/") {
		here.Path += "/"
	}
	ref, err := url.Parse(link)
	if err != nil {
		return target{wrong: "which is no address"}
	}
	to := here.ResolveReference(ref)
	if to.Scheme != c.base.Scheme || host(to) != host(c.base) {
		return target{}
	}
	name, inside := strings.CutPrefix(to.Path, c.base.Path)
	switch {
	case !inside && ref.Host != "":
		return target{}
	case !inside:
		return target{wrong: "which is outside the site: links begin with " + c.base.Path}
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	return target{name: name, fragment: to.Fragment, hosted: ref.Host != ""}
}

// host is an address's host in small letters, without the port that its scheme has.
func host(u *url.URL) string {
	name := strings.ToLower(u.Host)
	if ports := map[string]string{"https": ":443", "http": ":80"}; ports[u.Scheme] != "" {
		name = strings.TrimSuffix(name, ports[u.Scheme])
	}
	return name
}

// problem says why a link leads nowhere, or "".
func (c *linkChecker) problem(t target) string {
	if t.wrong != "" || t.name == "" {
		return t.wrong
	}
	_, exists := c.site.Info(t.name)
	switch {
	case !exists && t.hosted && c.base.Path == "/":
		return foreign
	case !exists:
		return "which is not there"
	case t.fragment != "" && path.Ext(t.name) == ".html" && !c.has(t.name, t.fragment):
		return "but there is no such place on that page"
	}
	return ""
}

// has reports whether a page has an id.
func (c *linkChecker) has(name, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := c.ids[name]
	if ids == nil {
		ids = map[string]bool{}
		if p := c.pages[name]; p != nil {
			for _, id := range p.IDs {
				ids[id] = true
			}
		}
		c.ids[name] = ids
	}
	return ids[id]
}

// page is what was found on a page, once it is read.
func (r *pageReader) page() Page {
	p := Page{IDs: make([]string, 0, len(r.ids)), Links: make([]string, 0, len(r.links)), Withheld: r.shown,
		Open: r.open}
	for id := range r.ids {
		p.IDs = append(p.IDs, id)
	}
	slices.Sort(p.IDs)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, link := range r.links {
		if fragment, own := strings.CutPrefix(link, "#"); own && r.ids[fragment] {
			p.Own++
		} else {
			href, exists := r.hrefs[link]
			if !exists {
				href = strings.Clone(link)
				r.hrefs[href] = href
			}
			p.Links = append(p.Links, href)
			if strings.Contains(link, "#") {
				p.Places++
			}
		}
	}
	return p
}

func (r *pageReader) reportf(format string, args ...any) {
	r.problems.Addf(source.Pos{File: r.from}, "the page %s %s", address(r.name), fmt.Sprintf(format, args...))
}
