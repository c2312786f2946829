// Package raw holds datasets as their editors wrote them, with every figure.
// Only load, check, disclose and main import it (a test holds the list): what
// comes after the gate in disclose can't name these types, so it can't reach a
// figure that the gate withholds.
package raw

import (
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Dataset is a dataset before the gate: the header as it will be published,
// and the rows as written.
type Dataset struct {
	Header        *report.Dataset // its Rows are nil
	Rows          []*Row
	Discrepancies []*Discrepancy
}

// Row is a row as written, with its place.
type Row struct {
	Pos     source.Pos
	Keys    []string
	Attrs   []string
	Sources []*report.Source
	Cells   []Cell
}

// Cell is a figure as written, with its place.
type Cell struct {
	Pos  source.Pos
	Cell report.Cell
}

// Discrepancy is a declared gap between totals and their parts.
type Discrepancy struct {
	*report.Discrepancy
	Min, Max report.Decimal
}
