package build_test

import (
	"strings"
	"testing"

	"vitrine/generator/sitetest"
)

// TestRateWithTotal: the total of a rate is not the sum of its parts, and no discrepancy. Of a median the
// unit does not tell, and the message says what does.
func TestRateWithTotal(t *testing.T) {
	files := sitetest.Case(t, "rate-with-total")
	_, problems := sitetest.BuildQuiet(files)
	if len(problems) != 1 || problems[0].File != "data/datasets/e.toml" || !strings.Contains(problems[0].Hint, `aggregate = "mean", "median"`) {
		t.Errorf("%v", problems)
	}
	median := files["data/datasets/e.toml"]
	median.Data = []byte(strings.Replace(string(median.Data), `unit = "years"`, "unit = \"years\"\naggregate = \"median\"", 1))
	out, problems := sitetest.BuildQuiet(files)
	for _, p := range problems {
		if !p.Warning {
			t.Error(p)
		}
	}
	if out == nil || !strings.Contains(sitetest.Page(t, out, "data/d.csv"), "all,police,5.0") {
		t.Error("the rate is not published")
	}
}
