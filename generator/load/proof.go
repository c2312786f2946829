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
	unknown := map[string]bool{} // of whom it was said
	for _, section := range root.Entries {
		if section.Key == "people" || !l.isTable(section) {
			continue
		}
		for _, page := range section.Entries {
			if l.isTable(page) {
				l.signatures(proof, section.Key+"/"+page.Key, page, unknown)
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

// signatures reads those of a page's sentences. Of somebody unknown it says so once.
func (l *loader) signatures(proof *report.Proof, name string, page *strict.Node, unknown map[string]bool) {
	proof.Signed[name] = map[string]report.Signature{}
	for _, entry := range page.Entries {
		if entry.Kind != strict.Table {
			l.problems.Addf(entry.Pos(), `a signature is like { by = "mk", on = 2026-11-28 }`)
			continue
		}
		var file struct {
			By strict.Value `toml:"by"`
			On strict.Date  `toml:"on"`
		}
		entry.Decode(&file, l.problems)
		if !l.require(entry.Pos(), "by", file.By) || !l.require(entry.Pos(), "on", file.On.Value) {
			continue
		}
		by := file.By
		if proof.Person(by.Text) == nil && !unknown[by.Text] {
			unknown[by.Text] = true
			var ids []string
			for _, p := range proof.People {
				ids = append(ids, p.ID)
			}
			l.problems.Add(source.Problem{Pos: by.Pos(), Text: fmt.Sprintf("[people] names nobody %q", by.Text),
				Hint: source.DidYouMean(by.Text, ids)})
		}
		proof.Signed[name][entry.Key] = report.Signature{By: by.Text, On: l.date(file.On)}
	}
}
