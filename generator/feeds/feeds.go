// Package feeds says in the words of other programs what the site's pages say to readers: Atom
// and sitemaps, schema.org's JSON-LD, data packages, and references for bibliographies. It
// makes bytes of plain values, and nothing in them can break out: all text goes through an
// encoder.
package feeds

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"

	"vitrine/generator/report"
)

// Feed is an Atom feed.
type Feed struct {
	Language string
	Title    string
	URL      string // of what the feed tells of
	Self     string // the feed's own URL
	Author   string
	Rights   string // "" for none
	Entries  []Entry
}

// Entry is an entry of a feed.
type Entry struct {
	Title     string
	URL       string
	Published report.Date
	Updated   report.Date
	Authors   []string
	Summary   string
	Content   string // "" for none
}

type atomFeed struct {
	XMLName xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string       `xml:"xml:lang,attr"`
	Title   string       `xml:"title"`
	ID      string       `xml:"id"`
	Links   []atomLink   `xml:"link"`
	Updated string       `xml:"updated"`
	Author  []atomAuthor `xml:"author"`
	Rights  string       `xml:"rights,omitempty"`
	Entries []atomEntry  `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	Title     string       `xml:"title"`
	ID        string       `xml:"id"`
	Link      atomLink     `xml:"link"`
	Published string       `xml:"published"`
	Updated   string       `xml:"updated"`
	Authors   []atomAuthor `xml:"author"`
	Summary   string       `xml:"summary"`
	Content   string       `xml:"content,omitempty"`
}

// Atom writes a feed, the newest entries first.
func Atom(f Feed) []byte {
	feed := atomFeed{Lang: f.Language, Title: f.Title, ID: f.URL, Rights: f.Rights, Updated: instant(report.Date{}),
		Author: authors(f.Author), Links: []atomLink{{"", f.URL}, {"self", f.Self}}}
	for _, e := range f.Entries {
		feed.Entries = append(feed.Entries, atomEntry{Title: e.Title, ID: e.URL, Link: atomLink{"", e.URL},
			Published: instant(e.Published), Updated: instant(e.Updated), Authors: authors(e.Authors...),
			Summary: e.Summary, Content: e.Content})
	}
	slices.SortStableFunc(feed.Entries, func(a, b atomEntry) int { return cmp.Compare(b.Updated, a.Updated) })
	if len(feed.Entries) > 0 {
		feed.Updated = feed.Entries[0].Updated
	}
	return xmlFile(feed)
}

func authors(names ...string) (list []atomAuthor) {
	for _, name := range names {
		list = append(list, atomAuthor{name})
	}
	return list
}

// instant is a date as Atom wants it: midnight of its first day.
func instant(d report.Date) string {
	return fmt.Sprintf("%04d-%02d-%02dT00:00:00Z", max(d.Year, 1), max(d.Month, 1), max(d.Day, 1))
}

// Page is a page as a sitemap names it.
type Page struct {
	URL     string
	Changed report.Date // the zero Date when it is not known
}

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// Sitemap writes a sitemap.
func Sitemap(pages []Page) []byte {
	var all sitemap
	for _, p := range pages {
		all.URLs = append(all.URLs, sitemapURL{p.URL, p.Changed.String()})
	}
	return xmlFile(all)
}

func xmlFile(v any) []byte {
	text, _ := xml.MarshalIndent(v, "", " ") // strings alone: nothing can fail
	return append([]byte(xml.Header), append(text, '\n')...)
}
