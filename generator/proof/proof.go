// Package proof reads the finished site as a reader would and trusts nothing
// that made it. It finds links and fragments that lead nowhere, ids that are on
// a page twice, scripts that are not the site's own or have no integrity, styles
// that the site's policy blocks, requests to third parties, references that
// stayed Markdown, and withheld cells that show anything but their mark.
package proof

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/sync/errgroup"

	"vitrine/generator/output"
	"vitrine/generator/source"
)

// Counts say how much was looked at.
type Counts struct {
	Pages, Links, Fragments, Withheld int
}

// foreignStyle is a style sheet's request to another host.
var foreignStyle = regexp.MustCompile(`(?i)(?:url\(\s*["']?|@import\s*["'])\s*(?:[a-z]+:)?//`)

// page is what was found on one page.
type page struct {
	name  string
	ids   map[string]bool
	links []string // as written
	shown map[string]string
}

// Page is what was found on a page that has no withheld cell: all that matters of
// it as long as its bytes are the same.
type Page struct {
	IDs   []string
	Links []string
}

// Run reads all pages of the site whose base URL is base. places tells where
// the links stand that editors wrote; with an empty From, those on every page.
//
// known are pages that were read before, with the same bytes; read are those that
// were read now.
func Run(site *output.Site, base *url.URL, withheld []Withheld, places map[output.Link]source.Pos, known map[string]Page, problems *source.Problems) (counts Counts, read map[string]Page) {
	hidden := map[string]map[string]bool{}
	for _, w := range withheld {
		if w.ID == "" {
			continue
		}
		if hidden[w.File] == nil {
			hidden[w.File] = map[string]bool{}
		}
		hidden[w.File][w.ID] = true
	}
	var names []string
	files := map[string]bool{}
	for _, name := range site.Paths() {
		files[name] = true
		if path.Ext(name) == ".html" {
			names = append(names, name)
		}
	}
	for name := range files {
		if text, _ := site.File(name); path.Ext(name) == ".css" && foreignStyle.Match(text) {
			problems.Addf(source.Pos{File: site.From(name)}, "the style sheet loads from another site")
		}
	}
	pages := make([]*page, len(names))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range names {
		if k, ok := known[names[i]]; ok && hidden[names[i]] == nil {
			pages[i] = &page{name: names[i], ids: map[string]bool{}, links: k.Links}
			for _, id := range k.IDs {
				pages[i].ids[id] = true
			}
			continue
		}
		group.Go(func() error {
			r := &reader{site: site, base: base, problems: problems, hidden: hidden[names[i]], elsewhere: hidden}
			pages[i] = r.read(names[i])
			return nil
		})
	}
	_ = group.Wait() // problems are collected, not returned

	byName := map[string]*page{}
	read = map[string]Page{}
	for _, p := range pages {
		byName[p.name] = p
		if _, before := known[p.name]; !before && len(p.shown) == 0 {
			read[p.name] = Page{slices.Sorted(maps.Keys(p.ids)), p.links}
		}
	}
	counts = Counts{Pages: len(pages), Withheld: withheldInFiles(site, withheld, problems)}
	for _, p := range pages {
		for _, link := range p.links {
			counts.Links++
			if strings.Contains(link, "#") {
				counts.Fragments++
			}
			text := dead(p, link, base, files, byName)
			if text == "" {
				continue
			}
			from := site.From(p.name)
			if pos, ok := places[output.Link{From: from, Href: link}]; ok {
				problems.Addf(pos, "this link leads to %s, %s", link, text)
			} else if pos, ok := places[output.Link{Href: link}]; ok {
				problems.Addf(pos, "this link leads to %s, %s", link, text)
			} else {
				problems.Addf(source.Pos{File: from}, "the page %s links to %s, %s", address(p.name), link, text)
			}
		}
		for id, text := range p.shown {
			counts.Withheld++
			if text != "[c]" {
				problems.Addf(source.Pos{File: site.From(p.name)}, "the page %s shows something else than [c] in the suppressed cell %s", address(p.name), id)
			}
		}
	}
	if counts.Withheld != len(withheld) {
		problems.Addf(source.Pos{File: "public"}, "%d places have to show [c], but only %d of them were found", len(withheld), counts.Withheld)
	}
	return counts, read
}

func address(name string) string { return "/" + strings.TrimSuffix(name, "index.html") }

// dead says why a link leads nowhere, or "".
func dead(p *page, link string, base *url.URL, files map[string]bool, pages map[string]*page) string {
	here := base.JoinPath(strings.TrimSuffix(p.name, "index.html"))
	if strings.HasSuffix(p.name, "index.html") && !strings.HasSuffix(here.Path, "/") {
		here.Path += "/"
	}
	ref, err := url.Parse(link)
	if err != nil {
		return "which is no address"
	}
	target := here.ResolveReference(ref)
	if target.Scheme != base.Scheme || target.Host != base.Host {
		return ""
	}
	name, inside := strings.CutPrefix(target.Path, base.Path)
	if !inside {
		return "which is outside the site: links begin with " + base.Path
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !files[name] {
		return "which is not there"
	}
	if target.Fragment == "" {
		return ""
	}
	if to := pages[name]; to != nil && !to.ids[target.Fragment] {
		return "but there is no such place on that page"
	}
	return ""
}

type reader struct {
	site     *output.Site
	base     *url.URL
	problems *source.Problems
	hidden   map[string]bool
	page     *page

	elsewhere map[string]map[string]bool // the withheld cells of every page
	figure    bool                       // in a sentence's link to a withheld cell
	words     string                     // of that link
}

func (r *reader) reportf(format string, args ...any) {
	r.problems.Addf(source.Pos{File: r.site.From(r.page.name)}, "the page %s %s", address(r.page.name), fmt.Sprintf(format, args...))
}

// voidElements have no end tag.
var voidElements = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

func (r *reader) read(name string) *page {
	text, _ := r.site.File(name)
	r.page = &page{name: name, ids: map[string]bool{}, shown: map[string]string{}}
	z := html.NewTokenizer(bytes.NewReader(text))
	var cell string // the id of the withheld cell being read
	depth, raw := 0, ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return r.page
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			id := r.element(t)
			r.sentence(t)
			if raw = ""; t.Data == "script" || t.Data == "style" || t.Data == "code" {
				raw = t.Data
			}
			if slices.Contains(voidElements, t.Data) {
				continue
			}
			if cell != "" {
				depth++
			} else if r.hidden[id] {
				cell, depth = id, 0
				r.page.shown[id] = ""
			}
		case html.EndTagToken:
			raw = ""
			if name, _ := z.TagName(); r.figure && string(name) == "a" {
				if r.figure = false; strings.TrimSpace(r.words) != "[c]" {
					r.reportf("shows something else than [c] in a link to a suppressed cell")
				}
			}
			if cell != "" {
				if depth--; depth < 0 {
					r.page.shown[cell] = strings.TrimSpace(r.page.shown[cell])
					cell = ""
				}
			}
		case html.TextToken:
			s := z.Token().Data
			if r.figure {
				r.words += s
			}
			if cell != "" {
				r.page.shown[cell] += s
			}
			if raw == "script" && openPoint(s) {
				r.reportf("draws a suppressed figure in a chart")
			}
			if raw == "" && (strings.Contains(s, "](value:") || strings.Contains(s, "](plain:")) {
				r.reportf("shows a link that stayed Markdown: %.60q", s)
			}
		}
	}
}

// element looks at a tag and returns its id.
func (r *reader) element(t html.Token) (id string) {
	get := func(key string) string {
		for _, a := range t.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	for _, a := range t.Attr {
		switch {
		case a.Key == "id":
			id = a.Val
			if r.page.ids[id] {
				r.reportf("has the id %q twice", id)
			}
			r.page.ids[id] = true
		case a.Key == "style":
			r.reportf("has a style attribute on %s, which its own policy blocks: %s", t.Data, a.Val)
		case strings.HasPrefix(a.Key, "on"):
			r.reportf("runs a script from the attribute %s", a.Key)
		case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" || a.Key == "poster" || a.Key == "data":
			r.link(t, a.Key, a.Val)
		case a.Key == "srcset":
			for candidate := range strings.SplitSeq(a.Val, ",") {
				r.link(t, a.Key, strings.Fields(candidate + " .")[0])
			}
		case strings.HasPrefix(a.Key, "data-") && strings.HasSuffix(a.Key, "-src"):
			r.link(t, "src", a.Val)
		}
	}
	switch t.Data {
	case "script":
		kind := get("type")
		inert := kind == "application/json" || kind == "application/ld+json"
		switch {
		case inert:
		case get("src") == "":
			r.reportf("has a script in the page")
		case !strings.HasPrefix(get("integrity"), "sha384-"):
			r.reportf("loads a script without its integrity: %s", get("src"))
		}
	case "style":
		r.reportf("has a style element, which its own policy blocks")
	case "iframe", "object", "embed", "base":
		r.reportf("has an element %s", t.Data)
	case "meta":
		if strings.EqualFold(get("http-equiv"), "refresh") {
			if _, to, ok := strings.Cut(get("content"), "url="); ok {
				r.page.links = append(r.page.links, to)
			}
		}
	}
	return id
}

// sentence looks whether a tag begins a figure in a sentence that links to a
// withheld cell, or gives its value inside one.
func (r *reader) sentence(t html.Token) {
	if r.figure && t.Data == "data" {
		r.reportf("gives a value in a link to a suppressed cell")
	}
	if t.Data != "a" {
		return
	}
	href, figure := "", false
	for _, a := range t.Attr {
		figure = figure || a.Key == "class" && slices.Contains(strings.Fields(a.Val), "figure")
		if a.Key == "href" {
			href = a.Val
		}
	}
	u, err := url.Parse(href)
	if err != nil || !figure {
		return
	}
	name := strings.TrimPrefix(u.Path, r.base.Path) + "index.html"
	r.figure, r.words = r.elsewhere[name][u.Fragment], ""
}

// link notes a link to check, and refuses what loads from elsewhere or runs.
func (r *reader) link(t html.Token, key, value string) {
	u, err := url.Parse(strings.TrimSpace(value))
	if err != nil {
		r.reportf("links to %q, which is no address", value)
		return
	}
	switch u.Scheme {
	case "", "http", "https", "mailto":
	default:
		r.reportf("links to the scheme %s", u.Scheme)
		return
	}
	rel := ""
	for _, a := range t.Attr {
		if a.Key == "rel" {
			rel = a.Val
		}
	}
	loads := key != "href" || t.Data != "a" && t.Data != "area" && t.Data != "link" || t.Data == "link" && !slices.Contains([]string{"canonical", "alternate", "license", "next", "prev"}, rel)
	if loads && u.Host != "" && u.Host != r.base.Host {
		r.reportf("loads from another site: %s", u.Host)
		return
	}
	r.page.links = append(r.page.links, value)
}
