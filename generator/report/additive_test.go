package report

import "testing"

// TestShares: shares are rates, but for parts of one whole, which can be added within a period.
func TestShares(t *testing.T) {
	d := &Dataset{Dimensions: []*Dimension{{ID: "year", Kind: KindPeriod}, {ID: "kind", Kind: KindCategory}}}
	kinds := []*Row{{Keys: []string{"2023", "a"}}, {Keys: []string{"2023", "b"}}}
	years := []*Row{{Keys: []string{"2023", "a"}}, {Keys: []string{"2024", "a"}}}
	for _, c := range []struct {
		aggregate string
		rows      []*Row
		want      string
	}{
		{"", kinds, "p is a share, and shares can't be added"},
		{"rate", kinds, `p has aggregate = "rate": its figures can't be added`},
		{AggregateSum, kinds, ""},
		{AggregateSum, years, "p is a share, and shares of different years can't be added"},
	} {
		m := &Measure{ID: "p", Per: Per{Number: 100, Percent: true}, Aggregate: c.aggregate}
		if got, _ := d.CantAdd(c.rows, m); got != c.want {
			t.Errorf("aggregate %q, %v: %q, not %q", c.aggregate, c.rows[1].Keys, got, c.want)
		}
	}
}
