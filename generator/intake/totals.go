package intake

import (
	"math/big"
	"strings"
)

// totals finds members that are the sum of the others wherever all of these are numbers.
func (m *maker) totals() error {
	for i := range m.Dimensions {
		d := &m.Dimensions[i]
		few := len(d.Words) >= 3 && len(d.Words) <= fewMembers
		if d.Kind != "category" || d.Column < 0 || !few || m.Said.MemberIDs == nil {
			continue
		}
		for _, word := range d.Words {
			if word != "" && m.isTotal(d, word) {
				d.Total = word
				m.assume("%q is the total of %s: it is the sum of the others", word, d.Title)
				break
			}
		}
	}
	return nil
}

// leastSums is in how many places a member has to be the sum of the others, and not of nothing.
const leastSums = 2

// isTotal reports whether the figures of a member are the sums of those of the others, wherever they are numbers and
// two or more; those of measures with decimals, which may be rates, need not be.
func (m *maker) isTotal(d *Dimension, word string) bool {
	sums := 0
	for _, measure := range m.Measures {
		own, broken := 0, false
		for _, c := range measure.Columns {
			groups := map[string]map[string]*big.Rat{}
			for _, r := range m.Table.Records {
				var key []string
				for _, x := range m.Dimensions {
					if x.Column >= 0 && x.Column != d.Column {
						key = append(key, r[x.Column].Text)
					}
				}
				name := strings.Join(key, "\x00")
				if groups[name] == nil {
					groups[name] = map[string]*big.Rat{}
				}
				short, _ := m.figures.Short(r[c])
				n, number := new(big.Rat).SetString(short)
				if !number {
					n = nil // and nothing is known of the sum
				}
				groups[name][r[d.Column].Text] = n
			}
			for _, figures := range groups {
				rest, known := new(big.Rat), figures[word] != nil && len(figures) > 2
				for other, n := range figures {
					if known = known && n != nil; known && other != word {
						rest.Add(rest, n)
					}
				}
				if !known {
					continue
				}
				broken = broken || rest.Cmp(figures[word]) != 0
				if rest.Sign() != 0 {
					own++
				}
			}
		}
		switch {
		case !broken:
			sums += own
		case measure.Decimals == 0:
			return false
		}
	}
	return sums >= leastSums
}
