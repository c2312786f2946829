package render

import (
	"strconv"
	"strings"

	"vitrine/generator/profile"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

func filingTitle(r *report.Report) string {
	if name := r.Named(); name != "" {
		return name + ": " + r.Profile.Title
	}
	return r.Profile.Title
}

func filingPath(id string) string { return "/filings/" + id + "/" }

// Filing is the page of a report that a law asks for, and its files in the form of the law.
func (p *Pages) Filing(r *report.Report) (sheets []Sheet, files []File) {
	const from = "data/site.toml"
	l := p.locale
	sheetsOf := Exchange(p.site, r, l.Language)
	path := filingPath(r.ID)
	v := Filing{Law: r.Profile.Law}
	for _, a := range r.Profile.Answers {
		switch text := r.Answers[a.ID]; {
		case text == "" || a.Kind == "choice":
		case a.Kind == report.KindPeriod:
			v.Answers = append(v.Answers, Fact{a.Title, l.Period(r.Period)})
		case a.Kind == "date":
			day, _ := report.ParseDate(text)
			v.Answers = append(v.Answers, Fact{a.Title, l.Date(day)})
		default:
			v.Answers = append(v.Answers, Fact{a.Title, text})
		}
	}
	title := filingTitle(r)
	own, there := filed(path, r.ID, sheetsOf)
	files = append(files, own...)
	v.Workbook, v.Changes = there[""], there[r.Profile.Changes.File]
	for _, day := range profile.Versions(r, p.site.Datasets) {
		older, at := filed(path+day.String()+"/", r.ID, profile.AsOf(r, p.site.Datasets, day, noteText))
		files = append(files, older...)
		v.Versions = append(v.Versions, Version{Date: p.day(day), Path: at[""]})
	}
	updated := report.Date{}
	for _, part := range r.Profile.Parts {
		if !r.Asks(part) {
			continue
		}
		v.Parts = append(v.Parts, p.filingPart(r, part, there[part.File], &updated))
	}
	published, _ := report.ParseDate(r.Published())
	if updated.Compare(published) < 0 {
		updated = published
	}
	v.Updated = p.day(updated)
	if keep, ok := report.Later(updated, r.Profile.Keep); ok {
		v.Keep = p.day(keep)
	}
	about := title
	if r.PeriodText() != "" {
		about += ", " + l.Period(r.Period)
	}
	return []Sheet{p.sheet("filing.html", from, Page{Path: path, Title: title, Description: about,
		Breadcrumbs: []Link{p.home()}, Filing: []Filing{v}})}, files
}

// filed are the files of some sheets in a folder, and their paths by the names of the sheets; under "" that of all
// in one workbook, which a text that is too long for one keeps from being made.
func filed(folder, id string, sheets []profile.Sheet) (files []File, paths map[string]string) {
	paths = map[string]string{}
	add := func(name, file string, text []byte) {
		paths[name] = folder + file
		files = append(files, File{Path: strings.TrimPrefix(folder, "/") + file, From: "data/site.toml", Text: text})
	}
	for _, s := range sheets {
		add(s.Name, s.Name+".csv", s.CSV())
	}
	if book, err := profile.Workbook(sheets); err == nil {
		add("", id+".xlsx", book)
	}
	return files, paths
}

// filingPart is a part as the page of its report shows it. updated becomes the last day of a change.
func (p *Pages) filingPart(r *report.Report, part *report.Part, file string, updated *report.Date) FilingPart {
	v := FilingPart{Title: part.Title, File: file, Missing: r.Except[part.ID]}
	v.Number, _ = strconv.Atoi(part.ID)
	for _, d := range p.site.Datasets {
		if d.Report == r && d.Part == part {
			v.Path = "/data/" + d.ID + "/"
			if d.Updated.Compare(*updated) > 0 {
				*updated = d.Updated
			}
		}
	}
	if !part.OfTexts() {
		return v
	}
	for _, c := range part.Dimensions[0].Codes {
		if text := r.Texts[part.ID+"/"+c.ID]; text != "" {
			v.Lines = append(v.Lines, Fact{c.Title, text})
		}
		for _, a := range p.site.Articles {
			if a.Line == r.ID+"/"+part.ID+"/"+c.ID {
				v.Texts = append(v.Texts, Link{a.Title.Plain, a.Path})
			}
		}
	}
	return v
}

// Exchange is a report in its exchange form, in the words of a language where it has several.
func Exchange(site *report.Site, r *report.Report, language string) []profile.Sheet {
	said := map[string]string{}
	for name, text := range r.Texts {
		said[name] = text
	}
	for _, a := range site.Articles {
		if id, line, ok := strings.Cut(a.Line, "/"); ok && id == r.ID {
			said[line] = a.Said
		}
	}
	plain := func(t report.Prose) string { return prose.Plain(t.In(language)) }
	return profile.Export(r, site.Datasets, said, plain, noteText)
}

// noteText is what a file said of a figure.
func noteText(t *report.Text) string { return prose.Said(t.Markdown) }
