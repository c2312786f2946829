package report

import (
	"fmt"
	"math/big"
	"testing"
)

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "1332": "1332", "19.70": "19.70", "-5": "-5", "+5": "5", "0.05": "0.05", "28_800_000": "28800000", "-0.5": "-0.5", "007": "7", "999999999999999": "999999999999999",
		"": "error", "1,332": "error", "1.": "error", ".5": "error", "1e3": "error", "--1": "error", "+-1": "error", "1_": "error", "_1": "error", "1__0": "error", "1.2.3": "error", "1234567890123456": "error", "0x10": "error", "inf": "error", "١": "error",
	} {
		d, err := ParseDecimal(in)
		got := d.String()
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"19.70", "-0.005", "1_000", "999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDecimal(s)
		if err != nil {
			return
		}
		again, err := ParseDecimal(d.String())
		if err != nil || again != d {
			t.Errorf("%q reads as %s and again as %s, %v", s, d, again, err)
		}
		if back, ok := DecimalOf(d.Rat(), d.Places()); !ok || back != d {
			t.Errorf("%s by way of a fraction is %s", d, back)
		}
		if r, _ := new(big.Rat).SetString(d.String()); r.Cmp(d.Rat()) != 0 {
			t.Errorf("%s is %s", d, d.Rat())
		}
	})
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		n, d   int64
		places int
		want   string
	}{
		{5, 10, 0, "1"}, {-5, 10, 0, "-1"}, {15, 10, 0, "2"}, {25, 10, 0, "3"}, {-25, 10, 0, "-3"}, {24, 10, 0, "2"}, {1, 3, 2, "0.33"}, {2, 3, 2, "0.67"}, {1005, 1000, 2, "1.01"}, {0, 1, 2, "0.00"},
	} {
		d, ok := DecimalOf(big.NewRat(c.n, c.d), c.places)
		if !ok || d.String() != c.want {
			t.Errorf("%d/%d at %d places: %s, want %s", c.n, c.d, c.places, d, c.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	for in, ok := range map[string]bool{
		"2018": true, "2018-06": true, "2018-06-30": true, "2018-06/2018-12": true, "2017-10-26/..": true, "../2019-04-26": true, "2020-02-29": true,
		"2019-02-29": false, "2018-13": false, "2018-00": false, "18": false, "2018/2017": false, "../..": false, "": false, "2018-6": false, "2018-06-31": false, "2018/2019/2020": false, "0000": false,
	} {
		p, err := ParsePeriod(in)
		if (err == nil) != ok {
			t.Errorf("%q: %v, %v", in, p, err)
		}
	}
	ordered := []string{"../2019-04-26", "2018", "2018-06/2018-11", "2018-06/2018-12", "2018-06/..", "2018-07", "2019"}
	for i := range ordered[1:] {
		a, _ := ParsePeriod(ordered[i])
		b, _ := ParsePeriod(ordered[i+1])
		if a.Compare(b) >= 0 || b.Compare(a) <= 0 {
			t.Errorf("%s does not stand before %s", ordered[i], ordered[i+1])
		}
	}
}

// FuzzInterval holds the arithmetic of intervals against that of numbers in
// them: what holds of two numbers holds of their intervals.
func FuzzInterval(f *testing.F) {
	f.Add(int64(1), int64(5), int64(2), int64(3), uint8(0), uint8(1))
	f.Add(int64(-4), int64(2), int64(0), int64(7), uint8(3), uint8(2))
	f.Fuzz(func(t *testing.T, a, b, c, d int64, openA, openB uint8) {
		limit := func(n int64) int64 { return n % 1000 }
		interval := func(lo, hi int64, open uint8) Interval {
			if lo > hi {
				lo, hi = hi, lo
			}
			i := Interval{Lo: big.NewRat(lo, 1), Hi: big.NewRat(hi, 1)}
			if open&1 != 0 {
				i.Lo = nil
			}
			if open&2 != 0 {
				i.Hi = nil
			}
			if lo < hi {
				i.LoOpen, i.HiOpen = open&4 != 0, open&8 != 0
			}
			return i
		}
		x, y := interval(limit(a), limit(b), openA), interval(limit(c), limit(d), openB)
		sample := func(i Interval) []*big.Rat {
			var list []*big.Rat
			for n := int64(-2010); n <= 2010; n += 67 {
				if r := big.NewRat(n, 2); Point(r).Within(i) {
					list = append(list, r)
				}
			}
			if i.Lo != nil && !i.LoOpen {
				list = append(list, i.Lo)
			}
			if i.Hi != nil && !i.HiOpen {
				list = append(list, i.Hi)
			}
			return list
		}
		meet := false
		for _, p := range sample(x) {
			for _, q := range sample(y) {
				holds := func(name string, r *big.Rat, in Interval) {
					if !Point(r).Within(in) {
						t.Errorf("%s of %s and %s is %s, outside %+v", name, p, q, r, in)
					}
				}
				holds("the sum", new(big.Rat).Add(p, q), x.Add(y))
				holds("the difference", new(big.Rat).Sub(p, q), x.Sub(y))
				greater, less := p, q
				if p.Cmp(q) < 0 {
					greater, less = q, p
				}
				holds("the greater", greater, x.Max(y))
				holds("the less", less, x.Min(y))
				if quotient, ok := x.Div(y); ok {
					holds("the quotient", new(big.Rat).Quo(p, q), quotient)
				}
				meet = meet || p.Cmp(q) == 0
			}
		}
		if meet && !x.Overlaps(y) {
			t.Errorf("%+v and %+v share a number but do not overlap", x, y)
		}
	})
}

// TestTiles finds the periods that others make up, whatever their calendar.
func TestTiles(t *testing.T) {
	d := &Dimension{Kind: KindPeriod}
	for _, id := range []string{"2018", "2018-01/2018-06", "2018-07/2018-12", "2020-02", "2020-02-01/2020-02-28", "2020-02-29", "2019/2020", "2019", "2020-01/2020-11"} {
		p, err := ParsePeriod(id)
		if err != nil {
			t.Fatal(err)
		}
		d.Members = append(d.Members, &Member{ID: id, Period: p})
	}
	got := ""
	for whole, parts := range d.Tiles() {
		got += fmt.Sprintln(whole, parts)
	}
	if want := "2018 [2018-01/2018-06 2018-07/2018-12]\n2020-02 [2020-02-01/2020-02-28 2020-02-29]\n"; got != want {
		t.Errorf("%s", got)
	}
}

// TestShortPeriods reads short forms, and finds the periods before.
func TestShortPeriods(t *testing.T) {
	for _, c := range []struct{ text, full, before, year string }{
		{"2024-Q1", "2024-01/2024-03", "2023-10/2023-12", "2023-01/2023-03"},
		{"2024-H2", "2024-07/2024-12", "2024-01/2024-06", "2023-07/2023-12"},
		{"2024", "2024", "2023", "2023"},
		{"2024-01", "2024-01", "2023-12", "2023-01"},
		{"2020/2021", "2020/2021", "2018/2019", "2019/2020"},
		{"2024-W01", "2024-01-01/2024-01-07", "2023-12-25/2023-12-31", "2023-01-02/2023-01-08"},
		{"2021-W01", "2021-01-04/2021-01-10", "2020-12-28/2021-01-03", "2019-12-30/2020-01-05"},
		{"2020-W53", "2020-12-28/2021-01-03", "2020-12-21/2020-12-27", ""},
		{"2024-02-29", "2024-02-29", "2024-02-28", "2023-02-28"},
	} {
		p, err := ParsePeriod(c.text)
		if err != nil || p.String() != c.full || p.Before().String() != c.before {
			t.Errorf("%s is %s, %v, and follows %s", c.text, p, err, p.Before())
		}
		if got := p.YearBefore().String(); c.year != "" && got != c.year {
			t.Errorf("a year before %s is %s", c.text, got)
		}
	}
	for _, text := range []string{"2024-Q5", "2024-H0", "2021-W53", "2024-W1", "2024-Q", "24-Q1"} {
		if p, err := ParsePeriod(text); err == nil {
			t.Errorf("%s is %s", text, p)
		}
	}
}
