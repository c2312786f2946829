package load

import (
	"fmt"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// ProofFile is where it stands who has read which sentences.
const ProofFile = "data/proof.toml"

// proof reads who has read which sentences, where a site has such a file.
func (l *loader) proof() {
	if !exists(l.fsys, ProofFile) {
		return
	}
	root, ok := l.toml(ProofFile, nil)
	if !ok {
		return
	}
	proof := &l.read.Site.Proof
	proof.Signed = map[string]map[string]report.Signature{}
	if people := root.Get("people"); people != nil {
		for _, entry := range people.Entries {
			switch {
			case !idPattern.MatchString(entry.Key):
				l.problems.Addf(
					entry.KeyPos(),
					"%q can't be somebody's id: ids are made of a to z, 0 to 9, _ and -",
					entry.Key,
				)
			case entry.Kind != strict.String || strings.TrimSpace(entry.Text()) == "":
				l.problems.Addf(entry.Pos(), "%s needs a name", entry.Key)
			}
			proof.People = append(proof.People, report.Person{ID: entry.Key, Name: entry.Text(), Pos: entry.Pos()})
		}
	}
	for _, section := range root.Entries {
		if section.Key == "people" || !l.isTable(section) {
			continue
		}
		for _, page := range section.Entries {
			if l.isTable(page) {
				l.signatures(proof, section.Key+"/"+page.Key, page)
			}
		}
	}
}

func (l *loader) isTable(n *strict.Node) bool {
	if n.Kind != strict.Table {
		l.problems.Addf(n.Pos(), "%s must be a table like [reports.slug]", n.Key)
	}
	return n.Kind == strict.Table
}

// signatures reads those of a page's sentences.
func (l *loader) signatures(proof *report.Proof, name string, page *strict.Node) {
	var file struct {
		By strict.Value `toml:"by"`
		On strict.Date  `toml:"on"`
	}
	proof.Signed[name] = map[string]report.Signature{}
	for _, entry := range page.Entries {
		by, on := file.By, file.On
		if entry.Kind != strict.Table {
			l.problems.Addf(entry.Pos(), `a signature is like { by = "mk", on = 2026-11-28 }`)
			continue
		}
		one := file
		entry.Decode(&one, l.problems)
		if by, on = one.By, one.On; !l.require(entry.Pos(), "by", by) || !l.require(entry.Pos(), "on", on.Value) {
			continue
		}
		if proof.Person(by.Text) == nil {
			var ids []string
			for _, p := range proof.People {
				ids = append(ids, p.ID)
			}
			l.problems.Add(source.Problem{Pos: by.Pos(), Text: fmt.Sprintf("[people] names nobody %q", by.Text),
				Hint: source.DidYouMean(by.Text, ids)})
		}
		proof.Signed[name][entry.Key] = report.Signature{By: by.Text, On: l.date(on)}
	}
}
