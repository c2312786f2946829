package check

import (
	"math/big"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Gap is a rule that is broken, of which an importer makes a discrepancy. It holds raw figures: nobody but the
// editor is told of it.
type Gap struct {
	Dataset   *raw.Dataset
	Dimension string // over which a total does not fit; "" between measures or for a rule
	Rule      string // of a report's profile
	Measure   string // "" for all
	Row       *raw.Row
	Gap       report.Interval // total less parts
	Rounded   bool            // it is no more than what the figures are rounded to
	Text      string          // the problem
}

// Gaps are the rules that datasets break and that no discrepancy declares.
func Gaps(site *report.Site, datasets []*raw.Dataset) (gaps []Gap) {
	var problems source.Problems
	run(site, datasets, &problems, &gaps)
	return gaps
}

// rounding reports whether all figures of a total are rounded to tens or more, and the gap is no more than one
// unit of the last digit that each shows.
func (c *checker) rounding(dimension string, total *raw.Row, measure int, gap report.Interval) bool {
	at := c.header.Index(dimension)
	if at < 0 || !gap.IsPoint() {
		return false
	}
	units := new(big.Rat)
	for _, row := range c.Rows {
		if row.KeysExcept(at) == total.KeysExcept(at) && row.Cells[measure].Cell.State == report.Number {
			value := row.Cells[measure].Cell.Value
			if value.Sign() != 0 && value.LastDigit().Cmp(big.NewRat(1, 1)) <= 0 {
				return false
			}
			units.Add(units, value.LastDigit())
		}
	}
	return new(big.Rat).Abs(gap.Lo).Cmp(units) <= 0
}
