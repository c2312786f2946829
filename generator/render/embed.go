package render

import (
	"fmt"
	"html"
	"math"

	"vitrine/generator/chart"
	"vitrine/generator/option"
	"vitrine/generator/prose"
	"vitrine/generator/report"
)

// embedPath is the page of a chart for other sites' frames.
func embedPath(id string) string { return "/embed/" + id + "/" }

// embedCode is the HTML with which another site shows a chart.
func embedCode(url, title string, height int) string {
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="%d" loading="lazy"></iframe>`,
		html.EscapeString(url), html.EscapeString(title), height)
}

// The sizes of the style sheet that decide how high a chart's page for frames is, in pixels.
const (
	frameRoom   = 60  // above and below, and between the parts
	narrowMost  = 391 // the widest that the narrow picture is shown
	wideLeast   = 561 // the narrowest room for the wide one
	frameLeast  = 292 // the room in a frame of 320 pixels
	frameMost   = 680 // the room in a wide one
	titleFont   = option.Font(18)
	titleLine   = 22
	smallFont   = option.Font(15)
	smallLine   = 22
	lineUnder   = 25 // of the sources
	citedAtMost = 3  // sources that are not folded
)

// embedHeight is the height of a frame in which all of a chart is seen at any width from 320
// pixels: how high the chart's page is where it is highest. Text is as wide as in the widest
// font that a reader may have.
func (w *Writer) embedHeight(b *report.Chart, drawing *chart.Drawing, d *report.Document) int {
	highest := 0
	for _, room := range [...]int{frameLeast, narrowMost, wideLeast, frameMost} {
		view, width := &drawing.Views[1], min(room, narrowMost)
		if room >= wideLeast {
			view, width = &drawing.Views[0], room
		}
		height := int(math.Ceil(float64(view.Height*width) / float64(view.Width)))
		highest = max(highest, height+w.wordsHeight(b, drawing, d, room))
	}
	return highest + frameRoom
}

// wordsHeight is the height of the words around a chart on its page for frames.
func (w *Writer) wordsHeight(b *report.Chart, drawing *chart.Drawing, d *report.Document, room int) int {
	lines := func(font option.Font, text string) int {
		if text == "" {
			return 0
		}
		return len(font.Wrap(text, room))
	}
	key := ""
	for _, m := range drawing.Marks {
		key += "[" + m + "] " + w.locale.Word("mark-"+m) + " — "
	}
	if drawing.Differs {
		key += "≠ " + w.locale.Word("chart-differs") + " — "
	}
	for _, hint := range drawing.Hints(w.locale) {
		key += hint + " — "
	}
	classes := 0
	if m := drawing.Map; m != nil {
		words := ""
		for _, e := range m.Legend {
			words += "WWW " + e.Words + " " // a swatch with its gaps is as wide as three letters
		}
		classes = lines(smallFont, words)
	}
	note := ""
	if b.Note != nil {
		note = prose.Plain(b.Note)
	}
	under := w.locale.Count("sources", len(drawing.Sources)) + ": "
	for i, s := range drawing.Sources {
		if i == citedAtMost {
			under += w.locale.Count("sources-more", len(drawing.Sources)-i)
			break
		}
		under += w.locale.Source(s) + "; "
	}
	under += " · " + w.locale.Word("embed-from") + " " + prose.Plain(d.Title) + ", " + w.site.Title +
		" · " + w.locale.Word("chart-data")
	return titleLine*lines(titleFont, prose.Plain(b.Title)) + smallLine*lines(smallFont, drawing.Subtitle) +
		smallLine*(lines(smallFont, key)+lines(smallFont, note)+classes) + lineUnder*lines(smallFont, under)
}
