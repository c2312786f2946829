package disclose

import (
	"encoding/json"
	"strings"
	"testing"

	"vitrine/generator/raw"
	"vitrine/generator/report"
)

// TestGate goes through the forms a cell can have at the edges of the rule.
func TestGate(t *testing.T) {
	rule := report.Disclosure{Method: "suppress", Threshold: 5}
	for _, c := range []struct {
		bound    report.Bound
		value    string
		people   bool
		rule     report.Disclosure
		withheld bool
	}{
		{"", "0", true, rule, false}, {"", "1", true, rule, true}, {"", "4", true, rule, true}, {"", "5", true, rule, false}, {"", "1332", true, rule, false},
		{">", "3", true, rule, true}, {">", "4", true, rule, true}, {">=", "4", true, rule, true}, {">", "5", true, rule, false},
		{"<", "5", true, rule, false}, {"<=", "4", true, rule, true}, {"<", "3", true, rule, true}, {"<", "6", true, rule, false}, {"~", "4", true, rule, true}, {"~", "10", true, rule, false},
		{"", "4", false, rule, false}, {"", "4", true, report.Disclosure{Method: "none"}, false},
	} {
		d, err := report.ParseDecimal(c.value)
		if err != nil {
			t.Fatal(err)
		}
		header := &report.Dataset{ID: "d", Disclosure: c.rule, Measures: []*report.Measure{{ID: "n", People: c.people}}}
		cell := report.Cell{Bound: c.bound, Value: d, Marks: []string{"p"}, Note: &report.Text{Markdown: []byte("secret")}}
		out, counts := Publish(&raw.Dataset{Header: header, Rows: []*raw.Row{{Cells: []raw.Cell{{Cell: cell}}}}})
		got := out.Rows[0].Cells[0]
		if (got.State == report.Suppressed) != c.withheld || (counts.Withheld == 1) != c.withheld {
			t.Errorf("%s%s, people %v, %s: %+v", c.bound, c.value, c.people, c.rule.Method, got)
		}
		if c.withheld && (got.Value != report.Decimal{} || got.Bound != "" || got.Marks != nil || got.Note != nil || got.Code() != "[c]") {
			t.Errorf("a withheld cell keeps %+v", got)
		}
		if header.Rows != nil {
			t.Error("the raw header was changed")
		}
	}
}

// TestDerived withholds what is computed from a withheld figure, and what is
// computed from that, in whatever order the measures stand.
func TestDerived(t *testing.T) {
	header := &report.Dataset{ID: "d", Disclosure: report.Disclosure{Method: "suppress", Threshold: 5}, Measures: []*report.Measure{
		{ID: "index", DerivedFrom: []string{"rate"}}, {ID: "rate", DerivedFrom: []string{"n", "population"}}, {ID: "n", People: true}, {ID: "population", People: true}}}
	row := func(values ...string) *raw.Row {
		r := &raw.Row{}
		for _, v := range values {
			d, _ := report.ParseDecimal(v)
			r.Cells = append(r.Cells, raw.Cell{Cell: report.Cell{Value: d}})
		}
		return r
	}
	out, counts := Publish(&raw.Dataset{Header: header, Rows: []*raw.Row{row("77.7", "3.0071", "3", "1000"), row("88.8", "9.1", "9", "1000")}})
	text, err := json.Marshal(out.Rows)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Withheld != 3 || counts.Published != 5 || strings.Contains(string(text), "77.7") || strings.Contains(string(text), "3.0071") || !strings.Contains(string(text), "88.8") {
		t.Errorf("%+v %s", counts, text)
	}
}

// TestOnly leaves out the rows outside `only`, and the members that no row of
// those left names.
func TestOnly(t *testing.T) {
	header := &report.Dataset{ID: "d", Disclosure: report.Disclosure{Method: "suppress", Threshold: 5, Only: report.Where{{Key: "age", Members: []string{"all"}}}},
		Dimensions: []*report.Dimension{{ID: "age", Members: []*report.Member{{ID: "all"}, {ID: "young"}}}}, Measures: []*report.Measure{{ID: "n", People: true}}}
	ten, _ := report.ParseDecimal("10")
	cells := []raw.Cell{{Cell: report.Cell{Value: ten}}}
	out, counts := Publish(&raw.Dataset{Header: header, Rows: []*raw.Row{{Keys: []string{"all"}, Cells: cells}, {Keys: []string{"young"}, Cells: cells}}})
	if len(out.Rows) != 1 || counts.RowsLeftOut != 1 || out.Disclosure.Withheld != 1 || len(out.Dimensions[0].Members) != 1 || len(header.Dimensions[0].Members) != 2 {
		t.Errorf("%+v %+v", counts, out.Dimensions[0])
	}
}
