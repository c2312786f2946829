package disclose

import (
	"strings"
	"testing"

	"vitrine/generator/raw"
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
	outs, _ := Run([]*raw.Dataset{counts.Dataset, other.Dataset}, Gate{Seed: "a-seed-for-tests", Progress: func(int, int) {}},
		&problems)
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
