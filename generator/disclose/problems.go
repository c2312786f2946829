package disclose

import (
	"fmt"
	"slices"
	"strings"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/disclose/relations"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// impossible reports sums that can't all be true.
func (k *knowledge) impossible(broken []int, problems *source.Problems) {
	var texts []string
	for _, i := range broken {
		texts = append(texts, fmt.Sprintf("%s at %s", k.sums[i].text, k.sums[i].pos))
	}
	if more := len(texts) - 4; more > 0 {
		texts = append(texts[:4], fmt.Sprintf("and %d more", more))
	}
	problems.Add(source.Problem{Pos: k.sums[broken[0]].pos,
		Text: "these can't all be true, whatever the figures are that are not exact: " + strings.Join(texts, ", "),
		Hint: "correct one, or declare a [[discrepancy]]"})
}

// contradicts reports totals that did not add up, by what is said of figures that a release withheld.
func (k *knowledge) contradicts(problems *source.Problems) {
	told := map[contradiction]bool{}
	for _, c := range k.contradicted {
		if !told[c] {
			problems.Add(source.Problem{Pos: c.revision.Pos,
				Text: fmt.Sprintf("before the revision %s, %s did not add up over %s, by what is said now of figures "+
					"that a release withheld", c.revision.ID, c.measure, c.over),
				Hint: "say of each figure that has changed what it was, by a [[revision]] with was or from, and of " +
					"the others that they have not, by [[unchanged]]; or say nothing of them, and they stay withheld. " +
					"Where it did not add up, a [[discrepancy]] with cells = 0 says so"})
		}
		told[c] = true
	}
}

// unprotected reports what can't be protected. It names where to look, but no
// cell: which cells are small is what the gate withholds.
func (k *knowledge) unprotected(failures []audit.Failure, problems *source.Problems) {
	told := map[string]bool{}
	for _, f := range failures {
		p := k.populations[f.Secret]
		h := k.datasets[p.dataset].Header
		var parts []string
		for i, d := range h.Dimensions {
			if d.Total == "" && !slices.ContainsFunc(d.Members, func(m *report.Member) bool { return m.Parent != "" }) {
				parts = append(parts, d.ID+" = "+p.keys[i])
			}
		}
		where := ""
		if len(parts) > 0 && len(parts) < len(h.Dimensions) { // all of them would name one cell
			where = " at " + strings.Join(parts, ", ")
		}
		if told[h.ID+where] {
			continue
		}
		told[h.ID+where] = true
		problems.Add(source.Problem{Pos: h.Pos, Hint: k.remedy(),
			Text: "small counts" + where + " can't be protected: too little can be withheld around them"})
	}
}

// remedy says what an editor can do where too little can be withheld.
func (k *knowledge) remedy() string {
	if slices.ContainsFunc(k.cells, func(c cell) bool { return c.held && c.input }) {
		return "a release withheld figures here, and nothing says what they were then: add [[unchanged]] with " +
			"since = \"RELEASE\" and where for those that are the same, a [[revision]] with was for the others"
	}
	return "narrow keep; or an earlier release has told too much, and a [[withdrawal]] takes it back; " +
		"or publish fewer rows"
}

// warn tells the editor of each relation once. What is published shows it, so that it
// holds is no secret.
func warn(found []relations.Relation, problems *source.Problems) {
	for _, r := range found {
		text := r.Text + ", and nothing declares it; counts are protected from whoever sees it"
		if !r.Likely {
			text = r.Text + ", perhaps by chance; counts are not protected from whoever takes it for more"
		}
		problems.Add(source.Problem{Pos: r.Pos, Text: text, Hint: r.Hint, Warning: true})
	}
}
