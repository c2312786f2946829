// Package feeds says in the words of other programs what the site's pages say to readers: Atom
// and sitemaps, schema.org's JSON-LD, data packages, and references for bibliographies. It
// makes bytes of plain values, and nothing in them can break out: all text goes through an
// encoder.
package feeds

import (
	"bytes"
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
	About    string // what a feed is, for readers whose browser shows it
	Style    string // the address of the style sheet with which a browser shows it, "" for none
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
	Content   string // plain text, "" for none
	HTML      string // the whole, "" for none
}

type atomFeed struct {
	XMLName xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string       `xml:"xml:lang,attr"`
	Title   string       `xml:"title"`
	About   *atomXHTML   `xml:"subtitle"`
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
	Summary   *atomXHTML   `xml:"summary"`
	Content   *atomContent `xml:"content"`
}

type atomContent struct {
	Type string `xml:"type,attr,omitempty"`
	Text string `xml:",chardata"`
}

// atomXHTML is a line that leads to a page: programs read its words, and browsers show the link.
type atomXHTML struct {
	Type string `xml:"type,attr"`
	Div  struct {
		Namespace string `xml:"xmlns,attr"`
		Link      struct {
			Href string `xml:"href,attr"`
			Text string `xml:",chardata"`
		} `xml:"a"`
	} `xml:"div"`
}

func linked(text, href string) *atomXHTML {
	if text == "" {
		return nil
	}
	x := &atomXHTML{Type: "xhtml"}
	x.Div.Namespace, x.Div.Link.Href, x.Div.Link.Text = "http://www.w3.org/1999/xhtml", href, text
	return x
}

func content(e Entry) *atomContent {
	switch {
	case e.HTML != "":
		return &atomContent{"html", e.HTML}
	case e.Content != "":
		return &atomContent{"", e.Content}
	}
	return nil
}

// Atom writes a feed, the newest entries first.
func Atom(f Feed) []byte {
	feed := atomFeed{Lang: f.Language, Title: f.Title, About: linked(f.About, f.URL), ID: f.URL, Rights: f.Rights,
		Updated: instant(report.Date{}), Author: authors(f.Author), Links: []atomLink{{"", f.URL}, {"self", f.Self}}}
	for _, e := range f.Entries {
		feed.Entries = append(feed.Entries, atomEntry{Title: e.Title, ID: e.URL, Link: atomLink{"", e.URL},
			Published: instant(e.Published), Updated: instant(e.Updated), Authors: authors(e.Authors...),
			Summary: linked(e.Summary, e.URL), Content: content(e)})
	}
	slices.SortStableFunc(feed.Entries, func(a, b atomEntry) int { return cmp.Compare(b.Updated, a.Updated) })
	if len(feed.Entries) > 0 {
		feed.Updated = feed.Entries[0].Updated
	}
	text := xmlFile(feed)
	if f.Style != "" {
		var href bytes.Buffer
		_ = xml.EscapeText(&href, []byte(f.Style)) // into memory
		style := fmt.Sprintf("%s<?xml-stylesheet type=\"text/css\" href=\"%s\"?>\n", xml.Header, href.String())
		return append([]byte(style), text[len(xml.Header):]...)
	}
	return text
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
