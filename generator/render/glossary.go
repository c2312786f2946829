package render

import (
	"fmt"
	"html"

	"vitrine/generator/report"
)

const (
	inGlossary   = "data/glossary.toml"
	glossaryPath = "/glossary/"
)

// term is a term where it first stands on a page: a link to the card that explains it.
func (w *writer) term(d *report.Definition, words string) string {
	card := FigureCard{ID: "term~" + d.ID, Back: "use~" + d.ID, Value: d.Title, About: w.linked(d.Text, inGlossary),
		Return: w.locale.Word("card-back"),
		Links:  []CardLink{{w.locale.Word("glossary"), w.site.Href(glossaryPath) + "#term~" + d.ID}}}
	w.cards = append(w.cards, card)
	return fmt.Sprintf(`<a class="figure term" id="%s" href="#%s">%s</a>`, card.Back, card.ID, html.EscapeString(words))
}

// Glossary is the page of all terms.
func (p *Pages) Glossary() []Sheet {
	if len(p.site.Glossary) == 0 {
		return nil
	}
	var v Glossary
	for _, d := range p.site.Glossary {
		v.Terms = append(v.Terms, GlossaryTerm{"term~" + d.ID, d.Title, p.linked(d.Text, inGlossary)})
	}
	return []Sheet{p.sheet("glossary.html", inGlossary, Page{Path: glossaryPath, Title: p.locale.Word("glossary"),
		Description: p.locale.Word("glossary-about"), Breadcrumbs: []Link{p.home()}, Glossary: []Glossary{v}})}
}
