package load

import (
	"fmt"
	"io/fs"
	"strings"

	"vitrine/generator/phrase"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// words reads the words in the site's language, or in that of its region: en-GB is en where there
// is no templates/words/en-GB.toml.
func (l *loader) words(site *report.Site, needed []string, languagePos source.Pos) {
	l.own = phrase.Digits("")
	l.lent = l.own
	name, own := wordsFile(l.fsys, site.Language)
	other := "templates/words/" + report.Fallback + ".toml"
	var root *strict.Node
	if own || !exists(l.fsys, other) {
		if root = l.wordsIn(name, languagePos); root == nil {
			return
		}
	}
	site.Words = report.Words{}
	if own {
		l.addWords(site.Words, root)
		site.Phrasing, l.own = l.phrasing(root.Get("phrase"))
	} else {
		name = "templates/words/" + site.Language + ".toml"
	}
	site.Units, l.lent = site.Phrasing, l.own
	if name != other && exists(l.fsys, other) {
		l.otherWords(site, other, name, languagePos)
	}
	for _, key := range needed {
		if _, ok := site.Words[key]; !ok {
			l.problems.Addf(source.Pos{File: name}, "the word %q is missing", key)
		}
	}
}

// otherWords adds the words of the second language that the first lacks.
func (l *loader) otherWords(site *report.Site, other, name string, at source.Pos) {
	root := l.wordsIn(other, at)
	if root == nil {
		return
	}
	words, lacking := report.Words{}, 0
	l.addWords(words, root)
	for key, word := range words {
		if _, ok := site.Words[key]; !ok {
			site.Words[key] = word
			lacking++
		}
	}
	site.Units, l.lent = l.phrasing(root.Get("phrase"))
	if lacking > 0 {
		l.problems.Add(source.Problem{Pos: source.Pos{File: name}, Warning: true,
			Text: fmt.Sprintf("%d words of the pages are missing here, and stand in English", lacking),
			Hint: "translate them from " + other})
	}
}

// per is of how many the figures of a measure are shares, in the words of the site's language or of the second.
func (l *loader) per(unit report.Label) report.Per {
	site := l.read.Site
	for _, words := range []string{unit.In(site.Language), unit.In(report.Fallback)} {
		u := phrase.ReadUnit(words, l.own, l.lent)
		if p := (report.Per{Percent: u.Percent, Unclear: u.Unclear}); u.Per != nil || u.Unclear {
			if u.Per != nil {
				p.Number = u.Per.Num().Int64()
			}
			return p
		}
	}
	return report.Per{}
}

func (l *loader) wordsIn(name string, from source.Pos) *strict.Node {
	f := l.text(name, maxText, from)
	if f == nil {
		return nil
	}
	return strict.Parse(f, 0, len(f.Text), l.problems)
}

// addWords takes over the words of a file.
func (l *loader) addWords(words report.Words, root *strict.Node) {
	for _, entry := range root.Entries {
		if entry.Kind == strict.Table && entry.Key == "phrase" {
			continue
		}
		if entry.Kind != strict.String {
			l.problems.Addf(entry.Pos(), "%s must be a string, but it is %s", entry.Key, entry.Kind)
		}
		words[entry.Key] = entry.Text()
	}
}

// phrasing reads how a language says numbers.
func (l *loader) phrasing(n *strict.Node) (report.Phrasing, *phrase.Table) {
	if n == nil {
		return nil, phrase.Digits("")
	}
	p := report.Phrasing{"": {}}
	for _, entry := range n.Entries {
		if entry.Kind != strict.Table {
			p[""][entry.Key] = wordsOf(entry)
			continue
		}
		p[entry.Key] = map[string][]string{}
		for _, inner := range entry.Entries {
			p[entry.Key][inner.Key] = wordsOf(inner)
		}
	}
	table, err := phrase.New(p)
	if err != nil {
		l.problems.Addf(n.Pos(), "%s", err)
		table = phrase.Digits("")
	}
	return p, table
}

// wordsOf are the words of a list, or the one that stands for it.
func wordsOf(n *strict.Node) (list []string) {
	if n.Kind == strict.String {
		return []string{n.Text()}
	}
	for _, item := range n.Items {
		list = append(list, item.Text())
	}
	if n.Items == nil {
		list = append(list, n.Raw())
	}
	return list
}

// wordsFile is the file with the words of a language, or of that of its region.
func wordsFile(files fs.FS, language string) (name string, found bool) {
	for {
		name = "templates/words/" + language + ".toml"
		if exists(files, name) {
			return name, true
		}
		at := strings.LastIndexByte(language, '-')
		if at < 0 {
			return name, false
		}
		language = language[:at]
	}
}

func exists(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && info.Mode().IsRegular()
}
