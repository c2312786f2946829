package render

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Links   []atomLink  `xml:"link"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Rights  string      `xml:"rights,omitempty"`
	Entries []atomEntry `xml:"entry"`
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

type sitemapSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// instant is a date as Atom wants it: midnight of its first day.
func instant(d report.Date) string {
	return fmt.Sprintf("%04d-%02d-%02dT00:00:00Z", max(d.Year, 1), max(d.Month, 1), max(d.Day, 1))
}

func xmlFile(v any) []byte {
	text, _ := xml.MarshalIndent(v, "", " ") // strings alone: nothing can fail
	return append([]byte(xml.Header), append(text, '\n')...)
}

// feeds writes what programs read: the feed, the sitemap and robots.txt.
func (r *renderer) feeds() {
	site := r.site
	feed := atomFeed{Lang: site.Language, Title: site.Title, ID: site.URL("/"), Rights: site.Licence, Author: atomAuthor{site.Publisher},
		Links: []atomLink{{"", site.URL("/")}, {"self", site.URL("/feed.xml")}}}
	var latest report.Date
	for _, a := range r.latest() {
		if a.Changed().Compare(latest) > 0 {
			latest = a.Changed()
		}
		a.Whole()
		entry := atomEntry{Title: prose.Plain(a.Title), ID: site.URL(a.Path), Link: atomLink{"", site.URL(a.Path)},
			Published: instant(a.Date), Updated: instant(a.Changed()), Summary: prose.Plain(a.Summary)}
		for _, name := range a.Authors {
			entry.Authors = append(entry.Authors, atomAuthor{name})
		}
		feed.Entries = append(feed.Entries, entry)
	}
	feed.Entries = append(feed.Entries, r.correctionEntries()...)
	slices.SortStableFunc(feed.Entries, func(a, b atomEntry) int { return cmp.Compare(b.Updated, a.Updated) })
	feed.Updated = instant(latest)
	if len(feed.Entries) > 0 {
		feed.Updated = max(feed.Updated, feed.Entries[0].Updated)
	}
	r.file("feed.xml", xmlFile(feed), "the feed")

	var urls sitemapSet
	add := func(path string, d report.Date) {
		urls.URLs = append(urls.URLs, sitemapURL{site.URL(path), d.String()})
	}
	add("/", latest)
	for _, a := range site.Articles {
		add(a.Path, a.Changed())
	}
	for _, s := range sectionIDs(site) {
		add("/"+s+"/", report.Date{})
	}
	add("/data/", report.Date{})
	for _, d := range site.Datasets {
		add(d.Path(), d.Updated)
	}
	add("/sources/", report.Date{})
	for _, s := range site.Sources {
		add("/sources/"+s.ID+"/", report.Date{})
	}
	if len(site.Topics) > 0 {
		add("/topics/", report.Date{})
	}
	for _, t := range site.Topics {
		add("/topics/"+t.ID+"/", report.Date{})
	}
	add("/corrections/", report.Date{})
	add("/releases/", report.Date{})
	r.file("sitemap.xml", xmlFile(urls), "the sitemap")
	r.file("robots.txt", []byte("User-agent: *\nAllow: /\nSitemap: "+site.URL("/sitemap.xml")+"\n"), "robots.txt")
}

// The types of schema.org, as far as they are used.
type ldOrganization struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type ldArticle struct {
	Context     string           `json:"@context"`
	Type        string           `json:"@type"`
	Headline    string           `json:"headline"`
	Description string           `json:"description,omitempty"`
	URL         string           `json:"url"`
	Language    string           `json:"inLanguage"`
	Published   string           `json:"datePublished,omitempty"`
	Modified    string           `json:"dateModified,omitempty"`
	Authors     []ldOrganization `json:"author,omitempty"`
	Publisher   ldOrganization   `json:"publisher"`
	License     string           `json:"license,omitempty"`
	Correction  []string         `json:"correction,omitempty"`
	BasedOn     []string         `json:"isBasedOn,omitempty"`
}

type ldDataset struct {
	Context      string         `json:"@context"`
	Type         string         `json:"@type"`
	Name         string         `json:"name"`
	Description  string         `json:"description"`
	URL          string         `json:"url"`
	Identifier   string         `json:"identifier"`
	Language     string         `json:"inLanguage"`
	Modified     string         `json:"dateModified,omitempty"`
	Publisher    ldOrganization `json:"publisher"`
	License      string         `json:"license,omitempty"`
	Measured     []string       `json:"variableMeasured"`
	Distribution []ldDownload   `json:"distribution"`
	BasedOn      []ldWork       `json:"isBasedOn,omitempty"`
}

type ldDownload struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

type ldWork struct {
	Type      string         `json:"@type"`
	Name      string         `json:"name,omitempty"`
	URL       string         `json:"url,omitempty"`
	Publisher ldOrganization `json:"publisher"`
}

func ld(v any) template.JS {
	text, _ := json.Marshal(v) // escapes <, > and &; strings alone: nothing can fail
	return template.JS(text)
}

func (r *renderer) licence(text string) string {
	if r.site.LicenceURL != "" && text == r.site.Licence {
		return r.site.LicenceURL
	}
	return text
}

func (r *renderer) articleLD(a *report.Article) template.JS {
	v := ldArticle{Context: "https://schema.org", Type: "Article", Headline: prose.Plain(a.Title), Description: prose.Plain(a.Summary),
		URL: r.site.URL(a.Path), Language: r.site.Language, Published: a.Date.String(), Modified: a.Changed().String(),
		Publisher: ldOrganization{"Organization", r.site.Publisher}, License: r.licence(r.site.Licence)}
	if a.Section == "" {
		v.Type = "WebPage"
	}
	for _, name := range a.Authors {
		v.Authors = append(v.Authors, ldOrganization{"Person", name})
	}
	for _, c := range a.Corrections {
		v.Correction = append(v.Correction, c.Date.String()+": "+prose.Plain(c.Text))
	}
	for _, id := range a.Datasets {
		v.BasedOn = append(v.BasedOn, r.site.URL("/data/"+id+"/"))
	}
	return ld(v)
}

func (r *renderer) datasetLD(d *report.Dataset, sources []*report.Source) template.JS {
	language := r.locale.Language
	v := ldDataset{Context: "https://schema.org", Type: "Dataset", Name: d.Title.In(language), Description: prose.Plain(d.Summary.In(language)),
		URL: r.site.URL(d.Path()), Identifier: r.site.URL(d.Path()), Language: r.site.Language, Modified: d.Updated.String(),
		Publisher: ldOrganization{"Organization", r.site.Publisher}, License: r.licence(d.Licence),
		Distribution: []ldDownload{{"DataDownload", "text/csv", r.site.URL("/data/" + d.ID + ".csv")}, {"DataDownload", "application/json", r.site.URL("/data/" + d.ID + ".json")}}}
	if v.Description == "" {
		v.Description = v.Name
	}
	for _, m := range d.Measures {
		v.Measured = append(v.Measured, m.Title.In(language))
	}
	for _, s := range sources {
		v.BasedOn = append(v.BasedOn, ldWork{"CreativeWork", s.Title, s.URL, ldOrganization{"Organization", s.Publisher}})
	}
	return ld(v)
}

type dataPackage struct {
	Schema      string           `json:"$schema"`
	Name        string           `json:"name"`
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	Description string           `json:"description,omitempty"`
	Homepage    string           `json:"homepage"`
	Version     string           `json:"version,omitempty"`
	Licenses    []packageLicence `json:"licenses,omitempty"`
	Sources     []packageSource  `json:"sources,omitempty"`
	Resources   []resource       `json:"resources"`
}

type packageLicence struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
}

type packageSource struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
}

type resource struct {
	Name      string `json:"name"`
	Path      string `json:"path"`
	Type      string `json:"type"`
	Format    string `json:"format"`
	MediaType string `json:"mediatype"`
	Encoding  string `json:"encoding"`
	Bytes     int    `json:"bytes"`
	Hash      string `json:"hash"`
	Schema    struct {
		Fields []table.SchemaField `json:"fields"`
	} `json:"schema"`
}

// datapackage describes the CSV file in the terms of Data Package 2.
func (r *renderer) datapackage(d *report.Dataset, csv []byte, sources []*report.Source) []byte {
	sum := sha256.Sum256(csv)
	p := dataPackage{Schema: "https://datapackage.org/profiles/2.0/datapackage.json", Name: strings.ReplaceAll(d.ID, "_", "-"), ID: r.site.URL(d.Path()),
		Title: d.Title.In(r.locale.Language), Description: prose.Plain(d.Summary.In(r.locale.Language)), Homepage: r.site.URL(d.Path()), Version: d.Updated.String()}
	licence := packageLicence{Title: d.Licence}
	if d.Licence == r.site.Licence {
		licence.Path = r.site.LicenceURL
	}
	p.Licenses = []packageLicence{licence}
	for _, s := range sources {
		title := s.Title
		if title == "" {
			title = s.Publisher
		}
		p.Sources = append(p.Sources, packageSource{title, s.URL})
	}
	file := resource{Name: strings.ReplaceAll(d.ID, "_", "-"), Path: r.site.URL("/data/" + d.ID + ".csv"), Type: "table", Format: "csv", MediaType: "text/csv", Encoding: "utf-8",
		Bytes: len(csv), Hash: "sha256:" + hex.EncodeToString(sum[:])}
	file.Schema.Fields = table.Schema(d, r.locale)
	p.Resources = []resource{file}
	text, _ := json.MarshalIndent(p, "", " ") // nothing in it can fail to marshal
	return append(text, '\n')
}
