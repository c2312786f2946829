package render

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/chart"
	"vitrine/generator/locale"
	"vitrine/generator/output"
	"vitrine/generator/picture"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// ChartTypes are the types of the charts there are, in a fixed order.
func ChartTypes(site *report.Site) []string {
	used := map[string]bool{}
	for _, a := range site.Pages() {
		for _, t := range a.Charts {
			used[t] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(report.ChartTypes()), func(t string) bool { return !used[t] })
}

func eachText(t *report.Text, do func(*report.Text)) {
	do(t)
	for _, b := range t.Blocks {
		for _, inner := range b.Texts() {
			do(inner)
		}
	}
}

// draw makes what each block of an article shows; false when one can't be drawn.
func (r *renderer) draw(a *report.Article) (map[report.Block]any, bool) {
	made := map[report.Block]any{}
	ok := true
	for _, b := range a.Body.Blocks {
		drawn := block(r.site, b, r.locale, &r.problems.Blocks)
		if drawn == nil {
			ok = ok && !shows(b)
			continue
		}
		made[b] = drawn
	}
	return made, ok
}

// shows reports whether a block shows a part of a dataset.
func shows(b report.Block) bool { return b.Uses() != "" }

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
		var drawing *chart.Drawing
		if drawing, mistake = chart.Draw(b, d, l); mistake != nil {
			break
		}
		if site.Extras.Pictures {
			for i := range drawing.Views {
				v := &drawing.Views[i]
				v.Picture = picture.Draw(v.Option, b.ID+"-"+v.Name)
			}
		}
		made = drawing
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

// ResolveData finds where the links lead that stand in the data.
func (r *Renderer) ResolveData(problems *source.Problems) {
	site := r.site
	r.links.mu.Lock()
	for _, s := range site.Sources {
		r.links.places[output.Link{Href: s.URL}] = s.Places.Of("url", s.Pos)
		r.links.places[output.Link{Href: s.Archived}] = s.Places.Of("archived", s.Pos)
	}
	r.links.places[output.Link{Href: site.LicenceURL}] = site.Places.Of("licence_url", source.Pos{File: "data/site.toml"})
	for _, n := range site.Navigation {
		r.links.places[output.Link{Href: site.Href(n.Path)}] = n.Pos
	}
	r.links.mu.Unlock()
	own := []*report.Text{site.Summary}
	for _, h := range site.Headlines {
		own = append(own, h.Figure, h.Label)
	}
	for _, t := range own {
		if t != nil {
			r.resolve(t, "data/site.toml", problems)
		}
	}
	for _, d := range site.Datasets {
		for _, t := range d.Texts() {
			r.resolve(t, datasetFile(d), problems)
		}
	}
	for _, s := range site.Sources {
		if s.Note != nil {
			r.resolve(s.Note, "data/sources.toml", problems)
		}
	}
}

// Resolve finds where the links of an article lead.
func (r *Renderer) Resolve(a *report.Article, problems *source.Problems) {
	for _, t := range a.Texts() {
		eachText(t, func(t *report.Text) { r.resolve(t, a.File, problems) })
	}
}

// Check finds what is wrong with an article's links and blocks, and makes nothing.
func (r *Renderer) Check(a *report.Article, problems *source.Problems) {
	r.Resolve(a, problems)
	one := &renderer{Renderer: r, problems: &Problems{}}
	one.draw(a)
	for _, p := range one.problems.Blocks.Sorted() {
		problems.Add(p)
	}
}

// Place is where a link stands that an editor wrote.
func (r *Renderer) Place(link output.Link) (source.Pos, bool) {
	pos, ok := r.links.at(link)
	if a := r.byFile[link.From]; !ok && a != nil && a.Brief {
		once, _ := r.reread.LoadOrStore(a, new(sync.Once))
		once.(*sync.Once).Do(func() { r.Resolve(a.Again(), new(source.Problems)) })
		return r.links.at(link)
	}
	return pos, ok
}

func (p *placed) at(link output.Link) (source.Pos, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pos, ok := p.places[link]
	return pos, ok
}

// resolve finds where the links of a text lead: a file of the site, a path
// from its root, or elsewhere.
func (r *Renderer) resolve(t *report.Text, from string, problems *source.Problems) {
	for _, link := range t.Links {
		to, fragment, found := strings.Cut(link.Destination, "#")
		if found {
			fragment = "#" + fragment
		}
		switch file := path.Join(path.Dir(from), to); {
		case prose.AllowedURL(to):
		case strings.HasPrefix(to, "/"):
			link.Href = r.site.Href(to) + fragment
		case strings.HasSuffix(to, ".md") && r.byFile[file] != nil:
			link.Href = r.site.Href(r.byFile[file].Path) + fragment
		case strings.HasSuffix(to, ".md"):
			var files []string
			for f := range r.byFile {
				files = append(files, f)
			}
			slices.Sort(files)
			hint := ""
			if near := source.Nearest(file, files); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			problems.Add(source.Problem{Pos: link.Pos, Text: "there is no article " + file, Hint: hint})
		}
		r.links.mu.Lock()
		r.links.places[output.Link{From: from, Href: link.Href}] = link.Pos
		r.links.mu.Unlock()
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
