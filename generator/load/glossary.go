package load

import (
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// glossaryFile explains the terms of a site.
const glossaryFile = "data/glossary.toml"

type termFile struct {
	Title strict.Value `toml:"title"` // the term
	Forms strict.Names `toml:"forms"` // other forms of the term, by which it is found
	Text  strict.Value `toml:"text"`  // what it means
}

// glossary reads the terms, where a site explains any.
func (l *loader) glossary() {
	if !exists(l.fsys, glossaryFile) {
		return
	}
	root, ok := l.toml(glossaryFile, nil)
	if !ok {
		return
	}
	taken := map[string]source.Pos{}
	for _, entry := range root.Entries {
		if !l.checkID(idPattern, "term", entry.Key, entry.KeyPos()) {
			continue
		}
		var f termFile
		if !entry.Decode(&f, l.problems) || !l.require(entry.KeyPos(), "title", f.Title) ||
			!l.require(entry.KeyPos(), "text", f.Text) {
			continue
		}
		d := &report.Definition{ID: entry.Key, Pos: entry.KeyPos(), Title: f.Title.Text, Text: l.textOf(f.Text, ""),
			Places: places(entry)}
		for _, form := range append([]strict.Value{f.Title}, f.Forms...) {
			words := strings.TrimSpace(form.Text)
			if first, there := taken[words]; there {
				l.problems.Addf(form.Pos(), "the words %q are explained already: %s", words, first)
				continue
			}
			if words == "" {
				l.problems.Addf(form.Pos(), "a form has words")
				continue
			}
			taken[words] = form.Pos()
			d.Forms = append(d.Forms, words)
		}
		l.read.Site.Glossary = append(l.read.Site.Glossary, d)
	}
}
