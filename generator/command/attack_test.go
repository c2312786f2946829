package command

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/disclose/adversary"

	"vitrine/generator/sitetest"
)

// published reads a table of people by year, sex and age from a CSV file that
// anybody can download; withheld figures are not in it.
func published(t *testing.T, text string) map[[3]string]int64 {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	figures := map[[3]string]int64{}
	column := func(name string) int { return slices.Index(records[0], name) }
	for _, r := range records[1:] {
		if v := r[column("victims")]; v != "" {
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			figures[[3]string{r[column("year")], r[column("sex")], r[column("age")]}] = n
		}
	}
	return figures
}

// raws reads the publisher's own file, which the attacker does not have.
func raws(t *testing.T, name string) map[[3]string]int64 {
	t.Helper()
	file, err := os.Open(filepath.Join("../../data/datasets", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ages := map[string]string{"": "all", "Age not known": "unknown", "75 and over": "75-over"}
	figures := map[[3]string]int64{}
	for _, r := range records[1:] {
		age, ok := ages[r[3]]
		if !ok {
			age = strings.ReplaceAll(r[3], " to ", "-")
		}
		sex := map[string]string{"": "all", "Female": "female", "Male": "male"}[r[2]]
		n, _, _ := strings.Cut(r[7], ".")
		v, err := strconv.ParseInt(n, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		figures[[3]string{r[0], sex, age}] = v
	}
	return figures
}

// attackYear sets up all that an attacker knows of one year: what both versions
// show; that the sexes make up the total but for people in neither column, where
// they may be; that the ages make up all ages, but for a gap that he is taken
// to know; and that nothing but all ages changed between the versions. It returns
// the secrets that he can pin down.
func attackYear(year string, now, old, raw, rawOld map[[3]string]int64) (exposed []string, looked int) {
	sexes, ages := []string{"all", "female", "male"}, map[string]bool{}
	for key := range raw {
		ages[key[2]] = true
	}
	list := []string{}
	for a := range ages {
		list = append(list, a)
	}
	slices.Sort(list)
	unknown := map[string]int{}
	number := func(name string) int {
		if _, ok := unknown[name]; !ok {
			unknown[name] = len(unknown)
		}
		return unknown[name]
	}
	var equations []adversary.Equation
	cell := func(version, sex, age string) int {
		if version == "old" && rawOld[[3]string{year, sex, age}] == raw[[3]string{year, sex, age}] {
			version = "now" // it is not listed as revised
		}
		return number(version + " " + sex + " " + age)
	}
	for version, shown := range map[string]map[[3]string]int64{"now": now, "old": old} {
		truth := map[string]map[[3]string]int64{"now": raw, "old": rawOld}[version]
		at := func(sex, age string) int64 { return truth[[3]string{year, sex, age}] }
		for _, sex := range sexes {
			for _, age := range list {
				if v, ok := shown[[3]string{year, sex, age}]; ok {
					equations = append(equations, adversary.Equation{Weights: map[int]int64{cell(version, sex, age): 1}, Sum: v})
				}
			}
			gap := at(sex, "all")
			e := adversary.Equation{Weights: map[int]int64{cell(version, sex, "all"): 1}}
			for _, age := range list {
				if age != "all" {
					gap -= at(sex, age)
					e.Weights[cell(version, sex, age)] -= 1
				}
			}
			if e.Sum = gap; version == "now" {
				equations = append(equations, e)
			}
		}
		for _, age := range list {
			rest := at("all", age) - at("female", age) - at("male", age)
			e := adversary.Equation{Weights: map[int]int64{cell(version, "all", age): 1, cell(version, "female", age): -1, cell(version, "male", age): -1}, Sum: min(rest, 0)}
			if rest >= 0 {
				e.Weights[number(version+" rest "+age)] = -1
			}
			equations = append(equations, e)
		}
	}
	secret := func(name string, value int64) {
		if value < 1 || value > 4 {
			return
		}
		looked++
		lo, hi, possible := adversary.Bounds(len(unknown), equations, unknown[name])
		if !possible || lo.Cmp(big.NewRat(1, 1)) > 0 || hi != nil && hi.Cmp(big.NewRat(4, 1)) < 0 {
			exposed = append(exposed, fmt.Sprintf("%s in %s", name, year))
		}
	}
	for _, age := range list {
		for _, sex := range sexes {
			secret("now "+sex+" "+age, raw[[3]string{year, sex, age}])
			key := [3]string{year, sex, age}
			if by := raw[key] - rawOld[key]; by != 0 {
				secret(number2(unknown, &equations, cell("now", sex, age), cell("old", sex, age)), by)
			}
		}
		rest := raw[[3]string{year, "all", age}] - raw[[3]string{year, "female", age}] - raw[[3]string{year, "male", age}]
		secret("now rest "+age, rest)
	}
	return exposed, looked
}

// number2 adds the difference of two unknowns, as one that may not be negative.
func number2(unknown map[string]int, equations *[]adversary.Equation, now, old int) string {
	name := fmt.Sprintf("difference %d %d", now, old)
	unknown[name] = len(unknown)
	*equations = append(*equations, adversary.Equation{Weights: map[int]int64{now: 1, old: -1, unknown[name]: -1}})
	return name
}

// TestAttackOnTheSample tries to recover the small counts of the United Kingdom's
// table from the published files alone: the table and its superseded version, by
// linear programming. With one more figure than is published it succeeds.
func TestAttackOnTheSample(t *testing.T) {
	site := sitetest.Sample(t)
	now, old := published(t, sitetest.Page(t, site, "data/uk-victims.csv")), published(t, sitetest.Page(t, site, "data/uk-victims/2022-09-21.csv"))
	raw, rawOld := raws(t, "ons-16-2-2_2022-09-27.csv"), raws(t, "ons-16-2-2_2022-09-21.csv")
	secrets, withheld := 0, 0
	for year := 2009; year <= 2021; year++ {
		if testing.Short() && year%4 != 0 {
			continue
		}
		exposed, looked := attackYear(strconv.Itoa(year), now, old, raw, rawOld)
		secrets += looked
		for _, e := range exposed {
			t.Errorf("%s can be told", e)
		}
	}
	for key, v := range raw {
		if shown, ok := now[key]; !ok {
			withheld++
		} else if shown != v {
			t.Errorf("%v is wrong", key)
		}
	}
	if withheld < 54 || !testing.Short() && secrets < 54+27+17 {
		t.Errorf("%d cells withheld, %d secrets attacked", withheld, secrets)
	}
	// All of them but those of 1 to 4, as primary suppression would leave it.
	open := map[[3]string]int64{}
	for key, v := range raw {
		if v == 0 || v > 4 {
			open[key] = v
		}
	}
	if exposed, _ := attackYear("2016", open, rawOld, raw, rawOld); len(exposed) < 3 {
		t.Errorf("primary suppression alone exposes only %v", exposed)
	}
	t.Logf("%d secrets, %d of %d cells withheld", secrets, withheld, len(raw))
}
