package prose

import (
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// TestMarkTerms: each term is marked once, where it first stands as whole words of a sentence.
func TestMarkTerms(t *testing.T) {
	glossary := []*report.Definition{
		{ID: "nrm", Forms: []string{"National Referral Mechanism", "NRM"}},
		{ID: "referral", Forms: []string{"referral"}},
		{ID: "it", Forms: []string{"IT"}},
		{ID: "victim", Forms: []string{"ผู้เสียหาย", "被害人"}},
	}
	for markdown, want := range map[string]string{
		"The NRM, and NRM again.":                        "<p>The {nrm:NRM}, and NRM again.</p>\n",
		"Referral by it: referrals, a referral":          "<p>{referral:Referral} by it: referrals, a referral</p>\n",
		"referrals; a **referral**":                      "<p>referrals; a <strong>{referral:referral}</strong></p>\n",
		"## NRM\n\n`NRM` [NRM](https://a.b) ~ NRM &amp;": "<h2 id=\"nrm\">NRM</h2>\n<p><code>NRM</code> <a href=\"https://a.b\">NRM</a> ~ {nrm:NRM} &amp;</p>\n",
		"A National Referral Mechanism\nand IT":          "<p>A {nrm:National Referral Mechanism}\nand {it:IT}</p>\n",
		"จำนวนผู้เสียหายในปี":                            "<p>จำนวน{victim:ผู้เสียหาย}ในปี</p>\n",
		"共有被害人三名":                                        "<p>共有{victim:被害人}三名</p>\n",
		"R&amp;NRM; &NRM; \\NRM":                         "<p>R&amp;{nrm:NRM}; &amp;NRM; \\NRM</p>\n",
		"éNRM NRMé NRM_":                                 "<p>éNRM NRMé NRM_</p>\n",
	} {
		var problems source.Problems
		r := NewReader(nil, nil, nil)
		text, _ := r.Article([]byte(markdown), func(int) source.Pos { return source.Pos{} }, &problems)
		MarkTerms(text, glossary)
		got := new(Printer).HTML(text, Parts{
			Link: func(l *report.Link) string { return l.Destination },
			Term: func(d *report.Definition, words string) string { return "{" + d.ID + ":" + words + "}" },
		})
		if got != want {
			t.Errorf("%q: %q, want %q", markdown, got, want)
		}
		if plain := Plain(text); plain == "" || problems.Failed() {
			t.Errorf("%q: %q, %v", markdown, plain, problems.Sorted())
		}
	}
}
