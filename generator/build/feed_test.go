package build_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vitrine/generator/sitetest"
)

// TestFeedHoldsArticles: each article of the sample stands in the feed as a whole, with whole addresses and
// with nothing that only a page can show.
func TestFeedHoldsArticles(t *testing.T) {
	site := sitetest.Sample(t)
	var feed struct {
		Entries []struct {
			ID      string `xml:"id"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(sitetest.Page(t, site, "feed.xml")), &feed); err != nil {
		t.Fatal(err)
	}
	pictures, tables, corrections := 0, 0, 0
	for _, e := range feed.Entries {
		if page, place, ok := strings.Cut(strings.TrimPrefix(e.ID, "https://example.org/mekong-record/"), "#"); ok {
			if !strings.Contains(sitetest.Page(t, site, page+"index.html"), ` id="`+place+`"`) {
				t.Errorf("the correction %s is not there", e.ID)
			}
			corrections++
			continue
		}
		name := strings.TrimPrefix(e.ID, "https://example.org/mekong-record/") + "index.html"
		page := sitetest.Page(t, site, name)
		for _, heading := range strings.Split(page, "<h2 id=")[1:] {
			words := heading[strings.Index(heading, ">")+1 : strings.Index(heading, " <a")]
			if own := strings.Contains(words, "<"); !own && !strings.Contains(e.Content, ">"+words+"<") {
				t.Errorf("%s: the feed lacks %q", e.ID, words)
			}
		}
		tokens := html.NewTokenizer(strings.NewReader(e.Content))
		for tokens.Next() != html.ErrorToken {
			token := tokens.Token()
			switch token.Data {
			case "script", "svg", "button", "details", "sup":
				t.Errorf("%s: the feed has a %s", e.ID, token.Data)
			case "img":
				pictures++
			case "table":
				tables++
			}
			for _, a := range token.Attr {
				switch a.Key {
				case "href", "src":
					if !strings.HasPrefix(a.Val, "http") && !strings.HasPrefix(a.Val, "mailto:") {
						t.Errorf("%s: the feed has the address %s", e.ID, a.Val)
					}
				case "popover", "class":
					t.Errorf("%s: the feed has %s=%q", e.ID, a.Key, a.Val)
				}
			}
		}
	}
	if pictures < 10 || tables < 3 || corrections < 2 {
		t.Errorf("the feed has %d pictures, %d tables and %d corrections", pictures, tables, corrections)
	}
}
