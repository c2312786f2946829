package render

import (
	"slices"
	"strings"

	"vitrine/generator/report"
)

// restingCell is a figure that rests on a source.
type restingCell struct {
	dataset *report.Dataset
	row     *report.Row
	measure int
}

// resting are the figures that rest on a source, in order.
func resting(site *report.Site, s *report.Source) (list []restingCell) {
	for _, d := range site.Datasets {
		for _, row := range d.Rows {
			for i := range row.Cells {
				c := &row.Cells[i]
				if c.State != report.Missing && c.State != report.NotApplicable && slices.Contains(c.Sources, s) {
					list = append(list, restingCell{d, row, i})
				}
			}
		}
	}
	return list
}

// Source are the sheets of a source: what rests on it, and what cites it.
func (p *Pages) Source(s *report.Source) (sheets []Sheet) {
	figures, articles := resting(p.site, s), p.bySource[s.ID]
	base, cite := s.Path(), p.locale.Source(s)
	pages := pagesFor(max(len(figures), len(articles)))
	for n := 1; n <= pages; n++ {
		v := Source{Cite: cite, Title: s.Title, Language: s.Language, URL: s.URL, Archived: s.Archived,
			Author: s.Author, Agency: s.Agency,
			Origin: s.Origin, Speaker: s.Speaker, Published: p.day(s.Published), Accessed: p.day(s.Accessed), Licence: s.Licence,
			Note: p.linked(s.Note, "data/sources.toml"), Count: len(figures), Articles: mentions(onPage(articles, n)),
			List: List{Number: n, Pages: pages, Previous: pageAt(base, n-1, pages), Next: pageAt(base, n+1, pages)}}
		for _, c := range onPage(figures, n) {
			v.Figures = append(v.Figures, p.sourceFigure(c))
		}
		if n == 1 {
			v.Statements = p.said(s)
		}
		sheets = append(sheets, p.sheet("source.html", "data/sources.toml",
			Page{Path: pageAt(base, n, pages), Title: cite,
				Description: p.locale.Count("rests", len(figures)) + ": " + cite, Source: []Source{v},
				Breadcrumbs: []Link{p.home(), {p.locale.Word("sources"), "/sources/"}}}))
	}
	return sheets
}

func (p *Pages) sourceFigure(c restingCell) SourceFigure {
	d, l := c.dataset, p.locale
	var where []string
	for k, dimension := range d.Dimensions {
		where = append(where, l.Member(dimension, c.row.Keys[k]))
	}
	m := d.Measures[c.measure]
	return SourceFigure{Dataset: d.Title.In(l.Language), Where: strings.Join(where, ", "),
		Measure: m.Title.In(l.Language),
		Text:    l.Cell(m, &c.row.Cells[c.measure]), Href: d.Path() + "#" + d.CellAnchor(c.row, c.measure)}
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
