package browser

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"vitrine/generator/chart"
	"vitrine/generator/report"

	"vitrine/generator/sitetest"
)

// TestChartsEqualTables holds the four things made of one chart equal: each
// figure in the option stands in the table under it, in the words for its
// point and in the dataset's CSV, and no figure is missing.
func TestChartsEqualTables(t *testing.T) {
	site, l, documents := sitetest.Bound(t, os.DirFS("../.."))
	out := sitetest.Sample(t)
	charts, compared := 0, 0
	for _, d := range documents {
		for _, b := range d.Body.Blocks {
			c, ok := b.(*report.Chart)
			if !ok || c.Type == report.MapType { // which room chart tests
				continue
			}
			charts++
			drawing, mistake := chart.Draw(c, site.Dataset(c.Data), l)
			if mistake != nil {
				t.Fatal(mistake)
			}
			type option struct {
				Series []struct {
					Name string
					Data []any
				}
			}
			var payload struct {
				Wide, Narrow []struct{ Option option }
				Panels       []struct{ Words [][]string }
				Skip         int
			}
			decoder := json.NewDecoder(strings.NewReader(drawing.Payload))
			decoder.UseNumber()
			if err := decoder.Decode(&payload); err != nil {
				t.Fatal(err)
			}
			inCSV := map[string]bool{}
			records, err := csv.NewReader(strings.NewReader(sitetest.Page(t, out, "data/"+c.Data+".csv"))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, record := range records {
				for _, field := range record {
					inCSV[field] = true
				}
			}
			for _, option := range []option{payload.Wide[0].Option, payload.Narrow[0].Option} {
				inTable, drawn := map[string]int{}, 0
				for _, row := range drawing.Grid.Rows {
					for _, cell := range row.Cells {
						if cell.Numeric && !strings.HasPrefix(cell.Text, "[") {
							inTable[strings.TrimLeft(cell.Text, ">≥<≤≈\u202f")]++
							drawn++
						}
					}
				}
				for s, series := range option.Series {
					if series.Name == "" {
						continue // the bar between the dots of a range
					}
					for i, point := range series.Data {
						value := point
						if whole, ok := point.(map[string]any); ok {
							value = whole["value"]
						}
						if pair, ok := value.([]any); ok {
							value = pair[map[bool]int{true: 0, false: 1}[c.Type == "range"]]
						}
						number, ok := value.(json.Number)
						if !ok || c.Type == "heatmap" {
							continue
						}
						d, err := report.ParseDecimal(number.String())
						if err != nil {
							t.Fatal(err)
						}
						words := l.Decimal(d)
						compared++
						drawn--
						if inTable[words] == 0 || !inCSV[number.String()] || !strings.Contains(payload.Panels[0].Words[s-payload.Skip][i], words) {
							t.Errorf("%s: %s is not everywhere: in the table %d times, in the CSV %v, in words %q", c.ID, number, inTable[words], inCSV[number.String()], payload.Panels[0].Words[s-payload.Skip][i])
						}
						inTable[words]--
					}
				}
				if drawn != 0 && c.Type != "heatmap" {
					t.Errorf("%s: the table has %d figures that the chart has not", c.ID, drawn)
				}
			}
		}
	}
	if charts < 8 || compared < 100 {
		t.Errorf("compared %d figures of %d charts", compared, charts)
	}
}
