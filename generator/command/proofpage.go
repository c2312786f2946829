package command

import (
	_ "embed"
	"html/template"
	"io/fs"
	"net/http"

	"vitrine/generator/build"
	"vitrine/generator/sheet"
	"vitrine/generator/source"
)

//go:embed proof.html
var proofHTML string

// proofTemplate is the proof sheet as a page.
var proofTemplate = template.Must(template.New("proof").Parse(proofHTML))

// proofPage is what its template gets.
type proofPage struct {
	All, Open, Odd int
	Problem        string
	Items          []proofItem
}

type proofItem struct {
	Place, Digest string
	Flags         []string
	Words         []proofWords
	Facts         []proofFact
}

// proofWords are a part of a sentence.
type proofWords struct {
	Text   string
	Figure bool
}

type proofFact struct{ Phrase, Words string }

// proofSheet answers with the sentences that nobody has signed, drafts' too.
func (s *server) proofSheet(w http.ResponseWriter) {
	var page proofPage
	var problems source.Problems
	build.InFolder(s.dir, &problems, func(files fs.FS) bool {
		site, all := build.Sheet(files, true, &problems)
		if site == nil {
			page.Problem = "The site has problems; the sheet is made once they are gone."
			return false
		}
		open := sheet.Odd(sheet.Unsigned(&site.Proof, all))
		page.All, page.Open, page.Odd = len(all), len(open), odd(open)
		for _, item := range open {
			page.Items = append(page.Items, itemOf(&item))
		}
		return true
	})
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = proofTemplate.Execute(w, page) // who closes the page has seen enough
}

func itemOf(item *sheet.Item) proofItem {
	p := proofItem{Place: item.Pos.String(), Digest: item.Digest[:sheet.Short]}
	for _, f := range item.Flags {
		p.Flags = append(p.Flags, f.Text)
	}
	at := 0
	for _, f := range item.Figures {
		p.Words = append(
			p.Words,
			proofWords{item.Words[at:f.Start], false},
			proofWords{item.Words[f.Start:f.End], true},
		)
		at = f.End
	}
	p.Words = append(p.Words, proofWords{item.Words[at:], false})
	for _, fact := range item.Facts {
		p.Facts = append(p.Facts, proofFact{fact.Phrase, inWords(fact)})
	}
	return p
}
