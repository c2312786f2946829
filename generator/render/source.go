package render

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"vitrine/generator/report"
)

// Source are the sheets of a source: what rests on it, and what cites it.
func (p *Pages) Source(s *report.Source) (sheets []Sheet) {
	datasets, articles := p.restingOn(s), p.bySource[s.ID]
	count := 0
	for _, d := range datasets {
		count += d.Count
	}
	base, cite := s.Path(), p.locale.Source(s)
	pages := pagesFor(len(articles))
	for n := 1; n <= pages; n++ {
		v := Source{Cite: cite, Title: s.Title, Language: s.Language, URL: s.URL, Archived: s.Archived,
			Author: s.Author, Agency: s.Agency, Origin: s.Origin, Speaker: s.Speaker,
			Published: p.day(s.Published), Accessed: p.day(s.Accessed), Licence: s.Licence,
			Note: p.linked(s.Note, "data/sources.toml"), Count: count, Articles: mentions(onPage(articles, n)),
			List: List{Number: n, Pages: pages, Previous: pageAt(base, n-1, pages), Next: pageAt(base, n+1, pages)}}
		if n == 1 {
			v.Datasets, v.Statements = datasets, p.said(s)
		}
		sheets = append(sheets, p.sheet("source.html", "data/sources.toml",
			Page{Path: pageAt(base, n, pages), Title: cite,
				Description: p.locale.Count("rests", count) + ": " + cite, Source: []Source{v},
				Breadcrumbs: []Link{p.home(), {p.locale.Word("sources"), "/sources/"}}}))
	}
	return sheets
}

// restingOn are the datasets that have figures of a source, by their titles. The figures themselves
// are listed where they are few.
func (p *Pages) restingOn(s *report.Source) (list []SourceDataset) {
	l := p.locale
	for _, d := range p.site.Datasets {
		v := SourceDataset{Title: d.Title.In(l.Language), Path: d.Path(), Measures: len(d.Measures) > 1}
		for _, row := range d.Rows {
			for i := range row.Cells {
				if c := &row.Cells[i]; c.IsFigure() && slices.Contains(c.Sources, s) {
					if v.Count++; v.Count <= perPage {
						v.Figures = append(v.Figures, p.sourceFigure(d, row, i))
					}
				}
			}
		}
		if v.Count > perPage {
			v.Figures = nil
		}
		if v.Count > 0 {
			list = append(list, v)
		}
	}
	order := collate.New(language.Make(p.locale.Language))
	slices.SortStableFunc(list, func(a, b SourceDataset) int { return order.CompareString(a.Title, b.Title) })
	return list
}

func (p *Pages) sourceFigure(d *report.Dataset, row *report.Row, measure int) SourceFigure {
	l := p.locale
	var where []string
	for k, dimension := range d.Dimensions {
		where = append(where, l.Member(dimension, row.Keys[k]))
	}
	m := d.Measures[measure]
	v := SourceFigure{Where: strings.Join(where, ", "), Measure: m.Title.In(l.Language)}
	if v.Where == "" {
		v.Where, v.Measure = v.Measure, ""
	}
	v.Text, v.Href = l.Cell(m, &row.Cells[measure]), d.Path()+"#"+d.CellAnchor(row, measure)
	return v
}

// said are the statements that a source has.
func (p *Pages) said(s *report.Source) (list []Statement) {
	for _, d := range p.site.Datasets {
		for _, statement := range d.Statements {
			if statement.Source == s {
				v := p.statement(d, statement)
				v.Dataset = []DatasetLink{p.datasetLink(d)}
				list = append(list, v)
			}
		}
	}
	return list
}
