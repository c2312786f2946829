package disclose

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/disclose/adversary"
	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// shapes are the kinds of tables that are attacked.
var shapes = map[string]func(random *rand.Rand) *scene{
	"dense": func(random *rand.Rand) *scene {
		s := twoDimensions("d")
		grid(s, threeRows, threeColumns, func(string, string) int64 { return figure(random) }, every)
		return &scene{sets: []*set{s}, assume: func(a *attacker) { assumeGrid(a, s, "d", threeRows, threeColumns) }}
	},
	"sparse": func(random *rand.Rand) *scene {
		s := twoDimensions("d")
		grid(s, threeRows, threeColumns, func(string, string) int64 { return max(0, figure(random)-3*random.Int64N(3)) },
			func(_ []string, v int64) bool { return v > 0 })
		return &scene{sets: []*set{s}, assume: func(a *attacker) { assumeGrid(a, s, "d", threeRows, threeColumns) }}
	},
	"sparse totals": func(random *rand.Rand) *scene {
		s := twoDimensions("d")
		grid(s, threeRows, threeColumns, func(string, string) int64 { return max(0, figure(random)-3*random.Int64N(3)) },
			func(keys []string, v int64) bool {
				return v > 0 && !(slices.Contains(keys, "all") && random.IntN(5) == 0)
			})
		return &scene{sets: []*set{s}, assume: func(a *attacker) { assumeGrid(a, s, "d", threeRows, threeColumns) }}
	},
	"shares": func(random *rand.Rand) *scene {
		s := newSet("d", rule).dimension("c", report.KindCategory, "all", "all", "x", "y", "z").count("n").measure(report.Measure{ID: "share", Decimals: 1})
		values := []int64{figure(random), figure(random), 1 + figure(random)}
		all := values[0] + values[1] + values[2]
		for i, m := range []string{"all", "x", "y", "z"} {
			v := all
			if i > 0 {
				v = values[i-1]
			}
			s.row("p", []string{m}, v, rounded(big.NewRat(100*v, all), 1))
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			a.Sum(s.at("n", "all"), s.at("n", "x"), s.at("n", "y"), s.at("n", "z"))
			for _, m := range []string{"x", "y", "z"} {
				a.quotient(s.at("share", m), s.at("n", m), s.at("n", "all"), 100)
			}
		}}
	},
	"rates of rivals": func(random *rand.Rand) *scene {
		s := newSet("d", rule).dimension("c", report.KindCategory, "", "w", "x", "y", "z").count("n").measure(report.Measure{ID: "population"}).
			measure(report.Measure{ID: "rate", Decimals: 1, DerivedFrom: []string{"n"}})
		for _, m := range []string{"w", "x", "y", "z"} {
			v, population := figure(random), 500+random.Int64N(2000)
			rate := rounded(big.NewRat(1000*v, population), 1)
			s.row("p", []string{m}, v, population, rate)
			if random.IntN(2) == 0 {
				s.row("q", []string{m}, "", population, rate)
			}
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			for _, m := range []string{"w", "x", "y", "z"} {
				for _, from := range []string{"p", "q"} {
					rate, population := adversary.Name("d", []string{m, from}, "rate"), adversary.Name("d", []string{m, from}, "population")
					a.quotient(rate, s.at("n", m), population, 1000)
				}
			}
		}}
	},
	"rivals": func(random *rand.Rand) *scene {
		s := twoDimensions("d")
		sums := grid(s, threeRows, threeColumns, func(string, string) int64 { return figure(random) }, every)
		for _, key := range slices.Sorted(maps.Keys(sums)) {
			if random.IntN(3) == 0 {
				s.row("q", strings.Fields(key), sums[key])
			}
		}
		slices.SortFunc(s.Rows, func(a, b *raw.Row) int {
			return cmp.Or(slices.Compare(a.Keys, b.Keys), cmp.Compare(a.Sources[0].ID, b.Sources[0].ID))
		})
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			assumeGrid(a, s, "d", threeRows, threeColumns)
			for key := range sums {
				if name := adversary.Name("d", append(strings.Fields(key), "q"), "n"); a.texts[name] != "" {
					v, _ := a.Value(name)
					a.Assume(v, map[string]int64{s.at("n", strings.Fields(key)...): 1})
				}
			}
		}}
	},
	"measures": func(random *rand.Rand) *scene {
		s := newSet("d", rule).dimension("c", report.KindCategory, "", "v", "w", "x", "y", "z").count("all")
		for _, id := range []string{"women", "men", "unknown"} {
			s.measure(report.Measure{ID: id, People: true, PartOf: "all"})
		}
		members := []string{"v", "w", "x", "y", "z"}
		for _, m := range members {
			v := []int64{figure(random), figure(random), figure(random)}
			s.row("p", []string{m}, v[0]+v[1]+v[2], v[0], v[1], v[2])
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			for _, m := range members {
				a.Sum(s.at("all", m), s.at("women", m), s.at("men", m), s.at("unknown", m))
			}
		}}
	},
	"total undeclared": func(random *rand.Rand) *scene {
		s := twoDimensions("d")
		s.Header.Dimensions[0].Total = ""
		grid(s, threeRows, threeColumns, func(string, string) int64 { return figure(random) }, every)
		return &scene{sets: []*set{s}, assume: func(a *attacker) { assumeGrid(a, s, "d", threeRows, threeColumns) }}
	},
	"half a year": func(random *rand.Rand) *scene {
		periods := []string{"2022", "2022-01/2022-06", "2023", "2023-07/2023-12"}
		s := newSet("d", rule).dimension("year", report.KindPeriod, "", periods...).dimension("c", report.KindCategory, "all", "all", "x", "y").count("n")
		rest := newSet("hidden", rule).count("n")
		for _, half := range []int{0, 2} {
			var sum [2][3]int64
			for p := range sum {
				for i := 1; i < 3; i++ {
					sum[p][i] = figure(random)
					sum[p][0] += sum[p][i]
				}
			}
			for i, c := range []string{"all", "x", "y"} {
				s.row("p", []string{periods[half], c}, sum[0][i]+sum[1][i])
				s.row("p", []string{periods[half+1], c}, sum[0][i])
				rest.values["rest "+periods[half]+c] = sum[1][i]
			}
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			s.values = mergedValues(s.values, rest.values)
			for _, p := range periods {
				a.Sum(s.at("n", p, "all"), s.at("n", p, "x"), s.at("n", p, "y"))
			}
			for _, half := range []int{0, 2} {
				for _, c := range []string{"all", "x", "y"} {
					a.Sum(s.at("n", periods[half], c), s.at("n", periods[half+1], c), "rest "+periods[half]+c)
				}
			}
		}}
	},
	"year to date": func(random *rand.Rand) *scene {
		months := []string{"2023-01", "2023-02", "2023-03", "2023-04", "2023-05"}
		s := newSet("d", rule).dimension("month", report.KindPeriod, "", months...).count("n").count("sum")
		sum := int64(0)
		for _, m := range months {
			v := figure(random)
			sum += v
			s.row("p", []string{m}, v, sum)
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			for i, m := range months {
				if i == 0 {
					a.Sum(s.at("sum", m), s.at("n", m))
				} else {
					a.Sum(s.at("sum", m), s.at("n", m), s.at("sum", months[i-1]))
				}
			}
		}}
	},
	"rolling sums": func(random *rand.Rand) *scene {
		months := []string{"2023-01", "2023-02", "2023-03", "2023-04", "2023-05", "2023-06"}
		s := newSet("d", rule).dimension("month", report.KindPeriod, "", months...).count("n").count("sum")
		var values []int64
		for i, m := range months {
			values = append(values, figure(random))
			sum := any("")
			if i >= 2 {
				sum = values[i] + values[i-1] + values[i-2]
			}
			s.row("p", []string{m}, values[i], sum)
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			for i := 2; i < len(months); i++ {
				a.Sum(s.at("sum", months[i]), s.at("n", months[i]), s.at("n", months[i-1]), s.at("n", months[i-2]))
			}
		}}
	},
	"two datasets": func(random *rand.Rand) *scene {
		d := newSet("d", rule).dimension("c", report.KindCategory, "all", "all", "x", "y", "z").count("n")
		e := newSet("e", rule).dimension("r", report.KindCategory, "all", "all", "a", "b").count("n")
		v := []int64{figure(random), figure(random), 1 + figure(random)}
		all := v[0] + v[1] + v[2]
		d.row("p", []string{"all"}, all)
		for i, m := range []string{"x", "y", "z"} {
			d.row("p", []string{m}, v[i])
		}
		a := random.Int64N(all + 1)
		if random.IntN(2) == 0 {
			a = min(all, random.Int64N(6))
		}
		e.row("p", []string{"all"}, all)
		e.row("p", []string{"a"}, a)
		e.row("p", []string{"b"}, all-a)
		return &scene{sets: []*set{d, e}, assume: func(x *attacker) {
			x.Sum(d.at("n", "all"), d.at("n", "x"), d.at("n", "y"), d.at("n", "z"))
			x.Sum(e.at("n", "all"), e.at("n", "a"), e.at("n", "b"))
			x.Sum(d.at("n", "all"), e.at("n", "all"))
		}}
	},
	"sorted": func(random *rand.Rand) *scene {
		members := []string{"t", "u", "v", "w", "x", "y", "z"}
		random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		s := newSet("d", rule).dimension("c", report.KindCategory, "all", append([]string{"all"}, members...)...).count("n")
		var values []int64
		all := int64(0)
		for range members {
			values = append(values, figure(random))
			all += values[len(values)-1]
		}
		slices.SortFunc(values, func(a, b int64) int { return int(b - a) })
		s.row("p", []string{"all"}, all)
		for i, m := range members {
			s.row("p", []string{m}, values[i])
		}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			parts := []string{}
			for _, m := range members {
				parts = append(parts, s.at("n", m))
			}
			a.Sum(s.at("n", "all"), parts...)
			var order []string // as published
			for name := range a.texts {
				if strings.HasSuffix(name, "/n") && !strings.Contains(name, "all") {
					order = append(order, name)
				}
			}
			slices.SortFunc(order, func(x, y string) int { return cmp.Compare(a.row[x], a.row[y]) })
			// He takes the order for that of the figures where those that are published are in
			// it, and where it is not that of the ids, which says nothing.
			down := !slices.IsSorted(order)
			last := int64(-1)
			for _, name := range order {
				if v, ok := a.Value(name); ok {
					down = down && (last < 0 || v <= last)
					last = v
				}
			}
			for i := 1; i < len(order) && down; i++ {
				a.AtLeast(order[i-1], order[i])
			}
		}}
	},
	"releases": func(random *rand.Rand) *scene {
		then := twoDimensions("d")
		inner := map[string]int64{}
		before := grid(then, threeRows, threeColumns, func(r, c string) int64 { inner[r+" "+c] = figure(random); return inner[r+" "+c] }, every)
		var problems source.Problems
		outs, _ := Run([]*raw.Dataset{then.Dataset}, Gate{Seed: "a-seed-for-releases", Progress: func(int, int) {}}, &problems)
		figures := report.NewFigures()
		for _, row := range outs[0].Rows {
			figures.Row(row.Keys, "p")
			figures.Set(row.Keys, "p", "n", row.Cells[0].Recorded())
		}
		release := &report.Release{ID: "one", Date: report.Date{Year: 2026, Month: 1, Day: 10}, Figures: map[string]*report.Figures{"d": figures}}
		for range random.IntN(3) { // cells change, whether they were published or not
			key := threeRows[random.IntN(3)] + " " + threeColumns[random.IntN(3)]
			inner[key] = []int64{figure(random), inner[key] + 17, max(0, inner[key]-17)}[random.IntN(3)]
		}
		s := twoDimensions("d")
		now := grid(s, threeRows, threeColumns, func(r, c string) int64 { return inner[r+" "+c] }, every)
		rev := &raw.Revision{Revision: &report.Revision{ID: "r1", Date: report.Date{Year: 2026, Month: 1, Day: 20}}}
		old := newSet("old", rule).count("n")
		marked, shown := map[string]bool{}, map[string]int64{}
		unmarked := true // whatever is not marked has not changed
		for r, row := range s.Rows {
			name := strings.Join(row.Keys, " ")
			v := before[name]
			old.values[adversary.Name("d@r", append(slices.Clone(row.Keys), "p"), "n")] = v
			code, _ := figures.At(row.Keys, "p", "n", true)
			if code != "[c]" {
				shown[name] = v
			}
			switch {
			case v == now[name]:
				if code == "[c]" && random.IntN(2) == 0 {
					s.Unchanged = append(s.Unchanged, &raw.Unchanged{Since: "one", Where: report.Where{{Key: "r", Members: row.Keys[:1]}, {Key: "c", Members: row.Keys[1:]}}})
				}
			case code != "[c]" || random.IntN(2) == 0:
				rev.Changes = append(rev.Changes, raw.Change{Row: r, Was: report.Cell{Value: report.Whole(int(v))}})
				marked[name] = true
			default:
				unmarked = false
			}
		}
		if len(rev.Changes) > 0 {
			s.Revisions = []*raw.Revision{rev}
		}
		return &scene{sets: []*set{s}, releases: []*report.Release{release}, assume: func(a *attacker) {
			s.values = mergedValues(s.values, old.values)
			assumeGrid(a, s, "d", threeRows, threeColumns)
			for _, row := range s.Rows {
				name := strings.Join(row.Keys, " ")
				was := adversary.Name("d@r", append(slices.Clone(row.Keys), "p"), "n")
				a.texts[was] = "there"
				if v, ok := shown[name]; ok {
					a.Assume(v, map[string]int64{was: 1})
				} else if !marked[name] && unmarked { // he takes it for unchanged; where that is wrong, so is what he finds
					a.Assume(0, map[string]int64{was: 1, s.at("n", row.Keys...): -1})
				}
			}
			assumeGrid(a, s, "d@r", threeRows, threeColumns)
		}}
	},
	"versions": func(random *rand.Rand) *scene {
		s := twoDimensions("d")
		inner := map[string]int64{}
		now := grid(s, threeRows, threeColumns, func(r, c string) int64 { inner[r+" "+c] = figure(random); return inner[r+" "+c] }, every)
		old := newSet("old", rule).count("n")
		for range 1 + random.IntN(2) { // some cells were others once
			key := threeRows[random.IntN(3)] + " " + threeColumns[random.IntN(3)]
			inner[key] = max(0, inner[key]+random.Int64N(9)-4)
			if random.IntN(2) == 0 {
				inner[key] = figure(random)
			}
		}
		before := map[string]int64{}
		for key, v := range inner {
			x := strings.Fields(key)
			for _, k := range []string{key, "all " + x[1], x[0] + " all", "all all"} {
				before[k] += v
			}
		}
		rev := &raw.Revision{Revision: &report.Revision{ID: "r1", Date: report.Date{Year: 2026, Month: 1, Day: 20}}}
		for r, row := range s.Rows {
			if v := before[strings.Join(row.Keys, " ")]; v != now[strings.Join(row.Keys, " ")] {
				rev.Changes = append(rev.Changes, raw.Change{Row: r, Was: report.Cell{Value: report.Whole(int(v))}})
				old.values[adversary.Name("d@0", append(slices.Clone(row.Keys), "p"), "n")] = v
			}
		}
		if len(rev.Changes) > 0 {
			s.Revisions = []*raw.Revision{rev}
		}
		s.Header.Published = report.Date{Year: 2026, Month: 1, Day: 1}
		return &scene{sets: []*set{s}, assume: func(a *attacker) {
			s.values = mergedValues(s.values, old.values)
			assumeGrid(a, s, "d", threeRows, threeColumns)
			if len(s.Revisions) == 0 {
				return
			}
			assumeGrid(a, s, "d@0", threeRows, threeColumns)
			for _, row := range s.Rows { // what no revision names was the same
				name := adversary.Name("d@0", append(slices.Clone(row.Keys), "p"), "n")
				if _, changed := old.values[name]; !changed {
					a.Assume(0, map[string]int64{name: 1, s.at("n", row.Keys...): -1})
				}
			}
		}}
	},
}

func mergedValues(a, b map[string]int64) map[string]int64 {
	c := map[string]int64{}
	for k, v := range a {
		c[k] = v
	}
	for k, v := range b {
		c[k] = v
	}
	return c
}

func rounded(r *big.Rat, places int) string {
	d, _ := report.DecimalOf(report.Rounded(r, places), places)
	return d.String()
}

// TestShapes attacks random tables of every shape with the published files alone.
// VITRINE_SHAPES is how many of each; what is printed is the seed of the sample.
func TestShapes(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 10
	}
	if many, err := strconv.Atoi(os.Getenv("VITRINE_SHAPES")); err == nil {
		n = many
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, secrets, refused := 0, 0, 0
			for k := range n {
				random := rand.New(rand.NewPCG(uint64(k), 99))
				exposed, looked, no := shape(random).exposed(t, fmt.Sprint("a-seed-for-tests-", k))
				secrets += looked
				if no {
					refused++
				}
				if len(exposed) > 0 {
					found++
					if found < 4 {
						t.Errorf("table %d: %v", k, exposed)
					}
				}
			}
			t.Logf("%d tables, %d secrets, %d refused, %d exposed", n, secrets, refused, found)
			if refused*100 > n+100 && name != "releases" { // which wait for their editor to say what was
				t.Errorf("%d of %d can't be protected", refused, n)
			}
		})
	}
}
