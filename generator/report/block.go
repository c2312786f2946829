package report

import (
	"slices"
	"strings"

	"vitrine/generator/source"
)

// Block is a fenced block of an article: a chart, a table and so on. Its
// fields are the keys that FORMATS gives for it.
type Block interface {
	At() source.Pos // of the fence
	Uses() string   // the dataset it draws, "" for none
	Name() string   // its id on the site, "" for none
	Texts() []*Text // its prose
}

// Place is what all blocks have.
type Place struct {
	Pos  source.Pos
	ID   string
	Keys Places
}

// Key is where a key's value stands, or the fence for one that is not there.
func (p Place) Key(name string) source.Pos { return p.Keys.Of(name, p.Pos) }

func (p Place) At() source.Pos { return p.Pos }
func (p Place) Name() string   { return p.ID }
func (p Place) Uses() string   { return "" }
func (p Place) Texts() []*Text { return nil }

// Selection is the part of a dataset that a block shows.
type Selection struct {
	Data    string
	DataPos source.Pos
	Where   Where
	Source  string
}

// ChartTypes are the types of charts that ECharts draws. Beside them there is MapType.
func ChartTypes() []string {
	return []string{"bar", "stacked-bar", "horizontal-bar", "line", "area", "pie", "range", "heatmap", "slope"}
}

// Chart is a ```chart block.
type Chart struct {
	Place
	Selection
	Type        string
	X           string   // a dimension, an attribute, or "measure" when Y has several
	Y           []string // measures of one unit
	Series      string   // a dimension or "source"
	Facet       string   // a dimension: a small chart for each member
	Sort        string   // "value", "title", or "" as the members stand
	Top         int      // draw so many of the greatest, 0 for all
	Sum         []string // dimensions that are added up
	Step        string   // periods are added up to this length, "" for none
	Fold        string   // "year": the years lie over one another
	Share       bool     // each place is 100%
	Log         bool     // the scale of values is one of powers of ten
	Highlight   []string // series in colour, where others are grey
	Annotations []*Annotation
	Title       *Text // the finding
	Alt         *Text
	Note        *Text

	Map     *Map // of a map alone, and so are its classes
	Classes Classes
}

// Annotation is a line, a band or a point that a chart is explained by.
type Annotation struct {
	Pos    source.Pos
	X      string  // a place, or with a slash or ".." a range of time; "" for none
	Series string  // of a point
	Level  *Text   // one figure without words of its own, which says how high; nil for none
	Number string  // instead of Level: as it is written
	Source *Source // that gives Number
	Title  *Text
}

// Sources are those of its level.
func (a *Annotation) Sources() []*Source {
	switch {
	case a.Source != nil:
		return []*Source{a.Source}
	case a.Level != nil && a.Level.Figures[0].Result != nil:
		return a.Level.Figures[0].Result.Sources
	}
	return nil
}

func (c *Chart) Uses() string { return c.Data }
func (c *Chart) Texts() []*Text {
	list := some(c.Title, c.Alt, c.Note)
	for _, a := range c.Annotations {
		list = append(list, some(a.Title, a.Level)...)
	}
	return list
}

// Table is a ```table block.
type Table struct {
	Place
	Selection
	Title    *Text
	Measures []string
	Rows     string // a dimension: with Across and Cell, a pivot
	Across   string
	Cell     string
	// Sparkline is a dimension: rows that differ in it alone are one, with a line of their figures.
	Sparkline string
}

func (t *Table) Uses() string   { return t.Data }
func (t *Table) Texts() []*Text { return some(t.Title) }

// Compare is a ```compare block: rivals side by side.
type Compare struct {
	Place
	Selection
	Title    *Text
	Measures []string
}

func (c *Compare) Uses() string   { return c.Data }
func (c *Compare) Texts() []*Text { return some(c.Title) }

// Statements is a ```statements block: what was said of the figures.
type Statements struct {
	Place
	Selection
	Title *Text
	IDs   []string
}

// Shows reports whether the block shows a statement: one that it names, or all,
// of which where takes those that speak of the same members.
func (s *Statements) Shows(x *Statement) bool {
	if len(s.IDs) > 0 && !slices.Contains(s.IDs, x.ID) {
		return false
	}
	for _, c := range s.Where {
		for _, about := range x.Where {
			if about.Key == c.Key && !slices.ContainsFunc(about.Members, c.Holds) {
				return false
			}
		}
	}
	return true
}

func (s *Statements) Uses() string   { return s.Data }
func (s *Statements) Texts() []*Text { return some(s.Title) }

// Headline is a ```headline block: a few big figures.
type Headline struct {
	Place
	Figures []*HeadlineFigure
}

// HeadlineFigure is one big figure and what it counts.
type HeadlineFigure struct {
	Figure    *Text // holds one value: link
	Label     *Text
	Sparkline *Sparkline // nil for none
}

// Sparkline is a small line of figures over time beside a big figure.
type Sparkline struct {
	Pos     source.Pos // of the address
	Address string     // of a measure over all periods of a dimension, DATASET/MEASURE?PERIODS=*
	Series  *Series    // filled in by room bind
}

// Dataset is the id of the dataset that it draws.
func (s *Sparkline) Dataset() string {
	id, _, _ := strings.Cut(s.Address, "/")
	return id
}

func (h *Headline) Texts() []*Text {
	var list []*Text
	for _, f := range h.Figures {
		list = append(list, f.Figure, f.Label)
	}
	return list
}

// SparkSources are the sources of what its sparklines draw.
func (h *Headline) SparkSources() (list []*Source) {
	for _, f := range h.Figures {
		if f.Sparkline == nil || f.Sparkline.Series == nil {
			continue
		}
		for _, m := range f.Sparkline.Series.Moments {
			if m.Cell != nil {
				list = append(list, m.Cell.Sources...)
			}
		}
	}
	return list
}

// Picture is a ```figure block: an image with its caption.
type Picture struct {
	Place
	Image   *ImageRef
	Caption *Text
	Credit  string
}

func (p *Picture) Texts() []*Text { return some(p.Caption) }

func some(texts ...*Text) []*Text {
	var list []*Text
	for _, t := range texts {
		if t != nil {
			list = append(list, t)
		}
	}
	return list
}
