package disclose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// rows adds rows of the source p, each a text of keys and figures: "2024 women | 57 82.4";
// "-" is what is not available.
func (s *set) rows(lines ...string) *set {
	for _, line := range lines {
		keys, figures, _ := strings.Cut(line, "|")
		var cells []any
		for _, f := range strings.Fields(figures) {
			cells = append(cells, strings.Trim(f, "-"))
			if strings.HasPrefix(f, "-") && f != "-" {
				cells[len(cells)-1] = f
			}
		}
		s.row("p", strings.Fields(keys), cells...)
	}
	return s
}

func yearly(id string, members ...string) *set {
	return newSet(id, rule).dimension("year", report.KindPeriod, "", members...)
}

func (s *set) figure(id string, decimals int) *set {
	return s.measure(report.Measure{ID: id, Decimals: decimals})
}

func (s *set) category(id, total string, members ...string) *set {
	return s.dimension(id, report.KindCategory, total, members...)
}

// TestTelling has figures that together tell a small count which is withheld. Nothing
// declares what ties them, but every reader sees it: they are never all published.
func TestTelling(t *testing.T) {
	two := []string{"2023", "2024"}
	bySex := func(lines ...string) *set {
		return yearly("d", two...).category("sex", "all", "all", "women", "men").count("n").rows(lines...)
	}
	four := []string{"2021", "2022", "2023", "2024"}
	for name, c := range map[string]struct {
		sets    []*set
		telling string // DATASET/KEYS/MEASURE
	}{
		"one member is another dataset": {[]*set{bySex("2023 all | 70", "2023 women | 40", "2023 men | 30", "2024 all | 60", "2024 women | 57", "2024 men | 3"),
			yearly("w", two...).count("killed").rows("2023 | 40", "2024 | 57")}, "d/2024,all/n w/2024/killed"},
		"one year is another dataset": {[]*set{yearly("d", two...).category("sex", "", "women", "men").count("n").rows("2023 women | 40", "2023 men | 30", "2024 women | 57", "2024 men | 3"),
			newSet("y", rule).category("sex", "all", "all", "women", "men").count("n").rows("all | 60", "women | 57", "men | 3")}, "d/2024,women/n y/all/n"},
		"a finer margin lacks a row": {[]*set{yearly("d", two...).category("sex", "", "women", "men").count("n").rows("2023 women | 40", "2023 men | 30", "2024 women | 57", "2024 men | 3"),
			yearly("b", two...).category("sex", "all", "all", "women", "men").count("n").rows("2023 all | 70", "2023 women | 40", "2023 men | 30", "2024 all | 60")}, "d/2024,women/n b/2024,all/n"},
		"three datasets": {[]*set{yearly("w", two...).count("n").rows("2023 | 40", "2024 | 57"), yearly("m", two...).count("n").rows("2023 | 30", "2024 | 3"),
			yearly("a", two...).count("n").rows("2023 | 70", "2024 | 60")}, "w/2024/n a/2024/n"},
		"half-years and years": {[]*set{yearly("h", "2023-01/2023-06", "2023-07/2023-12", "2024-01/2024-06", "2024-07/2024-12").count("n").
			rows("2023-01/2023-06 | 20", "2023-07/2023-12 | 22", "2024-01/2024-06 | 30", "2024-07/2024-12 | 3"),
			yearly("y", two...).count("n").rows("2023 | 42", "2024 | 33")}, "h/2024-01/2024-06/n y/2024/n"},
		"growth on the year before last": {[]*set{yearly("d", four...).count("n").figure("growth", 1).rows("2021 | 30 -", "2022 | 20 -", "2023 | 3 -90.0", "2024 | 17 -15.0")},
			"d/2021/n d/2023/growth"},
		"an index with a base in between": {[]*set{yearly("d", four...).count("n").figure("index", 1).rows("2021 | 31 110.7", "2022 | 28 100.0", "2023 | 3 10.7", "2024 | 24 85.7")},
			"d/2022/n d/2023/index"},
		"a mean of three years": {[]*set{yearly("d", append(four, "2025")...).count("n").figure("mean", 1).
			rows("2021 | 21 -", "2022 | 30 -", "2023 | 26 25.7", "2024 | 3 19.7", "2025 | 17 15.3")}, "d/2022/n d/2023/n d/2024/mean"},
		"a mean of a month": {[]*set{yearly("d", four...).count("n").figure("mean", 2).rows("2021 | 31 2.58", "2022 | 26 2.17", "2023 | 3 0.25", "2024 | 24 2.0")}, "d/2023/mean"},
		"shares without a total": {[]*set{yearly("d", two...).category("sex", "", "women", "men").count("n").figure("share", 1).
			rows("2023 women | 14 60.9", "2023 men | 9 39.1", "2024 women | 14 82.4", "2024 men | 3 17.6")}, "d/2024,women/n d/2024,women/share"},
		"a share of the others": {[]*set{yearly("d", four[:3]...).count("n").count("men").figure("women", 0).rows("2021 | 20 11 45", "2022 | 30 12 60", "2023 | 20 3 85")},
			"d/2023/n d/2023/women"},
		"a share of a sum": {[]*set{yearly("d", four[:3]...).count("men").count("women").figure("share", 0).rows("2021 | 20 11 65", "2022 | 17 3 85", "2023 | 30 12 71")},
			"d/2022/men d/2022/share"},
		"a difference": {[]*set{yearly("d", four[:3]...).count("women").count("men").figure("more", 0).rows("2021 | 20 30 10", "2022 | 3 30 27", "2023 | 30 35 5")},
			"d/2022/men d/2022/more"},
		"a running total of ages": {[]*set{newSet("d", rule).dimension("age", report.KindOrdinal, "", "0-17", "18-24", "25-59", "60-99").count("n").count("upto").
			rows("0-17 | 3 3", "18-24 | 20 23", "25-59 | 30 53", "60-99 | 10 63")}, "d/18-24/n d/18-24/upto"},
		"and older": {[]*set{newSet("d", rule).dimension("age", report.KindOrdinal, "", "0-17", "18-24", "25-59", "60-99").count("n").count("older").
			rows("0-17 | 20 63", "18-24 | 3 43", "25-59 | 30 40", "60-99 | 10 10")}, "d/0-17/n d/0-17/older d/25-59/older"},
		"small parts in three years": {[]*set{yearly("d", four...).count("n").count("women").count("men").rows("2021 | 75 40 35", "2022 | 50 47 3", "2023 | 60 30 30", "2024 | 70 40 30")},
			"d/2022/n d/2022/women"},
		"but for one year": {[]*set{yearly("d", four...).count("n").count("women").count("men").rows("2021 | 75 40 35", "2022 | 50 47 3", "2023 | 60 30 29", "2024 | 70 40 30")},
			"d/2022/n d/2022/women"},
		"four parts": {[]*set{yearly("d", four...).count("n").count("released").count("a").count("b").count("c").count("e").
			rows("2021 | 70 12 20 30 10 10", "2022 | 75 22 25 30 9 11", "2023 | 74 13 3 41 10 20", "2024 | 68 22 20 28 10 10")}, "d/2023/n d/2023/b d/2023/c d/2023/e"},
		"what is left of a year": {[]*set{yearly("d", "2024", "2024-01/2024-03", "2024-04/2024-06", "2024-10/2024-12").count("n").
			rows("2024 | 63", "2024-01/2024-03 | 20", "2024-04/2024-06 | 19", "2024-10/2024-12 | 21")}, "d/2024/n d/2024-01/2024-03/n d/2024-04/2024-06/n d/2024-10/2024-12/n"},
		"a rate in another dataset": {[]*set{bySex("2023 all | 70", "2023 women | 40", "2023 men | 30", "2024 all | 60", "2024 women | 57", "2024 men | 3"),
			yearly("p", two...).category("sex", "all", "all", "women", "men").figure("n", 0).rows("2023 all | 1000000", "2023 women | 500000", "2023 men | 500000",
				"2024 all | 1000000", "2024 women | 500000", "2024 men | 500000"),
			yearly("r", two...).category("sex", "all", "all", "women", "men").figure("rate", 2).rows("2023 all | 7.00", "2023 women | 8.00", "2023 men | 6.00",
				"2024 all | 6.00", "2024 women | 11.40", "2024 men | 0.60")}, "r/2024,men/rate"},
		"a share in another dataset": {[]*set{bySex("2023 all | 70", "2023 women | 40", "2023 men | 30", "2024 all | 17", "2024 women | 14", "2024 men | 3"),
			yearly("s", two...).figure("share", 1).rows("2023 | 57.1", "2024 | 82.4")}, "d/2024,all/n s/2024/share"},
		"cases that are persons": {[]*set{yearly("d", "2022", "2023", "2024").count("n").rows("2022 | 31", "2023 | 3", "2024 | 28"),
			yearly("c", "2022", "2023", "2024").figure("cases", 0).rows("2022 | 31", "2023 | 3", "2024 | 28")}, "c/2023/cases"},
		"two and two": {[]*set{yearly("d", append(four, "2025")...).count("women").count("men").count("minors").count("adults").
			rows("2021 | 31 44 20 55", "2022 | 40 30 12 58", "2023 | 55 64 3 116", "2024 | 28 41 19 50", "2025 | 33 36 23 46")},
			"d/2023/women d/2023/men d/2023/adults"},
		"what enters and leaves": {[]*set{yearly("d", append(four, "2025")...).count("held").count("in").count("out").
			rows("2021 | 40 21 17", "2022 | 62 41 19", "2023 | 84 25 3", "2024 | 91 30 23", "2025 | 80 20 31")},
			"d/2022/held d/2023/held d/2023/in"},
		"four of nine parts": {[]*set{yearly("d", append(four, "2025")...).count("n").count("a").count("a1").count("b").count("b1").count("c").count("c1").count("e").count("e1").
			rows("2021 | 82 20 11 30 17 12 9 20 14", "2022 | 76 25 12 11 10 19 13 21 17", "2023 | 68 22 14 3 2 28 21 15 10",
				"2024 | 95 31 13 22 16 24 19 18 12", "2025 | 71 18 15 17 12 20 11 16 13")}, "d/2023/n d/2023/a d/2023/c d/2023/e"},
		"cells of three datasets": {[]*set{
			yearly("w", two...).category("place", "", "a", "b").count("n").rows("2023 a | 20 ", "2023 b | 31", "2024 a | 22", "2024 b | 57"),
			yearly("m", two...).category("place", "", "a", "b").count("n").rows("2023 a | 25", "2023 b | 19", "2024 a | 21", "2024 b | 3"),
			yearly("a", two...).category("place", "", "a", "b").count("n").rows("2023 a | 45", "2023 b | 50", "2024 a | 43", "2024 b | 60")}, "w/2024,b/n a/2024,b/n"},
		"a mean of the years around": {[]*set{yearly("d", append(four, "2025", "2026")...).count("n").figure("mean", 1).
			rows("2021 | 30 -", "2022 | 26 19.7", "2023 | 3 15.3", "2024 | 17 14.7", "2025 | 24 24.0", "2026 | 31 -")},
			"d/2021/n d/2022/n d/2022/mean"},
		"a sum of the years around": {[]*set{yearly("d", append(four, "2025", "2026")...).count("n").count("sum").
			rows("2021 | 43 -", "2022 | 45 91", "2023 | 3 65", "2024 | 17 44", "2025 | 24 72", "2026 | 31 -")},
			"d/2021/n d/2022/n d/2022/sum"},
		"women for each hundred men": {[]*set{yearly("d", four...).category("sex", "", "women", "men").count("n").figure("ratio", 0).
			rows("2021 women | 31 78", "2021 men | 40 129", "2022 women | 22 69", "2022 men | 32 145", "2023 women | 47 1567", "2023 men | 3 6",
				"2024 women | 41 121", "2024 men | 34 83")}, "d/2023,women/n d/2023,women/ratio"},
		"a rate per ten million": {[]*set{yearly("d", four...).count("n").figure("inhabitants", 0).figure("rate", 0).
			rows("2021 | 31 4101200 76", "2022 | 44 4150100 106", "2023 | 3 4212345 7", "2024 | 38 4250000 89")}, "d/2023/inhabitants d/2023/rate"},
		"so much for each": {[]*set{yearly("d", four...).count("n").figure("paid", 0).
			rows("2021 | 31 15500", "2022 | 44 22000", "2023 | 3 1500", "2024 | 38 19000")}, "d/2023/paid"},
		"shares that are added up": {[]*set{newSet("d", rule).category("age", "all", "all", "a", "b", "c", "e").count("n").figure("upto", 1).
			rows("all | 100 -", "a | 40 40.0", "b | 3 43.0", "c | 30 73.0", "e | 27 100.0")}, "d/all/n d/a/n d/c/n d/a/upto d/c/upto"},
		"a rank": {[]*set{newSet("d", rule).category("place", "", "a", "b", "c", "e", "f", "g", "h").count("n").figure("rank", 0).
			rows("a | 31 3", "b | 44 1", "c | 3 7", "e | 38 2", "f | 20 4", "g | 11 6", "h | 15 5")}, "d/c/rank"},
		"neither women nor men": {[]*set{yearly("d", two...).count("n").measure(report.Measure{ID: "w", People: true, PartOf: "n"}).measure(report.Measure{ID: "m", People: true, PartOf: "n"}).
			rows("2023 | 60 30 30", "2024 | 50 27 20")}, "d/2024/n d/2024/w d/2024/m"},
	} {
		for seed := range 8 {
			var problems source.Problems
			var raws []*raw.Dataset
			for _, s := range c.sets {
				raws = append(raws, s.Dataset)
			}
			outs, _ := Run(raws, Gate{Seed: fmt.Sprint("a-seed-for-tests-", seed), Progress: func(int, int) {}}, &problems)
			if problems.Failed() {
				t.Errorf("%s: %v", name, errors(problems.Sorted()))
				break
			}
			published, found := 0, 0
			for _, d := range outs {
				for _, row := range d.Rows {
					for i, m := range d.Measures {
						if slices.Contains(strings.Fields(c.telling), d.ID+"/"+strings.Join(row.Keys, ",")+"/"+m.ID) {
							if found++; row.Cells[i].State == report.Number {
								published++
							}
						}
					}
				}
			}
			if found != len(strings.Fields(c.telling)) {
				t.Fatalf("%s: %q are not all there", name, c.telling)
			}
			if published == found {
				t.Errorf("%s: %s are all published\n%s", name, c.telling, codes(outs[0]))
				break
			}
		}
	}
}

// TestTrends has a cost that grows with the years as a count does: two trends tell nothing of each other, and what is
// not computed from a withheld count stays.
func TestTrends(t *testing.T) {
	years := []string{"2014", "2015", "2016", "2017", "2018", "2019", "2020", "2021", "2022", "2023"}
	trend := yearly("d", years...).count("n").figure("cost", 0).rows("2014 | 3 1010", "2015 | 14 1043", "2016 | 25 1071",
		"2017 | 31 1102", "2018 | 44 1129", "2019 | 52 1150", "2020 | 67 1177", "2021 | 71 1201", "2022 | 80 1240", "2023 | 93 1266")
	var problems source.Problems
	outs, _ := Run([]*raw.Dataset{trend.Dataset}, Gate{Seed: "a-seed-for-tests", Progress: func(int, int) {}}, &problems)
	for _, row := range outs[0].Rows {
		if row.Cells[1].State != report.Number {
			t.Errorf("the cost of %s is withheld", row.Keys[0])
		}
	}
	if outs[0].Rows[0].Cells[0].State != report.Suppressed {
		t.Error("the small count is published")
	}
}
