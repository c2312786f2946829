package disclose

import (
	"math/big"
	"slices"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/rules"
)

// addRules adds the claims of a report's profile: whoever knows the law knows that they hold, unless a discrepancy
// says of a row that one does not.
func (k *knowledge) addRules(dataset, version int) {
	d := k.datasets[dataset]
	if d.Header.Part == nil {
		return
	}
	reader := rules.NewReader(d.Dataset)
	for _, rule := range d.Header.Report.Profile.Rules {
		if rule.Advice || !slices.Contains(rule.Parts, d.Header.Part.ID) {
			continue
		}
		for _, text := range rule.Holds {
			claim, err := rules.Parse(text)
			if err != nil || !reader.Has(claim) || claim.Compare != "<=" && claim.Compare != ">=" {
				continue
			}
			for row := range d.Rows {
				excused := slices.ContainsFunc(d.Discrepancies, func(x *raw.Discrepancy) bool {
					return x.Rule == rule.ID &&
						d.Header.Matches(x.Where, d.Rows[row].Keys, d.Rows[row].Attrs, d.Rows[row].Sources)
				})
				if !excused {
					k.addClaim(dataset, version, row, rule, claim, reader)
				}
				if !reader.Free(claim) {
					break
				}
			}
		}
	}
}

// addClaim adds that the greater side of a claim less the other is 0 or more.
func (k *knowledge) addClaim(dataset, version, row int, rule *report.Rule, claim *rules.Claim, reader *rules.Reader) {
	less, more := reader.Side(claim.Left, row), reader.Side(claim.Right, row)
	if claim.Compare == ">=" {
		less, more = more, less
	}
	var terms []audit.Term
	for _, side := range []struct {
		of   rules.Side
		sign int64
	}{{more, 1}, {less, -1}} {
		for _, t := range side.of.Terms {
			if k.datasets[dataset].Rows[t.Row].Cells[t.Measure].Cell.State == report.NotApplicable {
				continue // it counts nothing
			}
			id, ok := k.cellAt(dataset, version, t.Row, t.Measure)
			if !ok {
				return
			}
			terms = append(terms, audit.Term{Cell: id, Sign: t.Sign * side.sign})
		}
	}
	terms = reduced(terms)
	least := k.whole(new(big.Rat).Sub(less.Constant, more.Constant), true)
	if value, exact := k.amount(terms); len(terms) > 1 && exact && value >= least {
		k.add(terms, least, audit.Unbounded, sum{k.datasets[dataset].Rows[row].Pos, rule.Message})
	}
}
