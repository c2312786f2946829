package render

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// card makes the card of a figure, or finds the one that says the same, and returns its id and that of
// the figure.
func (w *writer) card(f *report.Figure) (card, figure string) {
	w.figures++
	figure = fmt.Sprintf("figure~%d", w.figures)
	c := w.cardOf(f)
	for _, other := range w.cards {
		c.ID, c.Back = other.ID, other.Back
		if same(c, other) {
			return other.ID, figure
		}
	}
	c.ID, c.Back = fmt.Sprintf("card~%d", len(w.cards)+1), figure
	if w.cited {
		c.Links = append(c.Links, CardLink{w.locale.Word("card-cite"), "#page-cite"})
	}
	if contact := w.view.Contact; strings.Contains(contact, "@") && !strings.ContainsAny(contact, " ,;") {
		c.Links = append(c.Links, CardLink{w.locale.Word("card-report"),
			"mailto:" + contact + "?subject=" + url.PathEscape(w.site.URL(w.path)+"#"+figure)})
	}
	w.cards = append(w.cards, c)
	return c.ID, figure
}

func same(a, b FigureCard) bool {
	return a.Value == b.Value && len(b.Links) > 0 && a.Links[0] == b.Links[0] && a.Working == b.Working &&
		slices.Equal(a.What, b.What) && slices.Equal(a.Facts, b.Facts)
}

// cardOf says what a figure is.
func (w *writer) cardOf(f *report.Figure) FigureCard {
	r := f.Result
	c := FigureCard{Value: r.Value, What: w.what(r), Working: w.working(r), Return: w.locale.Word("card-back"),
		Links: []CardLink{{w.locale.Word("card-table"), w.figureHref(f)}}}
	if r.Claim {
		c.Value = f.Phrase
	} else if c.Working != "" {
		c.Working = "= " + c.Working
	}
	w.declared(&c, r)
	w.fromSources(&c, r.Sources)
	computed := func(cell report.CellRef) bool {
		return len(r.Cells) == 1 && r.Dataset.Measures[cell.Measure].Formula != nil
	}
	if len(r.Cells) > 0 && r.Cells[0].Measure >= 0 && (len(r.Working) == 0 || computed(r.Cells[0])) {
		w.ofCell(&c, r.Dataset, r.Cells[0], r.AsOf)
	}
	w.marked(&c, marksOf(r))
	d, day := r.Dataset, r.Dataset.VersionOn(r.AsOf)
	c.add(w.locale.Word("card-version"), template.HTML(fmt.Sprintf(`<a href="%s">%s</a>`,
		html.EscapeString(w.site.Href("/"+d.DatedPath(day))), html.EscapeString(w.locale.Date(day)))))
	if s, ok := w.read[f]; ok {
		if person := w.site.Proof.Person(s.By); person != nil {
			c.add(w.locale.Word("card-read"), escape(person.Name+", "+w.locale.Date(s.On)))
		}
	}
	return c
}

// declared says which discrepancy or revision a figure counts the cells of, and why there is one.
func (w *Writer) declared(c *FigureCard, r *report.Result) {
	language := w.locale.Language
	say := func(words string, reason report.Prose) {
		c.What = []string{r.Dataset.Title.In(language), words}
		c.add(w.locale.Word("card-reason"), escape(prose.Plain(reason.In(language))))
	}
	for _, x := range r.Dataset.Discrepancies {
		if x.Anchor() == r.Declared {
			say(w.locale.Word("discrepancies"), x.Reason)
		}
	}
	for _, x := range r.Dataset.Revisions {
		if x.Anchor() == r.Declared {
			say(w.locale.Word("revision-"+x.Kind)+", "+w.locale.Date(x.Date), x.Reason)
		}
	}
}

// add says a thing more; under the label before, where that is the same.
func (c *FigureCard) add(label string, text template.HTML) {
	if n := len(c.Facts); n > 0 && c.Facts[n-1].Label == label {
		c.Facts[n-1].Text += "<br>" + text
	} else if text != "" {
		c.Facts = append(c.Facts, CardFact{label, text, false})
	}
}

// tell adds what nothing else on the page tells.
func (c *FigureCard) tell(label string, text template.HTML) {
	c.add(label, text)
	c.Told, c.Facts[len(c.Facts)-1].Told = true, true
}

// fromSources says which sources bear a figure out.
func (w *Writer) fromSources(c *FigureCard, sources []*report.Source) {
	for _, s := range sources {
		words := template.HTML(fmt.Sprintf(`<a href="%s">%s</a>`,
			html.EscapeString(w.site.Href(s.Path())), html.EscapeString(w.locale.Source(s))))
		if s.Licence != "" {
			words += ", " + escape(s.Licence)
		}
		c.add(w.locale.Word("source"), words)
	}
}

// ofCell says what others say of a cell's thing, and what the cell was before and, for a figure as of a day, after it.
func (w *writer) ofCell(c *FigureCard, d *report.Dataset, ref report.CellRef, asOf report.Date) {
	cell := &ref.Row.Cells[ref.Measure]
	if cell.State == report.Suppressed {
		return
	}
	rivals, reasons := w.rivals(d, ref)
	for _, rival := range rivals {
		c.tell(w.locale.Word("card-rival"), rival)
	}
	for _, reason := range reasons {
		c.tell(w.locale.Word("card-differ"), escape(reason))
	}
	history := d.History(ref.Row, ref.Measure)
	for i, step := range history {
		reason := prose.Plain(step.Reason.In(w.locale.Language))
		if asOf.IsZero() || step.Date.Compare(asOf) <= 0 {
			c.tell(w.locale.Word("card-before"), escape(w.locale.Word("card-was",
				"was", w.locale.Cell(d.Measures[ref.Measure], &step.Was),
				"date", w.locale.Date(step.Date), "reason", reason)))
			continue
		}
		is := cell // what stands there after this step
		if i+1 < len(history) {
			is = &history[i+1].Was
		}
		c.tell(w.locale.Word("card-after"), escape(w.locale.Word("card-is",
			"is", w.locale.Cell(d.Measures[ref.Measure], is), "date", w.locale.Date(step.Date), "reason", reason)))
	}
}

// marked says what marks mean.
func (w *Writer) marked(c *FigureCard, marks []string) {
	for _, mark := range marks {
		c.add(w.locale.Word("card-mark"), escape("["+mark+"] "+w.locale.Word("mark-"+mark)))
	}
}

// manyMembers is from how many members a card says their number alone.
const manyMembers = 4

// what are the measures of a figure's cells, and the members of each dimension.
func (w *Writer) what(r *report.Result) (list []string) {
	d := r.Dataset
	var measures []string
	for _, ref := range r.Cells {
		if ref.Measure >= 0 {
			if title := d.Measures[ref.Measure].Title.In(w.locale.Language); !slices.Contains(measures, title) {
				measures = append(measures, title)
			}
		}
	}
	list = append(list, strings.Join(measures, "; "))
	for i, dimension := range d.Dimensions {
		var ids, titles []string
		for _, ref := range r.Cells {
			if id := ref.Row.Keys[i]; !slices.Contains(ids, id) {
				ids = append(ids, id)
				titles = append(titles, w.locale.Member(dimension, id))
			}
		}
		if len(ids) >= manyMembers {
			list = append(list, fmt.Sprintf("%s (%d)", dimension.Title.In(w.locale.Language), len(ids)))
		} else {
			list = append(list, strings.Join(titles, "; "))
		}
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// working writes how a figure comes from its cells, each a link to its place in the table.
func (w *Writer) working(r *report.Result) template.HTML {
	var b strings.Builder
	for _, term := range r.Working {
		text := html.EscapeString(term.Text)
		if term.Linked {
			text = fmt.Sprintf(
				`<a href="%s">%s</a>`,
				html.EscapeString(w.site.Href(r.Dataset.Path())+"#"+r.Dataset.RefAnchor(term.Cell)),
				text,
			)
		}
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// rivals are what other sources say of the thing that a cell is of, where they give another
// figure, and why they differ.
func (w *writer) rivals(d *report.Dataset, own report.CellRef) (list []template.HTML, reasons []string) {
	m := d.Measures[own.Measure]
	sources := map[string][]string{} // by the words of a figure
	var order []string
	for _, row := range w.sharing(d)[d.Thing(own.Row.Keys)] {
		other := &row.Cells[own.Measure]
		if !other.IsFigure() || other.Code() == own.Row.Cells[own.Measure].Code() {
			continue
		}
		words := fmt.Sprintf(
			`<a href="%s#%s">%s</a>`,
			html.EscapeString(w.site.Href(d.Path())),
			html.EscapeString(d.CellAnchor(row, own.Measure)),
			html.EscapeString(w.locale.Cell(m, other)),
		)
		ending := words[strings.Index(words, ">"):]
		if at := slices.IndexFunc(order, func(s string) bool { return strings.HasSuffix(s, ending) }); at >= 0 {
			words = order[at]
		} else {
			order = append(order, words)
		}
		for _, s := range other.Sources {
			sources[words] = append(sources[words], html.EscapeString(w.locale.Source(s)))
		}
	}
	for _, words := range order {
		list = append(list, template.HTML(words+", "+strings.Join(sources[words], "; ")))
	}
	for _, c := range d.Conflicts {
		if list != nil && d.Matches(c.Where, own.Row.Keys, own.Row.Attrs, own.Row.Sources) &&
			report.InScope(c.Measures, m.ID) {
			reasons = append(reasons, prose.Plain(c.Reason.In(w.locale.Language)))
		}
	}
	return list, reasons
}

// sharing are the rows of a dataset by the things that they speak of.
func (w *writer) sharing(d *report.Dataset) map[string][]*report.Row {
	if w.things[d] == nil {
		things := map[string][]*report.Row{}
		for _, row := range d.Rows {
			things[d.Thing(row.Keys)] = append(things[d.Thing(row.Keys)], row)
		}
		w.things[d] = things
	}
	return w.things[d]
}

// marksOf are the marks of a figure's cells, where these are few.
func marksOf(r *report.Result) (marks []string) {
	if len(r.Cells) > manyMembers {
		return nil
	}
	for _, ref := range r.Cells {
		if ref.Measure < 0 {
			continue
		}
		for _, m := range r.Dataset.MarksOn(ref.Row, ref.Measure) {
			if m != "r" && !slices.Contains(marks, m) { // what it was says it
				marks = append(marks, m)
			}
		}
	}
	return marks
}

// cardsHTML writes the cards of a page.
func (w *writer) cardsHTML() (template.HTML, error) {
	if len(w.cards) == 0 {
		return "", nil
	}
	var b strings.Builder
	err := w.templates.into(&b, "cards", w.cards)
	return template.HTML(b.String()), err
}
