package command

import (
	_ "embed"
	"html/template"
	"net/http"

	"vitrine/generator/ledger"
)

//go:embed review.html
var reviewHTML string

// reviewTemplate is what differs from the last release, as a page.
var reviewTemplate = template.Must(template.New("review").Parse(reviewHTML))

// reviewPage is what its template gets.
type reviewPage struct {
	Problem string
	Release string // "" where there is none
	Empty   bool
	ledger.Difference
}

// review answers with what differs from the last release, in the site as it was last built.
func (s *server) review(w http.ResponseWriter) {
	s.mu.Lock()
	site := s.report
	s.mu.Unlock()
	var page reviewPage
	if site == nil {
		page.Problem = "The site has problems; what differs is shown once they are gone."
	} else if difference, last := ledger.SinceRelease(site); last == nil {
		page.Problem = "There is no release yet."
	} else {
		page.Difference, page.Release, page.Empty = difference, last.ID, difference.Empty()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = reviewTemplate.Execute(w, page) // who closes the page has seen enough
}
