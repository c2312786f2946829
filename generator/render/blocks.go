package render

import (
	"fmt"
	"html"
	"html/template"
	"runtime/debug"
	"slices"
	"strings"

	"vitrine/generator/chart"
	"vitrine/generator/picture"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/table"
)

// draw makes what each block of a document shows: a *chart.Drawing, a *table.Grid or a list of
// *report.Statement. What can't be drawn is reported.
func (w *Writer) draw(d *report.Document, problems *source.Problems) map[report.Block]any {
	drawn := map[report.Block]any{}
	for _, b := range d.Body.Blocks {
		if made := w.drawBlock(b, problems); made != nil {
			drawn[b] = made
		}
	}
	return drawn
}

// drawBlock makes what a block shows of a dataset; nil when it shows nothing of one, or can't,
// which is reported.
func (w *Writer) drawBlock(b report.Block, problems *source.Problems) (made any) {
	if b.Uses() == "" {
		return nil
	}
	d := w.site.Dataset(b.Uses())
	if d == nil {
		var ids []string
		for _, x := range w.site.Datasets {
			ids = append(ids, x.ID)
		}
		problems.Add(source.Problem{Pos: dataPos(b), Text: fmt.Sprintf("there is no published dataset %q", b.Uses()),
			Hint: source.DidYouMean(b.Uses(), ids)})
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			made = nil
			problems.Broken(b.At(), p, debug.Stack())
		}
	}()
	var mistake *table.Mistake
	switch b := b.(type) {
	case *report.Chart:
		var drawing *chart.Drawing
		if drawing, mistake = chart.Draw(b, d, w.locale); mistake != nil {
			break
		}
		if drawing.Map != nil { // drawn here alone
			drawing.Views[0].Picture = picture.Map(drawing.Map, b.ID+"-map")
		} else if w.view.Pictures {
			for i := range drawing.Views {
				v := &drawing.Views[i]
				v.Picture = picture.Draw(v.Width, v.Height, v.Panels, b.ID+"-"+v.Name)
			}
		}
		for _, m := range drawing.Advice {
			problems.Add(source.Problem{Pos: m.Pos, Text: m.Text, Hint: m.Hint, Warning: true})
		}
		made = drawing
	case *report.Table:
		made, mistake = table.Block(b, d, w.locale)
	case *report.Compare:
		made, mistake = table.Compare(b, d, w.locale)
	case *report.Statements:
		made, mistake = chosenStatements(b, d)
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

// chosenStatements are those that a statements block shows.
func chosenStatements(b *report.Statements, d *report.Dataset) ([]*report.Statement, *table.Mistake) {
	if len(b.Where) > 0 {
		var dimensions []string
		for _, x := range d.Dimensions {
			dimensions = append(dimensions, x.ID)
		}
		if _, mistake := table.Rows(d, b.Selection, dimensions...); mistake != nil {
			return nil, mistake
		}
	}
	var chosen []*report.Statement
	var ids []string
	for _, s := range d.Statements {
		ids = append(ids, s.ID)
		if b.Shows(s) {
			chosen = append(chosen, s)
		}
	}
	for _, id := range b.IDs {
		if !slices.Contains(ids, id) {
			return nil, &table.Mistake{Pos: b.Key("statements"),
				Text: fmt.Sprintf("%s has no statement %q", d.ID, id),
				Hint: source.DidYouMean(id, ids)}
		}
	}
	if len(chosen) == 0 {
		return nil, &table.Mistake{Pos: b.Pos, Text: d.ID + " has no statements on this"}
	}
	return chosen, nil
}

// block is the view of a block of a file, and the template that shows it. drawn is what the
// block shows of its dataset.
func (w *writer) block(b report.Block, drawn any, from string) (name string, v Block, err error) {
	w.unnamed++
	v = Block{Site: w.view, ID: b.Name()}
	if v.ID == "" {
		v.ID = fmt.Sprintf("page-block-%d", w.unnamed)
	}
	d := w.site.Dataset(b.Uses())
	if d != nil {
		v.Dataset = []DatasetLink{w.datasetLink(d)}
	}
	title := func(t *report.Text) {
		if t != nil {
			v.Caption, v.Text = w.inline(t, from), prose.Plain(t)
		}
	}
	note := func(t *report.Text) template.HTML { return w.inline(t, from) }
	switch b := b.(type) {
	case *report.Chart:
		title(b.Title)
		err = w.chart(&v, b, drawn.(*chart.Drawing), from)
		return "block-chart", v, err
	case *report.Table:
		title(b.Title)
		v.Grid = []Grid{w.explainedGrid(d, drawn.(*table.Grid), v.ID, note, nil)}
		return "block-table", v, w.failed
	case *report.Compare:
		title(b.Title)
		v.Grid = []Grid{w.explainedGrid(d, drawn.(*table.Grid), v.ID, note, nil)}
		for _, c := range d.Conflicts {
			v.Reasons = append(v.Reasons, w.inline(c.Reason.In(w.locale.Language), datasetFile(d)))
		}
		return "block-compare", v, w.failed
	case *report.Statements:
		title(b.Title)
		for _, s := range drawn.([]*report.Statement) {
			shown := w.statement(d, s)
			shown.Text = w.inline(s.Text.In(w.locale.Language), datasetFile(d))
			v.Statements = append(v.Statements, shown)
		}
		return "block-statements", v, nil
	case *report.Headline:
		v.Headline = w.bigFigures(b.Figures, from)
		return "block-headline", v, nil
	}
	figure := b.(*report.Picture)
	if figure.Image != nil {
		v.Image = template.HTML(w.image(figure.Image))
	}
	v.Caption, v.Credit = w.inline(figure.Caption, from), figure.Credit
	return "block-figure", v, nil
}

// bigFigures writes big figures, each before its label: so their notes are numbered.
func (w *writer) bigFigures(figures []*report.HeadlineFigure, from string) (list []BigFigure) {
	for _, f := range figures {
		figure := w.inline(f.Figure, from)
		big := BigFigure{Figure: figure, Label: w.inline(f.Label, from)}
		if f.Sparkline != nil {
			big.Line = template.HTML(w.sparkline(f.Sparkline.Series))
		}
		list = append(list, big)
	}
	return list
}

// chart completes the view of a chart.
func (w *writer) chart(v *Block, b *report.Chart, drawing *chart.Drawing, from string) (err error) {
	drawn := Picture{Site: w.view, Alt: prose.Plain(b.Alt), Payload: template.JS(drawing.Payload),
		// JSON with <, > and & escaped
		Marks: drawing.Marks, Differs: drawing.Differs, Conflicts: v.Dataset[0].Path + "#conflicts",
		Hints: drawing.Hints(w.locale)}
	if m := drawing.Map; m != nil {
		drawn.Classes = swatches(m, v.ID)
	}
	for _, view := range drawing.Views {
		if view.Name == "" { // a map has one
			continue
		}
		drawn.Drawings = append(drawn.Drawings, Drawing{view.Name,
			template.HTML(view.Picture)}) // picture escapes its words
	}
	if v.Picture, err = w.templates.html("picture", drawn); err != nil {
		return err
	}
	if v.Table, err = w.templates.html("grid", w.grid(drawing.Grid, v.ID, from)); err != nil { // in frames too
		return err
	}
	if b.Note != nil {
		v.Note = w.inline(b.Note, from)
	}
	v.Subtitle, v.Sources = drawing.Subtitle, w.sourceLinks(drawing.Sources)
	v.FilePath, v.EmbedPath = "/charts/"+v.ID+".svg", embedPath(v.ID)
	v.EmbedURL = w.site.URL(v.EmbedPath)
	return nil
}

func (w *Writer) statement(d *report.Dataset, s *report.Statement) Statement {
	v := Statement{ID: s.ID, Date: w.day(s.Date), Who: s.Who, Role: s.Role, Stance: s.Stance, Text: w.in(d, s.Text),
		Quote: s.Quote}
	if s.Source != nil {
		v.Source = []SourceLink{w.sourceLink(s.Source)}
	}
	return v
}

// grid is the view of a table of a file. Its head and its rows are written here and not by a
// template, which takes ten times as long: tables are most of a page.
func (w *Writer) grid(g *table.Grid, id, from string) Grid {
	return w.gridWith(g, id, func(t *report.Text) template.HTML { return w.linked(t, from) }, nothing)
}

// nothing stands around the text of a cell.
func nothing(*table.Cell) (before, after string) { return "", "" }

// gridWith is grid with a function that writes its notes, and one that says what stands around the text of a cell.
func (w *Writer) gridWith(g *table.Grid, id string, note func(*report.Text) template.HTML,
	around func(*table.Cell) (before, after string)) Grid {
	v := Grid{ID: id, Columns: columns(g.Head), Marks: g.Marks}
	for i, n := range g.Notes {
		v.Notes = append(v.Notes, Note{i + 1, note(n)})
	}
	var b strings.Builder
	for _, row := range g.Rows {
		b.WriteString("<tr")
		attribute(&b, "id", row.Anchor)
		b.WriteString(">")
		for i := range row.Cells {
			w.cell(&b, &row.Cells[i], id, around)
		}
		b.WriteString("</tr>\n")
	}
	v.Body = template.HTML(b.String())
	return v
}

func columns(head []table.Head) template.HTML {
	var b strings.Builder
	for _, h := range head {
		b.WriteString(`<th scope="col"`)
		if h.Numeric {
			b.WriteString(` class="n"`)
		}
		b.WriteString(">" + html.EscapeString(h.Title))
		if h.Unit != "" {
			b.WriteString(` <span class="unit">` + html.EscapeString(h.Unit) + "</span>")
		}
		b.WriteString("</th>")
	}
	return template.HTML(b.String())
}

// sparkline is the small picture of a series; nothing of none.
func (w *Writer) sparkline(s *report.Series) []byte {
	if s == nil {
		return nil
	}
	moments := make([]picture.Moment, len(s.Moments))
	for i, m := range s.Moments {
		moments[i] = picture.Moment{Day: m.Day, Gap: m.Cell == nil, Breaks: m.Breaks}
		if m.Cell != nil {
			moments[i].Value, _ = m.Cell.Value.Rat().Float64()
		}
	}
	first, last := s.Ends()
	return picture.Spark(moments, w.locale.Word("sparkline",
		"first", w.locale.Cell(s.Measure, first.Cell), "from", w.locale.Member(s.Dimension, first.Member.ID),
		"last", w.locale.Cell(s.Measure, last.Cell), "to", w.locale.Member(s.Dimension, last.Member.ID)))
}

func attribute(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString(` ` + name + `="` + html.EscapeString(value) + `"`)
	}
}

func (w *Writer) cell(b *strings.Builder, c *table.Cell, id string,
	around func(*table.Cell) (before, after string)) {
	if c.Header {
		b.WriteString(`<th scope="row">` + html.EscapeString(c.Text) + "</th>")
		return
	}
	b.WriteString("<td")
	if c.Numeric {
		b.WriteString(` class="n"`)
	}
	attribute(b, "id", c.Anchor)
	before, after := around(c)
	b.WriteString(">" + before + html.EscapeString(c.Text))
	if before != "" {
		b.WriteString("</a>")
	}
	b.Write(w.sparkline(c.Series))
	if c.Told() {
		w.explanations(b, c, id, before != "")
	}
	b.WriteString(after + "</td>")
}

// explanations are what stands behind a figure: marks, whether another source denies it, and
// numbers of notes. They lead nowhere where the figure has a card, which tells all of it.
func (w *Writer) explanations(b *strings.Builder, c *table.Cell, id string, carded bool) {
	e, l := html.EscapeString, w.locale
	b.WriteString(`<span class="aside">`)
	for _, m := range c.Marks {
		b.WriteString(` <span class="mark">`)
		if c.Revised != "" && m == "r" && !carded {
			fmt.Fprintf(b, `<a href="%s">[r]<span class="unseen"> %s: %s</span></a>`,
				e(w.site.Href(c.Revised)), e(l.Word("mark-r")), e(l.Word("history")))
		} else {
			b.WriteString("[" + e(m) + "]")
		}
		b.WriteString("</span>")
	}
	if c.Differs {
		fmt.Fprintf(b, ` <span class="differs" role="img" aria-label="%s">≠</span>`, e(l.Word("differs")))
	}
	for _, n := range c.Notes {
		if carded {
			fmt.Fprintf(b, "<sup>%d</sup>", n)
			continue
		}
		fmt.Fprintf(b, `<sup><a href="#%s-note-%d" aria-label="%s %d">%d</a></sup>`, e(id), n, e(l.Word("note")), n,
			n)
	}
	b.WriteString("</span>")
}
