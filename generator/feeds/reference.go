package feeds

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// Reference is how to cite an article or a dataset: as text and for programs. A chart's is text
// alone.
type Reference struct {
	Text   string
	URL    string // with a date, and for good
	Sum    string // the SHA-256 of what is there, of a dataset; otherwise ""
	BibTeX string
	CSL    string // CSL-JSON
}

// cslItem is an entry of a bibliography in the terms of the Citation Style
// Language.
type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Author    []cslName `json:"author"`
	Container string    `json:"container-title"`
	Publisher string    `json:"publisher"`
	Issued    cslDate   `json:"issued"`
	Version   string    `json:"version"`
	URL       string    `json:"URL"`
	Note      string    `json:"note,omitempty"`
	Language  string    `json:"language"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// cited is what a reference names.
type cited struct {
	kind    string // CSL's type
	id      string
	title   string
	authors []string // none stands for the site's publisher
	day     report.Date
	url     string
	sum     string
}

// CiteDataset cites the file of a dataset's version.
func CiteDataset(site *report.Site, d *report.Dataset, csv []byte, l *locale.Locale) Reference {
	sum := sha256.Sum256(csv)
	return cite(site, l, cited{kind: "dataset", id: d.ID, title: d.Title.In(l.Language), day: d.Updated,
		url: site.URL("/" + d.DatedPath(d.Updated)), sum: hex.EncodeToString(sum[:])})
}

// CiteArticle cites an article as of its last change.
func CiteArticle(site *report.Site, a *report.Article, l *locale.Locale) Reference {
	return cite(site, l, cited{kind: "report", id: strings.ReplaceAll(strings.Trim(a.Path, "/"), "/", "-"),
		title:   a.Title.Plain,
		authors: a.Authors, day: a.Changed, url: site.URL(a.Path) + "#" + lastChange(a)})
}

// CiteChart cites a chart of a document as of its last change, as text alone.
func CiteChart(site *report.Site, d *report.Document, id, title string, l *locale.Locale) Reference {
	url := site.URL(d.Path) + "#" + id
	return Reference{URL: url, Text: citeText(site, l, cited{title: title, authors: d.Authors, day: d.Changed()})}
}

// lastChange is where an article's page speaks of its last change.
func lastChange(a *report.Article) string {
	for _, c := range a.Corrections {
		if c.Date == a.Changed {
			return c.ID
		}
	}
	return "version-" + a.Changed.String()
}

func cite(site *report.Site, l *locale.Locale, c cited) Reference {
	if len(c.authors) == 0 {
		c.authors = []string{site.Publisher}
	}
	item := cslItem{ID: c.id + "-" + c.day.String(), Type: c.kind, Title: c.title, Container: site.Title,
		Publisher: site.Publisher,
		Version:   c.day.String(), URL: c.url, Language: site.Language}
	parts := []int{c.day.Year, c.day.Month, c.day.Day}
	for len(parts) > 1 && parts[len(parts)-1] == 0 {
		parts = parts[:len(parts)-1]
	}
	item.Issued.Parts = [][]int{parts}
	for _, name := range c.authors {
		item.Author = append(item.Author, cslName{name})
	}
	if c.sum != "" {
		item.Note = "SHA-256: " + c.sum
	}
	csl, _ := json.MarshalIndent([]cslItem{item}, "", "  ") // strings and numbers: nothing can fail
	return Reference{Text: citeText(site, l, c), URL: c.url, Sum: c.sum, BibTeX: bibTeX(item), CSL: string(csl)}
}

// citeText is a reference as people write it.
func citeText(site *report.Site, l *locale.Locale, c cited) string {
	authors := strings.Join(c.authors, "; ")
	if authors == "" {
		authors = site.Publisher
	}
	return l.Word("cite-text", "authors", authors, "year", fmt.Sprint(c.day.Year), "title", c.title,
		"site", site.Title, "date", l.Date(c.day))
}

func bibTeX(item cslItem) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", item.ID)
	field := func(name, value string) { fmt.Fprintf(&b, "  %s = {%s},\n", name, value) }
	var names []string
	for _, a := range item.Author {
		names = append(names, "{"+bibTeXEscaper.Replace(a.Literal)+"}")
	}
	field("author", strings.Join(names, " and "))
	field("title", "{"+bibTeXEscaper.Replace(item.Title)+"}")
	field("howpublished", bibTeXEscaper.Replace(item.Container))
	field("publisher", bibTeXEscaper.Replace(item.Publisher))
	field("year", fmt.Sprint(item.Issued.Parts[0][0]))
	field("date", item.Version)
	field("url", item.URL)
	if item.Note != "" {
		field("note", item.Note)
	}
	b.WriteString("}")
	return b.String()
}

// bibTeXEscaper escapes what BibTeX and LaTeX would take for commands.
var bibTeXEscaper = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "$",
	`\$`,
	"#", `\#`, "_", `\_`, "^", `\^{}`, "~", `\~{}`, "\n", " ")
