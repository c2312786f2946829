package main

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/cache"
	"vitrine/generator/output"
	"vitrine/generator/proof"
	"vitrine/generator/render"
	"vitrine/generator/report"
)

// articlePages is what became of an article: its files, but for its picture for
// sharing, and what was found when its pages were read again.
type articlePages struct {
	Files map[string][]byte
	Pages map[string]proof.Page
}

// pageCache keeps what became of articles. An article's pages are made of its own
// file and of what all pages are made of: the data, the templates, the program,
// and of every other article its front matter and the datasets that it uses. So
// these are its key, and nothing else can change a page.
type pageCache struct {
	store   *cache.Folder
	general string // the digest of all but the articles' own texts
	known   map[*report.Article]*articlePages
}

// recall finds the articles whose pages were made before. Without a store, or of
// files that may change meanwhile, it finds none.
func recall(files fs.FS, site *report.Site, assets render.Assets, drafts bool, store *cache.Folder) *pageCache {
	c := &pageCache{store: store, known: map[*report.Article]*articlePages{}}
	s, ok := files.(*snapshot)
	if store == nil || !ok || !s.whole || programSum() == "" {
		return c
	}
	articles := slices.Clone(site.Articles)
	for _, id := range slices.Sorted(maps.Keys(site.SectionText)) {
		articles = append(articles, site.SectionText[id])
	}
	texts := map[string]bool{}
	for _, a := range articles {
		texts[a.File] = true
	}
	parts := append([]string{"pages 2", programSum(), fmt.Sprint(drafts), fmt.Sprint(assets)}, s.digests(func(name string) bool { return !texts[name] })...)
	prying := s.prying()
	for _, a := range articles {
		parts = append(parts, a.File, a.HeadSum, strings.Join(a.Datasets(), " "))
		if prying {
			parts = append(parts, a.Sum)
		}
	}
	c.general = cache.Key(parts...)
	found := make([]*articlePages, len(site.Articles))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, a := range site.Articles {
		group.Go(func() error { found[i] = c.get(a); return nil })
	}
	_ = group.Wait() // what is not found is made anew
	for i, a := range site.Articles {
		if found[i] != nil {
			c.known[a] = found[i]
		}
	}
	return c
}

// How a template of an article's page names its own text, where it says which
// article that is, and how it would name another's.
var (
	own     = regexp.MustCompile(`\$a\.Body\b`)
	article = regexp.MustCompile(`\$a\s*:?=`)
	another = regexp.MustCompile(`\.(?:Body|Texts)\b`)
)

// prying reports whether a template may show the text of another article than
// the one whose page it makes.
func (s *snapshot) prying() bool {
	for name, contents := range s.files {
		if !strings.HasPrefix(name, "templates/") || path.Ext(name) != ".html" {
			continue
		}
		text := string(contents)
		if len(article.FindAllString(text, -1)) == 1 && strings.Contains(text, "{{$a := .Article}}") {
			text = own.ReplaceAllString(text, "")
		}
		if another.MatchString(text) {
			return true
		}
	}
	return false
}

func (c *pageCache) key(a *report.Article) string {
	return cache.Key("article 1", c.general, a.File, a.Sum)
}

func (c *pageCache) get(a *report.Article) *articlePages {
	packed, ok := c.store.Get(c.key(a))
	if !ok {
		return nil
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	var p articlePages
	if gob.NewDecoder(unpacked).Decode(&p) != nil {
		return nil
	}
	return &p
}

// files are an article's files when they were made before, or nil.
func (c *pageCache) files(a *report.Article) map[string][]byte {
	if p := c.known[a]; p != nil {
		return p.Files
	}
	return nil
}

// pages are what was found on all known pages.
func (c *pageCache) pages() map[string]proof.Page {
	all := map[string]proof.Page{}
	for _, p := range c.known {
		maps.Copy(all, p.Pages)
	}
	return all
}

// keep keeps what became of the articles that were not known. All of the site
// has been proved.
func (c *pageCache) keep(site *report.Site, out *output.Site, read map[string]proof.Page) {
	if c.general == "" {
		return
	}
	fresh := map[string]*articlePages{} // by the article's file
	for _, a := range site.Articles {
		if c.known[a] == nil {
			fresh[a.File] = &articlePages{map[string][]byte{}, map[string]proof.Page{}}
		}
	}
	for _, name := range out.Paths() {
		p := fresh[out.From(name)]
		if p == nil || strings.HasPrefix(name, "cards/") {
			continue
		}
		p.Files[name], _ = out.File(name)
		if page, ok := read[name]; ok {
			p.Pages[name] = page
		}
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, a := range site.Articles {
		p := fresh[a.File]
		if p == nil {
			continue
		}
		group.Go(func() error {
			var b bytes.Buffer
			w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid one
			if gob.NewEncoder(w).Encode(p) == nil && w.Close() == nil {
				c.store.Put(c.key(a), b.Bytes())
			}
			return nil
		})
	}
	_ = group.Wait() // what can't be kept is made anew the next time
}
