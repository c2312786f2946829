package table

import (
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
)

// TestRangesInFiles: a range has no number of its own in the files, but its two ends; and a record of it
// is read as it was written.
func TestRangesInFiles(t *testing.T) {
	m := &report.Measure{ID: "n", Title: report.Label{"": "Notices"}, Decimals: 1}
	d := &report.Dataset{ID: "d", Title: report.Label{"": "D"}, Measures: []*report.Measure{m}}
	for _, code := range []string{"-2.5..249", "7", ">5", "[x]"} {
		cell := m.ParseRecorded(code)
		if cell.Code() != code {
			t.Errorf("%s is recorded as %s", code, cell.Code())
		}
		d.Rows = append(d.Rows, &report.Row{Cells: []report.Cell{cell}})
	}
	l := locale.New(&report.Site{Language: "en", Words: report.Words{"range": "{from}–{to}"}})
	const want = "source,n,n_low,n_high,n_bound,n_marks\n,,-2.5,249,..,\n,7,,,,\n,5,,,>,\n,,,,,x\n"
	if got := string(CSV(d, l)); got != want {
		t.Errorf("the CSV is\n%s\nnot\n%s", got, want)
	}
	if text := string(Compact(d, l)); !strings.Contains(text, `{"state":"value","low":-2.5,"high":249,"bound":".."}`) {
		t.Errorf("the JSON is %s", text)
	}
	if got := l.Cell(m, &d.Rows[0].Cells[0]); got != "−2.5–249" {
		t.Errorf("a table says %s", got)
	}
}

// TestInert: no text of a file is a formula to a spreadsheet.
func TestInert(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "\tx": "'\tx", "\rx": "'\rx", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x",
		"": "", "1": "1", "a=b": "a=b", "é": "é", "–": "–",
	} {
		if got := inert(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
