package feeds

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/table"
)

// The types of schema.org, as far as they are used.
type agent struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type creativeArticle struct {
	Context     string   `json:"@context"`
	Type        string   `json:"@type"`
	Headline    string   `json:"headline"`
	Description string   `json:"description,omitempty"`
	URL         string   `json:"url"`
	Language    string   `json:"inLanguage"`
	Published   string   `json:"datePublished,omitempty"`
	Modified    string   `json:"dateModified,omitempty"`
	Authors     []agent  `json:"author,omitempty"`
	Publisher   agent    `json:"publisher"`
	License     string   `json:"license,omitempty"`
	Correction  []string `json:"correction,omitempty"`
	BasedOn     []string `json:"isBasedOn,omitempty"`
}

type dataset struct {
	Context      string     `json:"@context"`
	Type         string     `json:"@type"`
	Name         string     `json:"name"`
	Description  string     `json:"description"`
	URL          string     `json:"url"`
	Identifier   string     `json:"identifier"`
	Language     string     `json:"inLanguage"`
	Modified     string     `json:"dateModified,omitempty"`
	Publisher    agent      `json:"publisher"`
	License      string     `json:"license,omitempty"`
	Measured     []string   `json:"variableMeasured"`
	Distribution []download `json:"distribution"`
	BasedOn      []work     `json:"isBasedOn,omitempty"`
}

type download struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

type work struct {
	Type      string `json:"@type"`
	Name      string `json:"name,omitempty"`
	URL       string `json:"url,omitempty"`
	Publisher agent  `json:"publisher"`
}

const schemaOrg = "https://schema.org"

func jsonLD(v any) template.JS {
	text, _ := json.Marshal(v) // escapes <, > and &; strings alone: nothing can fail
	return template.JS(text)
}

// licenceURL is the address of the site's licence where a text names that one, or the text.
func licenceURL(site *report.Site, text string) string {
	if site.LicenceURL != "" && text == site.Licence {
		return site.LicenceURL
	}
	return text
}

// ArticleLD describes an article for search engines, as JSON-LD.
func ArticleLD(site *report.Site, a *report.Article) template.JS {
	v := creativeArticle{Context: schemaOrg, Type: "Article", Headline: a.Title.Plain, Description: a.Summary.Plain,
		URL: site.URL(a.Path), Language: site.Language, Published: a.Date.String(), Modified: a.Changed.String(),
		Publisher: agent{"Organization", site.Publisher}, License: licenceURL(site, site.Licence)}
	if a.Section == "" {
		v.Type = "WebPage"
	}
	for _, name := range a.Authors {
		v.Authors = append(v.Authors, agent{"Person", name})
	}
	for _, c := range a.Corrections {
		v.Correction = append(v.Correction, c.Date.String()+": "+c.Text.Plain)
	}
	for _, id := range a.Datasets {
		v.BasedOn = append(v.BasedOn, site.URL("/data/"+id+"/"))
	}
	return jsonLD(v)
}

// DatasetLD describes a dataset and its sources for search engines, as JSON-LD.
func DatasetLD(site *report.Site, d *report.Dataset, sources []*report.Source, l *locale.Locale) template.JS {
	v := dataset{Context: schemaOrg, Type: "Dataset", Name: d.Title.In(l.Language),
		Description: prose.Plain(d.Summary.In(l.Language)),
		URL: site.URL(
			d.Path(),
		), Identifier: site.URL(d.Path()), Language: site.Language, Modified: d.Updated.String(),
		Publisher: agent{"Organization", site.Publisher}, License: licenceURL(site, d.Licence),
		Distribution: []download{
			{"DataDownload", "text/csv", site.URL("/data/" + d.ID + ".csv")},
			{"DataDownload", "application/json", site.URL("/data/" + d.ID + ".json")},
		}}
	if v.Description == "" {
		v.Description = v.Name
	}
	for _, m := range d.Measures {
		v.Measured = append(v.Measured, m.Title.In(l.Language))
	}
	for _, s := range sources {
		v.BasedOn = append(v.BasedOn, work{"CreativeWork", s.Title, s.URL, agent{"Organization", s.Publisher}})
	}
	return jsonLD(v)
}

// The types of Data Package 2.
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

// DataPackage describes the CSV file of a dataset in the terms of Data Package 2.
func DataPackage(site *report.Site, d *report.Dataset, csv []byte, sources []*report.Source,
	l *locale.Locale) []byte {
	name := strings.ReplaceAll(d.ID, "_", "-")
	p := dataPackage{Schema: "https://datapackage.org/profiles/2.0/datapackage.json", Name: name,
		ID:    site.URL(d.Path()),
		Title: d.Title.In(l.Language), Description: prose.Plain(d.Summary.In(l.Language)), Homepage: site.URL(d.Path()),
		Version: d.Updated.String()}
	licence := packageLicence{Title: d.Licence}
	if d.Licence == site.Licence {
		licence.Path = site.LicenceURL
	}
	p.Licenses = []packageLicence{licence}
	for _, s := range sources {
		title := s.Title
		if title == "" {
			title = s.Publisher
		}
		p.Sources = append(p.Sources, packageSource{title, s.URL})
	}
	sum := sha256.Sum256(csv)
	file := resource{Name: name, Path: site.URL("/data/" + d.ID + ".csv"), Type: "table", Format: "csv",
		MediaType: "text/csv",
		Encoding:  "utf-8", Bytes: len(csv), Hash: "sha256:" + hex.EncodeToString(sum[:])}
	file.Schema.Fields = table.Schema(d, l)
	p.Resources = []resource{file}
	text, _ := json.MarshalIndent(p, "", " ") // nothing in it can fail to marshal
	return append(text, '\n')
}
