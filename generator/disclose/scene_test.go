package disclose

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/disclose/adversary"
	"vitrine/generator/locale"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	tables "vitrine/generator/table"
)

// scene is what an attack on published files is tried on: datasets, and what the
// attacker takes to hold of their figures.
type scene struct {
	sets     []*set
	releases []*report.Release
	assume   func(a *attacker)
}

// set is a dataset that is being written.
type set struct {
	*raw.Dataset
	values map[string]int64 // by keys, source and measure
}

func newSet(id string, rule report.Disclosure) *set {
	return &set{&raw.Dataset{Header: &report.Dataset{ID: id, Disclosure: rule}}, map[string]int64{}}
}

func (s *set) dimension(id, kind, total string, members ...string) *set {
	d := &report.Dimension{ID: id, Kind: kind, Total: total}
	for _, m := range members {
		x := &report.Member{ID: m}
		if kind == report.KindPeriod {
			x.Period, _ = report.ParsePeriod(m)
		}
		d.Members = append(d.Members, x)
	}
	s.Header.Dimensions = append(s.Header.Dimensions, d)
	return s
}

func (s *set) measure(m report.Measure) *set {
	s.Header.Measures = append(s.Header.Measures, &m)
	return s
}

func (s *set) count(id string) *set { return s.measure(report.Measure{ID: id, People: true}) }

// row adds a row of a source: numbers as texts, "" for what is not available.
func (s *set) row(from string, keys []string, figures ...any) {
	row := &raw.Row{Keys: keys, Sources: []*report.Source{{ID: from}}}
	for i, f := range figures {
		text := fmt.Sprint(f)
		c := report.Cell{State: report.Missing}
		if text != "" {
			c = report.Cell{}
			c.Value, _ = report.ParseDecimal(text)
			if n, err := strconv.ParseInt(text, 10, 64); err == nil && s.Header.Measures[i].People {
				s.values[adversary.Name(s.Header.ID, append(slices.Clone(keys), from), s.Header.Measures[i].ID)] = n
			}
		}
		row.Cells = append(row.Cells, raw.Cell{Cell: c})
	}
	s.Rows = append(s.Rows, row)
}

// at names a figure of the source p.
func (s *set) at(measure string, keys ...string) string {
	return adversary.Name(s.Header.ID, append(slices.Clone(keys), "p"), measure)
}

// attacker has the published files of a scene.
type attacker struct {
	*adversary.Files
	texts map[string]string
	row   map[string]int // where a figure's row stands in its file
}

// quotient adds that a published figure is factor times a over b, rounded: a lies where it does.
func (a *attacker) quotient(figure, over, by string, factor int64) {
	text := a.texts[figure]
	r, ok := new(big.Rat).SetString(text)
	if text == "" || !ok {
		return
	}
	_, decimals, _ := strings.Cut(text, ".")
	half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(decimals))), nil)))
	lo, hi := new(big.Rat).Sub(r, half), new(big.Rat).Add(r, half)
	round := func(x *big.Rat, up bool) int64 {
		q, rest := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
		if up && rest.Sign() != 0 {
			q.Add(q, big.NewInt(1))
		}
		return q.Int64()
	}
	if n, known := a.Value(by); known {
		scale := big.NewRat(n, factor)
		a.Between(over, round(new(big.Rat).Mul(lo, scale), true), round(new(big.Rat).Mul(hi, scale), false))
	} else if n, known := a.Value(over); known && lo.Sign() > 0 {
		scale := big.NewRat(n*factor, 1)
		a.Between(by, round(new(big.Rat).Quo(scale, hi), true), round(new(big.Rat).Quo(scale, lo), false))
	}
}

// exposed says which small counts of a scene the published files pin down, or hold at
// one end. refused is true when the gate publishes nothing.
func (s *scene) exposed(t testing.TB, seed string) (exposed []string, secrets int, refused bool) {
	t.Helper()
	var problems source.Problems
	var raws []*raw.Dataset
	for _, x := range s.sets {
		raws = append(raws, x.Dataset)
	}
	outs, _ := Run(raws, Gate{Seed: seed, Releases: s.releases, Progress: func(int, int) {}}, &problems)
	for i, x := range s.sets { // the ledger refuses what a standing release tells
		for n, rev := range x.Revisions {
			for k, c := range rev.Changes {
				for _, r := range s.releases {
					row := x.Rows[c.Row]
					code, told := r.Figures[x.Header.ID].At(row.Keys, report.SourceIDs(row.Sources), x.Header.Measures[c.Measure].ID, true)
					if told && code != "[c]" && outs[i].Revisions[n].Changes[k].Was.State == report.Suppressed {
						return nil, 0, true
					}
				}
			}
		}
	}
	if problems.Failed() {
		if os.Getenv("SHOW") != "" {
			t.Log(problems.Sorted())
		}
		return nil, 0, true
	}
	a := &attacker{adversary.NewFiles(), map[string]string{}, map[string]int{}}
	words := locale.New(&report.Site{})
	read := func(file string, d *report.Dataset) {
		cells, err := a.Read(file, string(tables.CSV(d, words)), len(d.Dimensions)+1)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range cells {
			a.texts[name] = text
		}
		for i, r := range d.Rows {
			for _, m := range d.Measures {
				a.row[adversary.Name(file, append(slices.Clone(r.Keys), r.SourceIDs()), m.ID)] = i
			}
		}
	}
	for i, d := range outs {
		read(d.ID, d)
		for n, rev := range s.sets[i].Revisions {
			read(fmt.Sprint(d.ID, "@", n), d.Version(dayBefore(rev.Date)))
		}
	}
	s.assume(a)
	for _, x := range s.sets {
		for _, name := range slices.Sorted(func(yield func(string) bool) {
			for name := range x.values {
				if !yield(name) {
					return
				}
			}
		}) {
			v := x.values[name]
			if v < 1 || v > 4 {
				continue
			}
			secrets++
			lo, hi, possible := a.Bounds(name)
			truth := big.NewRat(v, 1) // an interval without it comes of a wrong assumption
			if possible && lo.Cmp(truth) <= 0 && (hi == nil || hi.Cmp(truth) >= 0) && (lo.Cmp(big.NewRat(1, 1)) > 0 || hi != nil && hi.Cmp(big.NewRat(4, 1)) < 0) {
				exposed = append(exposed, fmt.Sprintf("%s is %d: %v to %v", name, v, lo, hi))
			}
		}
	}
	return exposed, secrets, false
}

func dayBefore(d report.Date) report.Date { d.Day--; return d }

// grid writes a table of two dimensions with totals; keep says which rows it has.
func grid(s *set, rows, columns []string, value func(r, c string) int64, keep func(keys []string, v int64) bool) map[string]int64 {
	sums := map[string]int64{}
	for _, r := range rows {
		for _, c := range columns {
			v := value(r, c)
			for _, key := range [][2]string{{r, c}, {"all", c}, {r, "all"}, {"all", "all"}} {
				sums[key[0]+" "+key[1]] += v
			}
		}
	}
	for _, r := range append([]string{"all"}, rows...) {
		for _, c := range append([]string{"all"}, columns...) {
			if v := sums[r+" "+c]; keep(([]string{r, c}), v) {
				s.row("p", []string{r, c}, v)
			}
		}
	}
	return sums
}

func every([]string, int64) bool { return true }

// assumeGrid adds the sums of a grid, with rows that are not there as nobody or, where they
// are totals, as the sum of what there is.
func assumeGrid(a *attacker, s *set, file string, rows, columns []string) {
	at := func(r, c string) string { return adversary.Name(file, []string{r, c, "p"}, "n") }
	there := func(name string) bool { _, ok := a.texts[name]; return ok }
	for _, r := range append([]string{"all"}, rows...) {
		parts := []string{}
		for _, c := range columns {
			parts = append(parts, at(r, c))
		}
		a.Sum(at(r, "all"), parts...)
	}
	for _, c := range append([]string{"all"}, columns...) {
		parts := []string{}
		for _, r := range rows {
			parts = append(parts, at(r, c))
		}
		a.Sum(at("all", c), parts...)
	}
	for _, r := range rows {
		for _, c := range columns {
			if !there(at(r, c)) {
				a.Assume(0, map[string]int64{at(r, c): 1})
			}
		}
	}
}

// figure is a random count, small in one of four.
func figure(random *rand.Rand) int64 {
	if random.IntN(4) == 0 {
		return random.Int64N(6)
	}
	return random.Int64N(60)
}

var (
	threeRows    = []string{"a", "b", "c"}
	threeColumns = []string{"x", "y", "z"}
)

func twoDimensions(id string) *set {
	return newSet(id, rule).dimension("r", report.KindCategory, "all", append([]string{"all"}, threeRows...)...).
		dimension("c", report.KindCategory, "all", append([]string{"all"}, threeColumns...)...).count("n")
}
