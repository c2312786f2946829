package bind_test

import (
	"strings"
	"testing"

	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// TestCases builds the sites on whose sentences an issue was filed.
func TestCases(t *testing.T) {
	for name, want := range map[string][]string{
		"multiples-rounded": nil, "average-a-month": nil, "times-as-occasions": nil, "marks-that-stand-alone": nil,
		"language-with-region": nil,
		"rose-by-of-sums":      {"does not hold", "does not hold", "does not hold"},
		"misleading-messages":  {"two numbers, 8 and 2023", "with the words at it"},
	} {
		files := sitetest.Case(t, name)
		var problems source.Problems
		bound(files, &problems)
		var errors []string
		for _, p := range problems.Sorted() {
			if !p.Warning {
				errors = append(errors, p.String())
			}
		}
		ok := len(errors) == len(want)
		for i := range min(len(errors), len(want)) {
			ok = ok && strings.Contains(errors[i], want[i])
		}
		if !ok {
			t.Errorf("%s: %q", name, errors)
		}
	}
}
