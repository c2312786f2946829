package render

import (
	"path"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// Prepared is what the blocks and links of all articles became.
type Prepared struct {
	Types  []string // of the charts there are, in the order of ChartTypes
	Charts int
	Tables int
	blocks map[report.Block]any // *chart.Drawing, *table.Grid or []*report.Statement
}

// Prepare draws every block from the published datasets and finds where every
// link leads. What can't be drawn or found goes to problems.
func Prepare(site *report.Site, l *locale.Locale, problems *source.Problems) *Prepared {
	p := &Prepared{blocks: map[report.Block]any{}}
	byFile := map[string]*report.Article{}
	for _, a := range articlesOf(site) {
		byFile[a.File] = a
	}
	used := map[string]bool{}
	for _, a := range articlesOf(site) {
		for _, b := range a.Body.Blocks {
			p.block(site, b, l, problems)
			if c, ok := b.(*report.Chart); ok {
				used[c.Type] = true
				p.Charts++
			}
		}
		for _, t := range a.Texts() {
			eachText(t, func(t *report.Text) { resolve(site, t, a.File, byFile, problems) })
		}
	}
	for _, d := range site.Datasets {
		for _, t := range d.Texts() {
			resolve(site, t, "", byFile, problems)
		}
	}
	for _, s := range site.Sources {
		if s.Note != nil {
			resolve(site, s.Note, "", byFile, problems)
		}
	}
	for _, t := range report.ChartTypes() {
		if used[t] {
			p.Types = append(p.Types, t)
		}
	}
	return p
}

// articlesOf are all pages that editors wrote, in a fixed order.
func articlesOf(site *report.Site) []*report.Article {
	list := append([]*report.Article{}, site.Articles...)
	for _, s := range sectionIDs(site) {
		if a := site.SectionText[s]; a != nil {
			list = append(list, a)
		}
	}
	return list
}

func eachText(t *report.Text, do func(*report.Text)) {
	do(t)
	for _, b := range t.Blocks {
		for _, inner := range b.Texts() {
			do(inner)
		}
	}
}

func (p *Prepared) block(site *report.Site, b report.Block, l *locale.Locale, problems *source.Problems) {
	report_ := func(m *table.Mistake) {
		problems.Add(source.Problem{Pos: m.Pos, Text: m.Text, Hint: m.Hint})
	}
	d := site.Dataset(b.Uses())
	if b.Uses() != "" && d == nil {
		var ids []string
		for _, x := range site.Datasets {
			ids = append(ids, x.ID)
		}
		report_(&table.Mistake{Pos: dataPos(b), Text: "there is no published dataset \"" + b.Uses() + "\"", Hint: source.DidYouMean(b.Uses(), ids)})
		return
	}
	var made any
	var mistake *table.Mistake
	switch b := b.(type) {
	case *report.Chart:
		made, mistake = chart.Draw(b, d, l)
	case *report.Table:
		made, mistake = table.Block(b, d, l)
		p.Tables++
	case *report.Compare:
		made, mistake = table.Compare(b, d, l)
		p.Tables++
	case *report.Statements:
		made, mistake = statements(b, d)
	}
	if mistake != nil {
		report_(mistake)
		return
	}
	p.blocks[b] = made
}

func dataPos(b report.Block) source.Pos {
	switch b := b.(type) {
	case *report.Chart:
		return b.DataPos
	case *report.Table:
		return b.DataPos
	case *report.Compare:
		return b.DataPos
	case *report.Statements:
		return b.DataPos
	}
	return b.At()
}

// statements chooses what a statements block shows.
func statements(b *report.Statements, d *report.Dataset) ([]*report.Statement, *table.Mistake) {
	var chosen []*report.Statement
	var known []string
	for _, s := range d.Statements {
		known = append(known, s.ID)
		if len(b.IDs) == 0 {
			chosen = append(chosen, s)
		}
	}
	for _, id := range b.IDs {
		found := false
		for _, s := range d.Statements {
			if s.ID == id {
				chosen = append(chosen, s)
				found = true
			}
		}
		if !found {
			return nil, &table.Mistake{Pos: b.Pos, Text: d.ID + " has no statement \"" + id + "\"", Hint: source.DidYouMean(id, known)}
		}
	}
	if len(chosen) == 0 {
		return nil, &table.Mistake{Pos: b.Pos, Text: d.ID + " has no statements"}
	}
	return chosen, nil
}

// resolve finds where the links of a text lead: a file of the site, a path
// from its root, or elsewhere.
func resolve(site *report.Site, t *report.Text, from string, byFile map[string]*report.Article, problems *source.Problems) {
	for _, link := range t.Links {
		to, fragment, _ := strings.Cut(link.Destination, "#")
		if fragment != "" {
			fragment = "#" + fragment
		}
		switch {
		case strings.Contains(strings.SplitN(to, "/", 2)[0], ":"):
			link.Href = link.Destination
		case to == "":
			link.Href = fragment
		case strings.HasPrefix(to, "/"):
			link.Href = site.Href(to) + fragment
		case strings.HasSuffix(to, ".md"):
			file := path.Join(path.Dir(from), to)
			if a := byFile[file]; a != nil && from != "" {
				link.Href = site.Href(a.Path) + fragment
				continue
			}
			var files []string
			for f := range byFile {
				files = append(files, f)
			}
			problems.Add(source.Problem{Pos: link.Pos, Text: "there is no article " + file, Hint: near(file, files)})
		default:
			link.Href = link.Destination
		}
	}
}

// near names the nearest file, whatever the order of the list.
func near(name string, names []string) string {
	best := ""
	for _, n := range names {
		if source.Nearest(name, []string{n}) != "" && (best == "" || n < best) {
			best = n
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean \"" + best + "\"?"
}
