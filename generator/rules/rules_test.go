package rules

import (
	"fmt"
	"strings"
	"testing"

	"vitrine/generator/address"
	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// dataset has rows of a and b at places x, y and their total, and a rival of one of them.
func dataset() *raw.Dataset {
	d := &raw.Dataset{Header: &report.Dataset{
		Dimensions: []*report.Dimension{{ID: "place", Members: []*report.Member{{ID: "all"}, {ID: "x"}, {ID: "y"}}}},
		Measures:   []*report.Measure{{ID: "a"}, {ID: "b"}},
	}}
	own, other := []*report.Source{{ID: "own"}}, []*report.Source{{ID: "other"}}
	for _, key := range []string{"all", "x", "y"} {
		d.Rows = append(d.Rows, &raw.Row{Keys: []string{key}, Sources: own, Cells: make([]raw.Cell, 2)})
	}
	d.Rows = append(d.Rows, &raw.Row{Keys: []string{"x"}, Sources: other, Cells: make([]raw.Cell, 2)})
	return d
}

// said writes a side: the signs, measures and rows of its cells, and its number.
func said(d *raw.Dataset, s Side) string {
	var b strings.Builder
	for _, t := range s.Terms {
		sign := map[int64]string{1: "+", -1: "-"}[t.Sign]
		fmt.Fprintf(&b, "%s%s%d", sign, d.Header.Measures[t.Measure].ID, t.Row)
	}
	return b.String() + " " + s.Constant.RatString()
}

// TestSides: which cells a claim speaks of at a row, of the same source alone.
func TestSides(t *testing.T) {
	for text, want := range map[string]string{
		"a<=b":                             "+a1 0 | +b1 0, free",
		"a+2>=b[place=all]-b":              "+a1 2 | +b0-b1 0, free",
		"sum(a[place=!all])<=a[place=all]": "+a1+a2 0 | +a0 0",
		"a[place=all]-(a[place=x]-1)=0":    "+a0-a1 1 |  0",
		"sum(b[place=x,y])<100":            "+b1+b2 0 |  100",
		"a[place=all]>sum(b[place=all])":   "+a0 0 | +b0 0",
		"a[place=nowhere]<=b[place=all]":   " 0 | +b0 0",
		"a-b-a>=0":                         "+a1-b1-a1 0 |  0, free",
		"c<=a":                             "lacks a measure",
	} {
		claim, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		d := dataset()
		r := NewReader(d)
		got := "lacks a measure"
		if r.Has(claim) {
			got = said(d, r.Side(claim.Left, 1)) + " | " + said(d, r.Side(claim.Right, 1))
			if r.Free(claim) {
				got += ", free"
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	names := 0
	claim, _ := Parse("a+b<=sum(a[place=x])")
	claim.Names(func(*address.Expr) { names++ })
	if names != 3 {
		t.Errorf("%d names", names)
	}
}

// TestParse: what is no comparison of two sums is refused.
func TestParse(t *testing.T) {
	for _, text := range []string{"", "a", "a<b<c", "a/b<=1", "share(a)<=1", "max(a[place=*])<=1", "a<=b?place=x", "a<=", "sum(a+b)<=1"} {
		if c, err := Parse(text); err == nil {
			t.Errorf("%q is read as %v", text, c)
		}
	}
}
