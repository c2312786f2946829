package render

import (
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vitrine/generator/chart"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// Prepared is what the blocks and links of all articles became.
type Prepared struct {
	Charts []*chart.Drawing // of the articles whose pages are not known
	Shown  int              // charts in all
	Tables int
	Places map[output.Link]source.Pos // where the links stand that editors wrote
	blocks map[report.Block]any       // *chart.Drawing, *table.Grid or []*report.Statement
}

// Prepare draws every block from the published datasets and finds where every
// link leads. What can't be drawn or found goes to problems. The blocks of
// articles whose pages are known, from a build of the same, are not drawn.
func Prepare(site *report.Site, l *locale.Locale, known func(*report.Article) map[string][]byte, problems *source.Problems) *Prepared {
	p := &Prepared{blocks: map[report.Block]any{}, Places: map[output.Link]source.Pos{}}
	for _, n := range site.Navigation {
		p.Places[output.Link{Href: site.Href(n.Path)}] = n.Pos
	}
	byFile := map[string]*report.Article{}
	for _, a := range articlesOf(site) {
		byFile[a.File] = a
	}
	p.draw(site, l, known, problems)
	for _, a := range articlesOf(site) {
		for _, t := range a.Texts() {
			eachText(t, func(t *report.Text) { p.resolve(site, t, a.File, byFile, problems) })
		}
	}
	own := []*report.Text{site.Summary}
	for _, h := range site.Headlines {
		own = append(own, h.Figure, h.Label)
	}
	for _, t := range own {
		if t != nil {
			p.resolve(site, t, "data/site.toml", byFile, problems)
		}
	}
	for _, d := range site.Datasets {
		for _, t := range d.Texts() {
			p.resolve(site, t, datasetFile(d), byFile, problems)
		}
	}
	for _, s := range site.Sources {
		if s.Note != nil {
			p.resolve(site, s.Note, "data/sources.toml", byFile, problems)
		}
	}
	return p
}

// draw makes what each block shows, on all processors.
func (p *Prepared) draw(site *report.Site, l *locale.Locale, known func(*report.Article) map[string][]byte, problems *source.Problems) {
	var blocks []report.Block
	for _, a := range articlesOf(site) {
		for _, b := range a.Body.Blocks {
			switch b.(type) {
			case *report.Chart:
				p.Shown++
			case *report.Table, *report.Compare:
				p.Tables++
			}
		}
		if known(a) == nil {
			blocks = append(blocks, a.Body.Blocks...)
		}
	}
	made := make([]any, len(blocks))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, b := range blocks {
		group.Go(func() error { made[i] = block(site, b, l, problems); return nil })
	}
	_ = group.Wait() // problems are collected, not returned
	for i, b := range blocks {
		if made[i] == nil {
			continue
		}
		if drawing, ok := made[i].(*chart.Drawing); ok {
			p.Charts = append(p.Charts, drawing)
		}
		p.blocks[b] = made[i]
	}
}

// ChartTypes are the types of the charts there are, in a fixed order.
func ChartTypes(site *report.Site) []string {
	used := map[string]bool{}
	for _, a := range articlesOf(site) {
		for _, b := range a.Body.Blocks {
			if c, ok := b.(*report.Chart); ok {
				used[c.Type] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(report.ChartTypes()), func(t string) bool { return !used[t] })
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

// block makes what a block shows; nil when it shows nothing, or can't, which is
// reported.
func block(site *report.Site, b report.Block, l *locale.Locale, problems *source.Problems) (made any) {
	d := site.Dataset(b.Uses())
	if b.Uses() != "" && d == nil {
		var ids []string
		for _, x := range site.Datasets {
			ids = append(ids, x.ID)
		}
		problems.Add(source.Problem{Pos: dataPos(b), Text: fmt.Sprintf("there is no published dataset %q", b.Uses()), Hint: source.DidYouMean(b.Uses(), ids)})
		return nil
	}
	defer func() {
		if recover() != nil {
			made = nil
			problems.Add(source.Problem{Pos: b.At(), Text: "Vitrine itself failed at this block", Hint: "please report it, with the block and its dataset"})
		}
	}()
	var mistake *table.Mistake
	switch b := b.(type) {
	case *report.Chart:
		made, mistake = chart.Draw(b, d, l)
	case *report.Table:
		made, mistake = table.Block(b, d, l)
	case *report.Compare:
		made, mistake = table.Compare(b, d, l)
	case *report.Statements:
		made, mistake = statements(b, d)
	}
	if mistake != nil {
		problems.Add(source.Problem{Pos: mistake.Pos, Text: mistake.Text, Hint: mistake.Hint})
		return nil
	}
	return made
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
	if len(b.Where) > 0 {
		if _, mistake := table.Rows(d, b.Selection, dimensionIDs(d)...); mistake != nil {
			return nil, mistake
		}
	}
	var chosen []*report.Statement
	var known []string
	for _, s := range d.Statements {
		known = append(known, s.ID)
		if b.Shows(s) {
			chosen = append(chosen, s)
		}
	}
	for _, id := range b.IDs {
		if !slices.Contains(known, id) {
			return nil, &table.Mistake{Pos: b.Key("statements"), Text: fmt.Sprintf("%s has no statement %q", d.ID, id), Hint: source.DidYouMean(id, known)}
		}
	}
	if len(chosen) == 0 {
		return nil, &table.Mistake{Pos: b.Pos, Text: d.ID + " has no statements on this"}
	}
	return chosen, nil
}

// resolve finds where the links of a text lead: a file of the site, a path
// from its root, or elsewhere.
func (p *Prepared) resolve(site *report.Site, t *report.Text, from string, byFile map[string]*report.Article, problems *source.Problems) {
	for _, link := range t.Links {
		to, fragment, found := strings.Cut(link.Destination, "#")
		if found {
			fragment = "#" + fragment
		}
		switch file := path.Join(path.Dir(from), to); {
		case prose.AllowedURL(to):
		case strings.HasPrefix(to, "/"):
			link.Href = site.Href(to) + fragment
		case strings.HasSuffix(to, ".md") && byFile[file] != nil:
			link.Href = site.Href(byFile[file].Path) + fragment
		case strings.HasSuffix(to, ".md"):
			var files []string
			for f := range byFile {
				files = append(files, f)
			}
			slices.Sort(files)
			hint := ""
			if near := source.Nearest(file, files); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			problems.Add(source.Problem{Pos: link.Pos, Text: "there is no article " + file, Hint: hint})
		}
		p.Places[output.Link{From: from, Href: link.Href}] = link.Pos
	}
}

func datasetFile(d *report.Dataset) string { return "data/datasets/" + d.ID + ".toml" }

func dimensionIDs(d *report.Dataset) []string {
	var ids []string
	for _, x := range d.Dimensions {
		ids = append(ids, x.ID)
	}
	return ids
}
