package disclose

import (
	"strings"
	"testing"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// TestOrderElsewhere has two datasets of the same places, of which one withholds a count and the other lists the
// places in the order of these counts.
func TestOrderElsewhere(t *testing.T) {
	counts := newSet("d", rule).category("place", "all", "all", "a", "b", "c", "e", "f", "g").count("n").
		rows("all | 97", "a | 3", "b | 15", "c | 30", "e | 23", "f | 21", "g | 5")
	other := newSet("k", rule).category("place", "", "c", "e", "f", "b", "g", "a").figure("inhabitants", 0).
		rows("c | 120", "e | 800", "f | 190", "b | 700", "g | 350", "a | 400")
	var problems source.Problems
	gate := Gate{Seed: "a-seed-for-tests", Progress: func(int, int) {}}
	outs, _ := Run([]*raw.Dataset{counts.Dataset, other.Dataset}, gate, &problems)
	if problems.Failed() {
		t.Fatal(problems.Sorted())
	}
	var keys []string
	for _, row := range outs[1].Rows {
		keys = append(keys, row.Keys[0])
	}
	if got := strings.Join(keys, " "); got != "a b c e f g" {
		t.Errorf("the places stand as %s", got)
	}
	if text := problems.Sorted()[0].Text; !strings.Contains(text, "stand in the order of d/n") {
		t.Error(text)
	}
}

// TestOrderOfYears has a dataset that lists years from the last to the first, beside one that withholds a count in a
// year: it stays as it is written.
func TestOrderOfYears(t *testing.T) {
	counts := newSet("d", rule).dimension("year", report.KindPeriod, "", "2022", "2023", "2024").count("n").
		rows("2022 | 30", "2023 | 3", "2024 | 41")
	other := newSet("k", rule).dimension("year", report.KindPeriod, "", "2022", "2023", "2024").figure("vehicles", 0).
		rows("2024 | 120", "2023 | 110", "2022 | 100")
	var problems source.Problems
	gate := Gate{Seed: "a-seed-for-tests", Progress: func(int, int) {}}
	outs, _ := Run([]*raw.Dataset{counts.Dataset, other.Dataset}, gate, &problems)
	if got := outs[1].Rows[0].Keys[0]; got != "2024" {
		t.Errorf("the years begin with %s", got)
	}
}
