package load

import (
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type chartBlock struct {
	Type        strict.Value      `toml:"type"`
	Data        strict.Value      `toml:"data"`
	X           strict.Value      `toml:"x"`
	Y           strict.Names      `toml:"y"`
	Series      strict.Value      `toml:"series"`
	Facet       strict.Value      `toml:"facet"`
	Where       *strict.Node      `toml:"where"`
	Source      strict.Value      `toml:"source"`
	Sort        strict.Value      `toml:"sort"`
	Top         strict.Count      `toml:"top"`
	Sum         strict.Names      `toml:"sum"`
	Step        strict.Value      `toml:"step"`
	Fold        strict.Value      `toml:"fold"`
	Share       strict.Flag       `toml:"share"`
	Axis        strict.Value      `toml:"axis"`
	Highlight   strict.Names      `toml:"highlight"`
	Annotations []annotationTable `toml:"annotations"`
	Title       strict.Value      `toml:"title"`
	Alt         strict.Value      `toml:"alt"`
	Note        strict.Value      `toml:"note"`
	ID          strict.Value      `toml:"id"`
	Map         strict.Value      `toml:"map"`
	Classes     *strict.Node      `toml:"classes"`
	Method      strict.Value      `toml:"method"`
}

type annotationTable struct {
	X      strict.Value `toml:"x"`
	Y      *strict.Node `toml:"y"`
	Series strict.Value `toml:"series"`
	Source strict.Value `toml:"source"`
	Title  strict.Value `toml:"title"`
	Node   *strict.Node
}

func (b *blockReader) chart() report.Block {
	var f chartBlock
	b.root.Decode(&f, b.problems)
	b.require(b.at, "title", f.Title)
	b.require(b.at, "alt", f.Alt)
	b.require(b.at, "x", f.X)
	if b.require(b.at, "type", f.Type) {
		b.oneOf(f.Type, append(report.ChartTypes(), report.MapType)...)
	}
	if len(f.Y) == 0 {
		b.problems.Addf(b.at, "y is missing")
	}
	if f.Top.Set() && f.Top.Node.Raw() == "0" {
		b.problems.Addf(f.Top.Node.Pos(), "top is the number of places to draw, at least 1")
	}
	c := &report.Chart{
		Place: b.id(f.ID, true), Selection: b.selection(f.Data, f.Source, f.Where), Type: f.Type.Text, X: f.X.Text,
		Y: f.Y.Texts(), Series: f.Series.Text, Facet: f.Facet.Text,
		Sort: b.oneOf(f.Sort, "value", "title"), Top: f.Top.N, Sum: f.Sum.Texts(),
		Step: b.oneOf(f.Step, report.Steps()...), Fold: b.oneOf(f.Fold, "year"),
		Share: f.Share.On, Log: b.oneOf(f.Axis, "log") == "log", Highlight: f.Highlight.Texts(),
		Title: b.markdown(f.Title), Alt: b.markdown(f.Alt), Note: b.markdown(f.Note),
	}
	b.mapKeys(c, &f)
	for i := range f.Annotations {
		if a := b.annotation(&f.Annotations[i], c.Data); a != nil {
			c.Annotations = append(c.Annotations, a)
		}
	}
	return c
}

// annotation reads one annotation of a chart of a dataset; nil for one that says too little.
func (b *blockReader) annotation(f *annotationTable, dataset string) *report.Annotation {
	at := f.Node.Pos()
	a := &report.Annotation{Pos: at, X: f.X.Text, Series: f.Series.Text, Title: b.markdown(f.Title)}
	if !b.require(at, "title", f.Title) {
		return nil
	}
	switch {
	case !f.X.Set() && f.Y == nil:
		b.problems.Hintf(at, "x is a place or a time, y a level", "an annotation needs x or y")
		return nil
	case f.X.Set() && f.Y != nil:
		b.problems.Hintf(f.Y.Pos(), "write two, or name the series whose point at x is meant",
			"an annotation has x or y, not both")
		return nil
	case f.Series.Set() && !f.X.Set():
		b.problems.Addf(f.Series.Pos(), "a point of a series needs its x")
	case f.Y != nil && f.Y.Kind == strict.String:
		b.expression(a, f.Y, dataset)
	case f.Y != nil:
		b.number(a, f.Y, f.Source)
	}
	if f.Source.Set() && (f.Y == nil || f.Y.Kind == strict.String) {
		b.problems.Addf(
			f.Source.Pos(),
			"source is for a level that is a number: an expression has the sources of its cells",
		)
	}
	return a
}

// expression reads a level as an address in a dataset: it becomes a link that has no words.
func (b *blockReader) expression(a *report.Annotation, n *strict.Node, dataset string) {
	const before = "[](value:/" // "/" has the place of the quotation mark
	places := n.Places()
	text := []byte(before + n.Text() + ")")
	at := func(i int) source.Pos {
		p := places(max(i-len(before), 0))
		if i == len(before)-1 {
			p.Col--
		}
		return p
	}
	a.Level = b.reader.Inline(text, at, dataset, b.problems)
	if len(a.Level.Figures) != 1 || prose.Plain(a.Level) != "" {
		b.problems.Hintf(n.Pos(), `like y = "max(deaths[year=*])", or a number with its source`,
			"a level is one expression on the chart's dataset: what else stands there is not bound to a cell")
		a.Level = nil
	}
}

// number reads a level as a number, which a source has to give.
func (b *blockReader) number(a *report.Annotation, n *strict.Node, from strict.Value) {
	if _, err := report.ParseDecimal(n.Raw()); err != nil || n.Kind != strict.Integer && n.Kind != strict.Float {
		b.problems.Addf(n.Pos(), "y must be a number or an expression in quotation marks")
		return
	}
	if !from.Set() {
		b.problems.Hintf(n.Pos(), `add source = "…", or write an expression on the data`,
			"this level has no source that gives it")
		return
	}
	a.Number = n.Raw()
	if list := b.sourceList(from.Text, from.Pos()); len(list) > 0 {
		a.Source = list[0]
	}
}
