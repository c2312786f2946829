package report

import "vitrine/generator/source"

// Definition explains a term where it first stands in an article.
type Definition struct {
	ID     string
	Pos    source.Pos
	Title  string
	Forms  []string // the words by which it stands in a text: the title, and others
	Text   *Text
	Places Places
}
