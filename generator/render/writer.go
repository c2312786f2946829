package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/locale"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// writer writes the texts of one page and numbers its citations.
type writer struct {
	*Writer
	citations []report.Citation
	numbers   map[string]int // of citations, by the ids of their sources
	last      citedSources   // of the figure before
	unnamed   int            // blocks without an id, which get one that is unique on the page
	figures   int            // that have a card
	cards     []FigureCard
	path      string                                       // of the page
	cited     bool                                         // the page says how to cite it
	cellCards int                                          // cells of tables that have a card
	failed    error                                        // of a card's template
	things    map[*report.Dataset]map[string][]*report.Row // the rows by the things that they speak of
	read      Readers
}

// citedSources are those that a figure of a paragraph cites.
type citedSources struct {
	paragraph int
	sources   string
}

func (w *Writer) page(path string) *writer {
	return &writer{Writer: w, numbers: map[string]int{}, path: path,
		things: map[*report.Dataset]map[string][]*report.Row{}}
}

// Writer writes texts as HTML. Goroutines may share it.
type Writer struct {
	site      *report.Site
	locale    *locale.Locale
	templates *Templates
	printer   *prose.Printer
	view      Site
	colors    map[string]string // of the light theme, for the files of charts
	palette   string            // their digest
}

// Readers say who has read the sentences of figures.
type Readers map[*report.Figure]report.Signature

// NewWriter returns a writer for a site, of which articles need not be there. css is the style
// sheet, whose colours the files of charts get.
func NewWriter(site *report.Site, l *locale.Locale, t *Templates, css []byte) *Writer {
	colors := lightColors(css)
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(colors)) {
		fmt.Fprintf(h, "%s %s\n", name, colors[name])
	}
	return &Writer{site: site, locale: l, templates: t, printer: &prose.Printer{}, colors: colors,
		palette: hex.EncodeToString(h.Sum(nil)),
		view: Site{Title: site.Title, URL: site.URL("/"), Language: site.Language, Publisher: site.Publisher,
			Contact: site.Contact,
			Licence: site.Licence, LicenceURL: site.LicenceURL, Search: site.Extras.Search, Embeds: site.Extras.Embeds,
			Pictures: site.Extras.Pictures}}
}

// cite returns the number of a source on the page.
func (w *writer) cite(s *report.Source) int {
	if n, there := w.numbers[s.ID]; there {
		return n
	}
	w.citations = append(w.citations, report.Citation{Sources: []string{s.ID}})
	w.numbers[s.ID] = len(w.citations)
	return len(w.citations)
}

// notes are the numbers of a figure's sources; none where the figure before it in the same paragraph has
// the same. No digit touches the figure.
func (w *writer) notes(f *report.Figure) string {
	cited := len(w.citations)
	last := citedSources{f.Paragraph, report.SourceIDs(f.Result.Sources)}
	if len(f.Result.Sources) == 0 || last == w.last {
		return ""
	}
	w.last = last
	var numbers []int
	var first []string // what the margin says of the sources that have not been cited yet
	for _, s := range f.Result.Sources {
		n := w.cite(s)
		if numbers = append(numbers, n); n > cited {
			first = append(first, fmt.Sprintf("%d\u2002%s", n, w.locale.Source(s)))
		}
	}
	slices.Sort(numbers)
	links := make([]string, 0, len(numbers))
	for _, n := range numbers {
		links = append(links, fmt.Sprintf(`<a href="#page-source-%d" aria-label="%s">%[1]d</a>`, n,
			html.EscapeString(w.locale.Word("cited", "n", n))))
	}
	var b strings.Builder
	b.WriteString(`<sup class="cite"`)
	attribute(&b, "data-note", strings.Join(first, "\n"))
	b.WriteString(">\u202f" + strings.Join(links, "<span>, </span>") + "</sup>")
	return b.String()
}

// figureHref is where a figure leads: its cell on the dataset's page.
func (w *Writer) figureHref(f *report.Figure) string {
	href := f.Result.Dataset.Path()
	switch {
	case f.Result.Declared != "":
		href += "#" + f.Result.Declared
	case len(f.Result.Cells) > 0:
		href += "#" + f.Result.Dataset.RefAnchor(f.Result.Cells[0])
	}
	return w.site.Href(href)
}

// withUnit is the space between a number and its unit, where no line ends.
var withUnit = regexp.MustCompile(`(\pN) ([^\s\pN]{1,12})$`)

// data marks a figure up with its exact value.
func data(f *report.Figure, words string) string {
	words = withUnit.ReplaceAllString(words, "$1\u00a0$2")
	if f.Result == nil || f.Result.Machine == "" {
		return html.EscapeString(words)
	}
	return fmt.Sprintf(`<data value="%s">%s</data>`, html.EscapeString(f.Result.Machine), html.EscapeString(words))
}

// figure is a figure in a sentence: a link to the card that explains it, and a note with its source
// that a keyboard reaches and a screen reader reads.
func (w *writer) figure(f *report.Figure, words string) string {
	if f.Result == nil || len(f.Result.Cells) == 0 && f.Result.Declared == "" {
		return w.bareFigure(f, words)
	}
	card, id := w.card(f)
	return fmt.Sprintf(`<a class="figure" id="%s" href="#%s">%s</a>`, id, card, data(f, words)) + w.notes(f)
}

// bareFigure is a figure without its note, for where there is no room for one.
func (w *Writer) bareFigure(f *report.Figure, words string) string {
	if f.Result == nil {
		return html.EscapeString(words)
	}
	return fmt.Sprintf(`<a class="figure" href="%s">%s</a>`, html.EscapeString(w.figureHref(f)), data(f, words))
}

// parts writes the references of a text that stands in a file of the editor's.
func (w *writer) parts(from string) prose.Parts {
	return prose.Parts{
		Figure:  w.figure,
		Term:    w.term,
		Heading: w.headingLink,
		Link:    func(l *report.Link) string { return w.href(l, from) },
		Image:   w.image,
	}
}

// headingLink leads to a heading itself, for whoever wants to point at it.
func (w *Writer) headingLink(id, words string) string {
	return fmt.Sprintf(` <a class="here" href="#%s" aria-label="%s">#</a>`, html.EscapeString(id),
		html.EscapeString(w.locale.Word("heading-link", "title", words)))
}

// inline writes a text of one paragraph with its figures as links and notes.
func (w *writer) inline(t *report.Text, from string) template.HTML {
	w.last = citedSources{}
	defer func() { w.last = citedSources{} }()
	return template.HTML(w.printer.InlineHTML(t, w.parts(from))) // escaped by prose
}

// linked writes a text with figures as links but without notes: for tables, where the sources
// stand beside.
func (w *Writer) linked(t *report.Text, from string) template.HTML {
	parts := w.page("").parts(from)
	parts.Figure, parts.Term = w.bareFigure, nil
	return template.HTML(w.printer.InlineHTML(t, parts))
}

// bare writes a text without any links, for where it is a link itself.
func (w *Writer) bare(t *report.Text) template.HTML {
	return template.HTML(w.printer.InlineHTML(t, prose.Parts{Figure: data}))
}

// rendered writes a text in each form.
func (w *writer) rendered(t *report.Text, from string) report.Rendered {
	return report.Rendered{Plain: prose.Plain(t), HTML: string(w.inline(t, from)), Bare: string(w.bare(t))}
}

// in writes a text of a dataset in the page's language, like linked.
func (w *Writer) in(d *report.Dataset, p report.Prose) template.HTML {
	return w.linked(p.In(w.locale.Language), datasetFile(d))
}

func (w *Writer) image(ref *report.ImageRef) string {
	img := ref.Image
	if img == nil {
		return ""
	}
	e := html.EscapeString
	srcset := ""
	if img.SmallPath != "" {
		srcset = fmt.Sprintf(` srcset="%s %dw, %s %dw" sizes="(min-width: 46rem) 44rem, 92vw"`,
			e(w.site.Href(img.SmallPath)), img.SmallWidth, e(w.site.Href(img.Path)), img.Width)
	}
	title := ""
	if ref.Title != "" {
		title = fmt.Sprintf(` title="%s"`, e(ref.Title))
	}
	return fmt.Sprintf(`<img src="%s"%s width="%d" height="%d" alt="%s"%s loading="lazy" decoding="async">`,
		e(w.site.Href(img.Path)), srcset, img.Width, img.Height, e(img.Alt), title)
}

func escape(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }

// day is a date as templates get it.
func (w *Writer) day(d report.Date) Day {
	if d == (report.Date{}) {
		return Day{}
	}
	return Day{d.String(), w.locale.Date(d)}
}

func (w *Writer) sourceLink(s *report.Source) SourceLink {
	return SourceLink{ID: s.ID, Path: s.Path(), Cite: w.locale.Source(s), Title: s.Title, Language: s.Language,
		URL: s.URL}
}

func (w *Writer) sourceLinks(sources []*report.Source) (list []SourceLink) {
	for _, s := range sources {
		list = append(list, w.sourceLink(s))
	}
	return list
}

func (w *Writer) datasetLink(d *report.Dataset) DatasetLink {
	return DatasetLink{ID: d.ID, Title: d.Title.In(w.locale.Language), Path: d.Path(), Updated: w.day(d.Updated)}
}

func datasetFile(d *report.Dataset) string { return "data/datasets/" + d.ID + ".toml" }

// unless is a word, or "" where it is the one that needs not be said.
func unless(usual, word string) string {
	if word == usual {
		return ""
	}
	return word
}
