package render

import (
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/feeds"
	"vitrine/generator/picture"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/search"
	"vitrine/generator/source"
)

// Article makes the article of a document that has been bound, and the files that belong to it:
// those beside it, and the pictures of its charts. read is of the document's texts. What is wrong goes
// to problems, and the result is nil.
func (w *Writer) Article(d *report.Document, read Readers, problems *source.Problems) (
	*report.Article, []*report.Asset) {
	var own source.Problems
	drawn := w.draw(d, &own)
	problems.AddAll(&own)
	if own.Failed() {
		return nil, nil
	}
	page := w.page(d.Path)
	page.read, page.cited = read, d.Date.Year != 0
	a := &report.Article{File: d.File, Section: d.Section, Slug: d.Slug, Path: d.Path, Draft: d.Draft, Date: d.Date,
		Updated: d.Updated, Changed: d.Changed(), Name: prose.Source(d.Title), NamePos: d.Title.Pos, Authors: d.Authors,
		Topics: d.Topics, Credit: d.Credit, Aliases: d.Aliases, Datasets: d.Datasets(), Files: d.Files, Bytes: d.Bytes,
		Named: d.Named(w.site.BaseURL.String()), Beside: slices.Concat(d.Beside, d.Maps)}
	if d.Image != nil {
		a.Image = w.image(&report.ImageRef{Image: d.Image})
	}
	a.Title, a.Summary = page.rendered(d.Title, d.File), page.rendered(d.Summary, d.File)
	for i, c := range d.Corrections {
		a.Corrections = append(a.Corrections, report.ShownCorrection{ID: correctionID(d, i), Date: c.Date,
			Text: page.rendered(c.Text, d.File)})
	}
	files := slices.Clone(d.Assets)
	charts, err := page.body(a, d, drawn)
	if err != nil {
		problems.Add(templateProblem(err))
		return nil, nil
	}
	if w.view.Embeds && w.view.Pictures {
		for _, v := range charts {
			file, missing := w.chartFile(v, d)
			if missing != "" {
				problems.Addf(source.Pos{File: "templates/assets/style.css"},
					"the colour --%s is missing, or is not like #1f5f99: charts need it", missing)
				return nil, nil
			}
			files = append(files, file)
		}
	}
	cards, err := page.cardsHTML()
	if err != nil {
		problems.Add(templateProblem(err))
		return nil, nil
	}
	a.Body, a.Cards = a.Body+string(cards), len(page.cards)+page.cellCards
	a.Shown = len(a.Body)
	if d.Section != "" {
		a.Body += page.feedText(d, drawn)
	}
	a.Citations = page.citations
	w.describe(a, d)
	if text := w.saysLine(a, d); text != "" {
		problems.Addf(d.Body.Pos, "%s", text)
		return nil, nil
	}
	for _, f := range files {
		a.Assets = append(a.Assets, f.Path)
	}
	return a, files
}

// saysLine fills in which line of a report an article says, and says what is wrong with it; "" for nothing.
func (w *Writer) saysLine(a *report.Article, d *report.Document) string {
	if a.Line = d.Line; a.Line == "" {
		return ""
	}
	a.Said = prose.Written(d.Body)
	id, line, _ := strings.Cut(a.Line, "/")
	if r := w.site.Report(id); r != nil {
		return r.TooLong(line, a.Said)
	}
	return ""
}

// Check reports what is wrong with the blocks of a document.
func (w *Writer) Check(d *report.Document, problems *source.Problems) { w.draw(d, problems) }

// head says what holds for figures of which an article says nothing else.
func (w *Writer) head(h *report.Head) (list []string) {
	if h == nil {
		return nil
	}
	if p, err := report.ParsePeriod(h.Period.Text); err == nil {
		list = append(list, w.locale.Word("head-period", "period", w.locale.Period(p)))
	}
	for _, c := range h.Where {
		key := "head-where"
		if c.Not {
			key = "head-where-not"
		}
		for _, dataset := range w.site.Datasets {
			d := dataset.Dimension(c.Key)
			if d == nil || slices.ContainsFunc(c.Members, func(id string) bool { return d.Member(id) == nil }) {
				continue
			}
			titles := make([]string, 0, len(c.Members))
			for _, id := range c.Members {
				titles = append(titles, w.locale.Member(d, id))
			}
			dimension := d.Title.In(w.locale.Language)
			list = append(list, w.locale.Word(key, "dimension", dimension, "members", strings.Join(titles, ", ")))
			break
		}
	}
	return list
}

// drawnChart is a chart with what its page and its file show.
type drawnChart struct {
	block   *report.Chart
	drawing *chart.Drawing
	view    Block
}

// body writes the text of an article with its blocks, and returns its charts.
func (w *writer) body(a *report.Article, d *report.Document, drawn map[report.Block]any) (charts []drawnChart,
	err error) {
	parts := w.parts(d.File)
	parts.Block = func(text io.Writer, index int) {
		b := d.Body.Blocks[index]
		name, v, wrong := w.block(b, drawn[b], d.File)
		if c, ok := b.(*report.Chart); ok {
			w.share(&v, c, drawn[b].(*chart.Drawing), d)
		}
		if wrong == nil {
			wrong = w.templates.into(text, name, v)
		}
		if err == nil {
			err = wrong
		}
		if c, ok := b.(*report.Chart); ok && wrong == nil {
			charts = append(charts, drawnChart{c, drawn[b].(*chart.Drawing), v})
		}
	}
	a.Body = w.printer.HTML(d.Body, parts)
	if err != nil {
		return nil, err
	}
	for _, c := range charts {
		shown := report.ShownChart{ID: c.view.ID, Types: c.drawing.Types(), Title: string(w.bare(c.block.Title)),
			Words: prose.Plain(c.block.Title), Subtitle: c.drawing.Subtitle,
			Picture: rangeOf(a.Body, c.view.Picture), Table: rangeOf(a.Body, c.view.Table)}
		if c.drawing.Map == nil { // which says nothing without its legend
			shown.Drawing = rangeOf(a.Body, template.HTML(c.drawing.Views[0].Picture))
		}
		for _, s := range c.drawing.Sources {
			shown.Sources = append(shown.Sources, s.ID)
		}
		if c.block.Note != nil {
			shown.Note = string(w.linked(c.block.Note, d.File))
		}
		a.Charts = append(a.Charts, shown)
	}
	return charts, nil
}

// share fills in how a chart of a document is shown and cited elsewhere.
func (w *writer) share(v *Block, b *report.Chart, drawing *chart.Drawing, d *report.Document) {
	v.EmbedCode = embedCode(v.EmbedURL, v.Text, w.embedHeight(b, drawing, d))
	if d.Date.Year != 0 {
		v.Cite = []feeds.Reference{feeds.CiteChart(w.site, d, v.ID, v.Text, w.locale)}
	}
}

// rangeOf is where a part of a text stands.
func rangeOf(text string, part template.HTML) report.Range {
	at := strings.Index(text, string(part))
	return report.Range{From: at, To: at + len(part)}
}

// correctionID is the fragment of the correction at index i: its day and, when it is not the
// first of that day, a number.
func correctionID(d *report.Document, i int) string {
	n := 1
	for _, c := range d.Corrections[:i] {
		if c.Date == d.Corrections[i].Date {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("correction-%s-%d", d.Corrections[i].Date, n)
	}
	return fmt.Sprintf("correction-%s", d.Corrections[i].Date)
}

// describe fills in what other pages and later stages need to know of an article.
func (w *Writer) describe(a *report.Article, d *report.Document) {
	sources := map[string]bool{}
	for _, t := range d.Texts() {
		a.Figures = append(a.Figures, t.BoundFigures()...)
		t.EachFigure(func(f *report.Figure) {
			for _, s := range f.Result.Sources {
				sources[s.ID] = true
			}
		})
		t.EachLink(func(l *report.Link) {
			a.Links = append(a.Links, report.PlacedLink{Href: w.href(l, d.File), Pos: l.Pos})
		})
	}
	for _, h := range d.Body.Headings {
		if h.Level == 2 {
			a.Contents = append(a.Contents, h)
		}
	}
	if len(a.Contents) < 4 { // too few to need a table of them
		a.Contents = nil
	}
	for _, b := range d.Body.Blocks {
		if b.Name() != "" {
			a.Blocks = append(a.Blocks, report.NamedBlock{ID: b.Name(), Pos: b.At()})
		}
		switch b := b.(type) {
		case *report.Chart:
			if b.Map != nil {
				sources[b.Map.Source.ID] = true
			}
		case *report.Table, *report.Compare:
			a.Tables++
		case *report.Headline:
			for _, s := range b.SparkSources() {
				sources[s.ID] = true
			}
			if len(b.Figures) > 0 && a.Headline.Figure == "" {
				a.Headline = report.BigFigure{Figure: prose.Plain(b.Figures[0].Figure),
					Label: prose.Plain(b.Figures[0].Label)}
			}
		case *report.Statements:
			for _, s := range w.site.Dataset(b.Data).Statements {
				if s.Source != nil && b.Shows(s) {
					sources[s.Source.ID] = true
				}
			}
		}
	}
	for id := range sources {
		a.Sources = append(a.Sources, id)
	}
	slices.Sort(a.Sources)
	a.Head = w.head(d.Head)
	a.Printed = w.printed(d)
	if w.view.Search {
		a.Search = search.Analyse(searched(d)).Pack()
	}
}

// printed are the links of a document's text that lead elsewhere, once each, with their whole
// addresses.
func (w *Writer) printed(d *report.Document) (list []report.Printed) {
	for _, link := range d.Body.Links {
		url := w.href(link, d.File)
		if root := w.site.Href("/"); strings.HasPrefix(url, root) {
			page, fragment, found := strings.Cut(strings.TrimPrefix(url, root), "#")
			if url = w.site.URL("/" + page); found {
				url += "#" + fragment
			}
		}
		if p := (report.Printed{Title: link.Text, URL: url}); strings.HasPrefix(url, "http") &&
			!slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// searched is what leads to a document in the search.
func searched(d *report.Document) search.Document {
	text := prose.Plain(d.Body)
	for _, b := range d.Body.Blocks {
		for _, t := range b.Texts() {
			text += " " + prose.Plain(t)
		}
	}
	return search.Document{Title: prose.Plain(d.Title), Summary: prose.Plain(d.Summary), Text: text}
}

// chartFile is the picture of a chart with its title and sources, in the colours of the light
// theme. missing is a colour that the style sheet does not have.
func (w *Writer) chartFile(c drawnChart, d *report.Document) (file *report.Asset, missing string) {
	var marks, below, sources []string
	for _, m := range c.drawing.Marks {
		marks = append(marks, "["+m+"] "+w.locale.Word("mark-"+m))
	}
	if len(marks) > 0 {
		below = append(below, strings.Join(marks, " · "))
	}
	below = append(below, c.drawing.Hints(w.locale)...)
	if c.block.Note != nil {
		below = append(below, prose.Plain(c.block.Note))
	}
	for _, s := range c.drawing.Sources {
		sources = append(sources, w.locale.Source(s))
	}
	below = append(below, w.locale.Count("sources", len(sources))+": "+strings.Join(sources, "; "),
		w.site.Title+" · "+w.site.URL(d.Path)+"#"+c.view.ID)
	wide := c.drawing.Views[0]
	if c.drawing.Map != nil { // its legend is no part of the picture
		wide.Picture, wide.Height = picture.MapFile(c.drawing.Map, c.view.ID+"-map")
	}
	above := picture.Heading{Title: prose.Plain(c.block.Title), Subtitle: c.drawing.Subtitle}
	text, missing := picture.File(wide.Width, wide.Height, wide.Picture, above, below, w.colors)
	return &report.Asset{Path: c.view.FilePath[1:], Bytes: text, From: d.File}, missing
}

var colorRule = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-fA-F]{3,8})\b`)

// lightColors are the colours of a style sheet by their variables' names, each as it is given
// first: that of the light theme.
func lightColors(css []byte) map[string]string {
	colors := map[string]string{}
	for _, m := range colorRule.FindAllSubmatch(css, -1) {
		if name := string(m[1]); colors[name] == "" {
			colors[name] = string(m[2])
		}
	}
	return colors
}
