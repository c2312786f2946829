package bind_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/BurntSushi/toml"

	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// whole is a sentence of the corpus of which more is bound than its numbers.
type whole struct{ ID, Head, Text, False, Why string }

// TestWhole binds the sentences of the corpus whole, in short addresses, and holds how many can't be
// bound so, and how long addresses are, against bars.
func TestWhole(t *testing.T) {
	var bound struct{ Sentence []whole }
	if _, err := toml.DecodeFile("testdata/sentences/whole.toml", &bound); err != nil {
		t.Fatal(err)
	}
	articles := map[string]string{}
	for _, s := range bound.Sentence {
		articles[s.ID+"-true"] = sitetest.Paragraph(s.Head+"\n", s.Text)
		if s.False != "" {
			articles[s.ID+"-false"] = sitetest.Paragraph(s.Head+"\n", s.False)
		}
	}
	found := problemsOf(t, "en", articles)
	wrong := func(id string) bool {
		return slices.ContainsFunc(found[id], func(p source.Problem) bool { return !p.Warning })
	}
	with, without := 0, 0
	var lengths []int
	for _, s := range bound.Sentence {
		if wrong(s.ID + "-true") {
			t.Errorf("%s: %v\n\t%s", s.ID, found[s.ID+"-true"], s.Text)
		}
		if s.False != "" {
			with++
			if !wrong(s.ID + "-false") {
				t.Errorf("%s is not refused: %s", s.ID, s.False)
			}
		}
		if s.Why != "" {
			without++
			t.Logf("%s can't be bound whole: %s", s.ID, s.Why)
		}
		for _, a := range append(addresses(s.Text), named(t, s)...) {
			lengths = append(lengths, len(a))
		}
	}
	for _, s := range sitetest.Corpus(t)["en"] {
		if !s.Holds {
			continue
		}
		i := slices.IndexFunc(bound.Sentence, func(w whole) bool { return w.ID+"-true" == s.ID })
		if i < 0 {
			t.Errorf("%s is missing", s.ID)
		} else if said := bound.Sentence[i].Text; words(said) != words(s.Text) {
			t.Errorf("%s has other words: %s\n\t%s", s.ID, words(said), words(s.Text))
		}
	}
	slices.Sort(lengths)
	median, longest := lengths[len(lengths)/2], lengths[len(lengths)-1]
	t.Logf("%d of %d sentences that compare are bound whole; %d addresses, median %d, longest %d",
		with, with+without, len(lengths), median, longest)
	if without > 5 || median > 22 || longest > 100 { // the five speak of what is not in the data
		t.Error("at most 5 can't be bound whole, and lengths may be 22 and 100 at most")
	}
}

var link = regexp.MustCompile(`\[([^\[\]]*)\]\((?:plain:|value:((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))\)`)

// words are a sentence without its links.
func words(text string) string { return link.ReplaceAllString(text, "$1") }

// addresses are those of the figures in a text.
func addresses(text string) (list []string) {
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		if m[2] != "" {
			list = append(list, m[2])
		}
	}
	return list
}

// named are the addresses that the head of a sentence names.
func named(t *testing.T, s whole) (list []string) {
	var head struct{ Figures map[string]string }
	if _, err := toml.Decode(s.Head, &head); err != nil {
		t.Fatal(s.ID, err)
	}
	for _, a := range head.Figures {
		list = append(list, a)
	}
	return list
}
