package sheet

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/strict"
)

// Signed is who has read a sentence as it stands.
func Signed(p *report.Proof, item *Item) (report.Signature, bool) {
	s, ok := p.Signed[report.ProofName(item.File)][item.Digest]
	return s, ok
}

// Unsigned are the sentences that nobody has read as they stand.
func Unsigned(p *report.Proof, items []Item) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(item Item) bool { _, ok := Signed(p, &item); return ok })
}

// Readers are the names of those who have read all sentences of a page, and the last day on which one was
// read; none where a sentence is left.
func Readers(p *report.Proof, items []Item) (names []string, last report.Date) {
	for i := range items {
		s, ok := Signed(p, &items[i])
		if !ok {
			return nil, report.Date{}
		}
		if person := p.Person(s.By); person != nil && !slices.Contains(names, person.Name) {
			names = append(names, person.Name)
		}
		if s.On.Compare(last) > 0 {
			last = s.On
		}
	}
	slices.Sort(names)
	return names, last
}

// ByFigure is who has read the sentence of each figure.
func ByFigure(p *report.Proof, items []Item) map[*report.Figure]report.Signature {
	read := map[*report.Figure]report.Signature{}
	for i := range items {
		if s, ok := Signed(p, &items[i]); ok {
			for _, f := range items[i].Figures {
				read[f.Figure] = s
			}
		}
	}
	return read
}

// Signatures are all that stands of the sentences of a file, for the key of its page.
func Signatures(p *report.Proof, file string) (list []string) {
	signed := p.Signed[report.ProofName(file)]
	for _, digest := range slices.Sorted(maps.Keys(signed)) {
		s := signed[digest]
		list = append(list, digest, s.By, s.On.String())
		if person := p.Person(s.By); person != nil {
			list = append(list, person.Name)
		}
	}
	return list
}

// Sign is a site's proof with signatures for sentences; what was signed and no longer stands anywhere
// among all sentences is left out.
func Sign(p *report.Proof, all, read []Item, by report.Person, on report.Date) *report.Proof {
	next := &report.Proof{
		Required: p.Required,
		People:   slices.Clone(p.People),
		Signed:   map[string]map[string]report.Signature{},
	}
	if next.Person(by.ID) == nil {
		next.People = append(next.People, by)
	}
	put := func(item *Item, s report.Signature) {
		name := report.ProofName(item.File)
		if next.Signed[name] == nil {
			next.Signed[name] = map[string]report.Signature{}
		}
		next.Signed[name][item.Digest] = s
	}
	for i := range all {
		if s, ok := Signed(p, &all[i]); ok {
			put(&all[i], s)
		}
	}
	for i := range read {
		if _, ok := Signed(p, &read[i]); !ok {
			put(&read[i], report.Signature{By: by.ID, On: on})
		}
	}
	return next
}

// Write is a proof as its file holds it: sorted, a line a sentence, so that two people's signatures can be
// merged.
func Write(p *report.Proof) string {
	var b strings.Builder
	b.WriteString("# Who has read which sentences, written by \"vitrine proof --sign\".\n[people]\n")
	people := slices.Clone(p.People)
	slices.SortFunc(people, func(a, b report.Person) int { return strings.Compare(a.ID, b.ID) })
	for _, person := range people {
		fmt.Fprintf(&b, "%s = %s\n", strict.Quote(person.ID), strict.Quote(person.Name))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Signed)) {
		section, page, _ := strings.Cut(name, "/")
		fmt.Fprintf(&b, "\n[%s.%s]\n", strict.Quote(section), strict.Quote(page))
		for _, digest := range slices.Sorted(maps.Keys(p.Signed[name])) {
			s := p.Signed[name][digest]
			fmt.Fprintf(&b, "%s = { by = %s, on = %s }\n", strict.Quote(digest), strict.Quote(s.By), s.On)
		}
	}
	return b.String()
}
