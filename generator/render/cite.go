package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/release"
	"vitrine/generator/report"
)

// reference is how to cite an article or a dataset: as text and for programs.
type reference struct {
	Text   string
	URL    string // with a date, and for good
	Sum    string // the sha256 of what is there, of a dataset
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

// citeDataset cites the file of a dataset's version.
func (r *renderer) citeDataset(d *report.Dataset, csv []byte) *reference {
	return r.cite("dataset", d.ID, d.Title.In(r.locale.Language), nil, d.Updated, r.site.URL("/"+d.DatedPath(d.Updated)), release.Sum(csv))
}

// citeArticle cites an article as of its last change.
func (r *renderer) citeArticle(a *report.Article) *reference {
	if a.Date.Year == 0 {
		return nil
	}
	return r.cite("report", strings.ReplaceAll(strings.Trim(a.Path, "/"), "/", "-"), prose.Plain(a.Title), a.Authors, a.Changed(), r.site.URL(a.Path)+"#"+versionAnchor(a), "")
}

// versionAnchor is where an article's page speaks of its last change.
func versionAnchor(a *report.Article) string {
	last := a.Changed()
	for i, c := range a.Corrections {
		if c.Date == last {
			return correctionAnchor(a, i)
		}
	}
	return "version-" + last.String()
}

func (r *renderer) cite(kind, id, title string, authors []string, day report.Date, url, sum string) *reference {
	site, l := r.site, r.locale
	if len(authors) == 0 {
		authors = []string{site.Publisher}
	}
	c := &reference{URL: url, Sum: sum}
	c.Text = l.Word("cite-text", "authors", strings.Join(authors, "; "), "year", fmt.Sprint(day.Year), "title", title, "site", site.Title, "date", l.Date(day))

	item := cslItem{ID: id + "-" + day.String(), Type: kind, Title: title, Container: site.Title, Publisher: site.Publisher, Version: day.String(), URL: url, Language: site.Language}
	parts := []int{day.Year, day.Month, day.Day}
	for len(parts) > 1 && parts[len(parts)-1] == 0 {
		parts = parts[:len(parts)-1]
	}
	item.Issued.Parts = [][]int{parts}
	for _, name := range authors {
		item.Author = append(item.Author, cslName{name})
	}
	if sum != "" {
		item.Note = "SHA-256: " + sum
	}
	text, _ := json.MarshalIndent([]cslItem{item}, "", "  ") // strings and numbers: nothing can fail
	c.CSL = string(text)

	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", item.ID)
	field := func(name, value string) { fmt.Fprintf(&b, "  %s = {%s},\n", name, value) }
	var names []string
	for _, name := range authors {
		names = append(names, "{"+bibtex.Replace(name)+"}")
	}
	field("author", strings.Join(names, " and "))
	field("title", "{"+bibtex.Replace(title)+"}")
	field("howpublished", bibtex.Replace(site.Title))
	field("publisher", bibtex.Replace(site.Publisher))
	field("year", fmt.Sprint(day.Year))
	field("date", day.String())
	field("url", url)
	if sum != "" {
		field("note", item.Note)
	}
	b.WriteString("}")
	c.BibTeX = b.String()
	return c
}

// bibtex escapes what BibTeX and LaTeX would take for commands.
var bibtex = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "$", `\$`, "#", `\#`, "_", `\_`, "^", `\^{}`, "~", `\~{}`, "\n", " ")
