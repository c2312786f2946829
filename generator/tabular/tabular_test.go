package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// shown is a sheet as lines of cells between bars, a line a row.
func shown(s *Sheet) string {
	var b strings.Builder
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "%d", r.Line)
		for _, c := range r.Cells {
			b.WriteString("|" + c.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestText: files of text in the ways in which offices write them.
func TestText(t *testing.T) {
	latin, _ := charmap.Windows1252.NewEncoder().String("Land;Zahl\nÖsterreich;1\nBaden-Württemberg;2\n")
	chinese, _ := simplifiedchinese.GB18030.NewEncoder().String("地区,数字\n北京市,1\n天津市,2\n")
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("a\tb\nÄ\t1\n")
	for name, c := range map[string]struct {
		data    string
		options Options
		want    string
	}{
		"commas":               {"a,b\n1,2\n", Options{}, "1|a|b\n2|1|2\n"},
		"a mark before, CR LF": {"\ufeffa;b\r\n1;2\r\n", Options{}, "1|a|b\n2|1|2\n"},
		"empty lines":          {"T\n\na,b\n\n1,2\n3,4\n5,6\n", Options{}, "1|T\n2\n3|a|b\n4\n5|1|2\n6|3|4\n7|5|6\n"},
		"quotes and breaks":    {"a,b\n\"x\ny, z\",\"q\"\"q\"\n1,2\n", Options{}, "1|a|b\n2|x y, z|q\"q\n4|1|2\n"},
		"spaces":               {" a  b , c\n\u00a0x\u00a0,e\u0301\n", Options{}, "1|a b|c\n2|x|\u00e9\n"},
		"tabs and commas":      {"k,geo\\time\t2008 \t2009 \nJAN,AD\t1 b\t: \n", Options{}, "1|k|geo\\time|2008|2009\n2|JAN|AD|1 b|:\n"},
		"Windows-1252":         {latin, Options{}, "1|Land|Zahl\n2|Österreich|1\n3|Baden-Württemberg|2\n"},
		"GB 18030":             {chinese, Options{}, "1|地区|数字\n2|北京市|1\n3|天津市|2\n"},
		"UTF-16":               {wide, Options{}, "1|a|b\n2|Ä|1\n"},
		"commas above and in numbers": {"T, by year\n\nk;a;r\nx;1;2,5\ny;2;2,6\n\nNote, short\n", Options{},
			"1|T, by year\n2\n3|k|a|r\n4|x|1|2,5\n5|y|2|2,6\n6\n7|Note, short\n"},
		"as many commas in numbers": {"k;a;b\nx;1,5;2,5\ny;2,5;2,6\n", Options{}, "1|k|a|b\n2|x|1,5|2,5\n3|y|2,5|2,6\n"},
		"a delimiter that is said":  {"a:b\n1:2\n", Options{Delimiter: ":"}, "1|a|b\n2|1|2\n"},
	} {
		sheets, err := Read("x.csv", []byte(c.data), c.options)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := shown(sheets[0]); got != c.want {
			t.Errorf("%s:\n%s\nnot\n%s", name, got, c.want)
		}
	}
	for name, data := range map[string]string{"no encoding": "a,b\n\xfc\xe9\x81\x8d,1\n\x9d\xff,2\n", "no delimiter": "a\nb\nc\n"} {
		var unclear *Ambiguous
		if _, err := Read("x.csv", []byte(data), Options{}); !errors.As(err, &unclear) || len(unclear.Choices) < 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTable: the head, what is above it and below, and cells that hold for others.
func TestTable(t *testing.T) {
	until := "Source"
	sheets, err := Read("x.csv", []byte("Title,,\n,2020,,2021\nArea,n,m,n\nNorth,1,2,3\n,4,5,6\nSouth\nEast,7,8,9\nSource: office,,\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheets[0].Table(Shape{Skip: 1, Header: 2, Until: &until, Fill: []string{"Area"}, Sections: "part"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(table.Headings, "|"), "Area|2020 / n|2020 / m|2021 / n|part"; got != want {
		t.Errorf("headings %q, not %q", got, want)
	}
	var rows []string
	for _, r := range table.Records {
		var cells []string
		for _, c := range r {
			cells = append(cells, c.Text)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	if got, want := strings.Join(rows, "\n"), "North|1|2|3|\nNorth|4|5|6|\nEast|7|8|9|South"; got != want {
		t.Errorf("records\n%s\nnot\n%s", got, want)
	}
	if table.Column("2020 / N") != 1 || table.Column("#4") != 3 || table.Column("none") != -1 {
		t.Error("a column is not found by its heading or its number")
	}
}

// TestFigures: cells as offices write them, in the short form.
func TestFigures(t *testing.T) {
	german := Figures{Decimal: ",", Group: ".", Symbols: map[string]string{"-": "0", ".": "[x]", "p": "[p]"}}
	english := Figures{Group: ",", Range: "-", Symbols: map[string]string{"": "[x]", "x": "[c]", "b": "[b]", "5 or fewer": "<=5"}}
	for _, c := range []struct {
		f          *Figures
		text, want string
	}{
		{&german, "1.234,5", "1234.5"}, {&german, "12", "12"}, {&german, "-", "0"}, {&german, ".", "[x]"}, {&german, "3,5 p", "3.5 [p]"},
		{&german, "1.23", "?"}, {&german, "12%", "12"}, {&english, "1,234,567", "1234567"}, {&english, "(5)", "-5"}, {&english, "1E6", "1000000"},
		{&english, "<5", "<5"}, {&english, "≥ 10", ">=10"}, {&english, "", "[x]"}, {&english, "x", "[c]"}, {&english, "12 b", "12 [b]"},
		{&english, "0-249", "0..249"}, {&english, "5 or fewer", "<=5"}, {&english, "1 234", "1234"}, {&english, "−3", "-3"}, {&english, "12,34", "?"},
		{&english, "12 people", "?"}, {&english, "1,2345", "?"}, {&english, "99.70%", "99.70"},
	} {
		got, ok := c.f.Short(cell(c.text))
		if !ok {
			got = "?"
		}
		if got != c.want {
			t.Errorf("%q is %s, not %s", c.text, got, c.want)
		}
	}
}

// TestFormats: periods as files write them.
func TestFormats(t *testing.T) {
	months := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	for _, c := range []struct{ format, start, text, want string }{
		{"{year}", "", "2018", "2018"}, {"{year} Q{quarter}", "", "2018 Q3", "2018-Q3"}, {"H{half}-{year}", "", "H1-2015", "2015-H1"},
		{"{year}/{next}", "04", "2018/19", "2018-04/2019-03"}, {"{year}/{next}", "04", "2018/20", ""}, {"FY{end}", "10", "FY2019", "2018-10/2019-09"},
		{"{year}/{next}", "04-06", "2023/24", "2023-04-06/2024-04-05"}, {"{month}-{yy}", "", "Jun-18", "2018-06"}, {"{month} {year}", "", "june 2018", "2018-06"},
		{"{day}.{month}.{year}", "", "31.12.2018", "2018-12-31"}, {"{year} {half:Jan-Jun,Jul-Dec}", "", "2018 Jul-Dec", "2018-H2"}, {"{be}", "", "2564", "2021"},
		{"{year}-{year}", "", "2002-2011", "2002/2011"}, {"{day}/{month}/{yy} - {day}/{month}/{yy}", "", "28/05/20 - 03/06/20", "2020-05-28/2020-06-03"},
		{"{year}-W{week}", "", "2020-W13", "2020-W13"}, {"{month} {year}", "", "Ju 2018", ""}, {"{year}-{month}", "", "2018-13", ""}, {"{year}", "", "2018p", ""},
	} {
		f, err := NewFormat(c.format, months, c.start)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := f.Period(c.text)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%q by %s is %q, not %q", c.text, c.format, got, c.want)
		}
	}
	for _, format := range []string{"", "year", "{yaer}"} {
		if _, err := NewFormat(format, months, ""); err == nil {
			t.Errorf("%q is a format", format)
		}
	}
}

// workbook is an OpenDocument file with some content.
func workbook(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(`<document-content xmlns:table="t" xmlns:office="o" xmlns:text="x">` + content + `</document-content>`))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWorkbooks: numbers, dates, merged and repeated cells, notes, and what a format hides.
func TestWorkbooks(t *testing.T) {
	ods := workbook(t, `<table:table table:name="S"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Head<text:s/>line</text:p></table:table-cell><table:covered-table-cell/></table:table-row>`+
		`<table:table-row table:number-rows-repeated="2"/><table:table-row><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.5</text:p></table:table-cell>`+
		`<table:table-cell office:value-type="date" office:date-value="2020-01-02T00:00:00"><office:annotation><text:p>no</text:p></office:annotation><text:p>2 Jan</text:p></table:table-cell>`+
		`<table:table-cell office:value-type="float" office:value="0"><text:p>-</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`)
	sheets, err := Read("x.ods", ods, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shown(sheets[0]), "1|Head line|Head line\n2\n3\n4|1234.5|2020-01-02|-\n"; got != want {
		t.Errorf("ODS:\n%s\nnot\n%s", got, want)
	}
	book := excelize.NewFile()
	for at, v := range map[string]any{"A1": "Head", "A3": "001", "B3": 0.1 + 0.2, "C3": 43831, "D3": 0} {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	day, _ := book.NewStyle(&excelize.Style{NumFmt: 14})
	dash := `#,##0;-#,##0;"-"`
	zero, _ := book.NewStyle(&excelize.Style{CustomNumFmt: &dash})
	_, _, _ = book.SetCellStyle("Sheet1", "C3", "C3", day), book.SetCellStyle("Sheet1", "D3", "D3", zero), book.MergeCell("Sheet1", "A1", "B1")
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	sheets, err = Read("x.xlsx", b.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shown(sheets[0]), "1|Head|Head\n2\n3|001|0.3|2020-01-01|-\n"; got != want {
		t.Errorf("XLSX:\n%s\nnot\n%s", got, want)
	}
	if got := sheets[0].Place(2, 1); got != "Sheet1!B3" {
		t.Errorf("a cell is called %s", got)
	}
}

// TestBombs: files that unpack to more than they say are refused soon, and with a word.
func TestBombs(t *testing.T) {
	row := `<table:table table:name="S"><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`
	wide := `<table:table table:name="S"><table:table-row><table:table-cell table:number-columns-repeated="2000000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`
	for name, data := range map[string][]byte{
		"x.ods":  workbook(t, row),
		"y.ods":  workbook(t, wide),
		"z.ods":  []byte("PK\x03\x04"),
		"x.xlsx": []byte("PK\x03\x04 no workbook"),
		"x.xls":  []byte("\xd0\xcf\x11\xe0 an old one"),
		"x.json": []byte(`[{"a": {"b": 1}}]`),
		"y.json": []byte(`{"a": 1}`),
	} {
		if _, err := Read(name, data, Options{}); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func fuzzed(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, data []byte) {
		sheets, err := Read(name, data, Options{})
		if err != nil {
			return
		}
		for _, s := range sheets {
			for _, r := range s.Rows {
				for _, c := range r.Cells {
					if utf8.ValidString(string(data)) && !utf8.ValidString(c.Text) {
						t.Errorf("%q is no text", c.Text)
					}
				}
			}
			if table, err := s.Table(Shape{}); err == nil {
				for _, r := range table.Records {
					if len(r) != len(table.Headings) {
						t.Fatalf("a record has %d cells and the head %d", len(r), len(table.Headings))
					}
				}
			}
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n3\"\n\n;x\t|\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	fuzzed(f, "x.csv")
}

func FuzzODS(f *testing.F) {
	f.Add(workbook(f, `<table:table table:name="S"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>`))
	fuzzed(f, "x.ods")
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`[{"a": 1, "b": null}, {"b": "x"}]`))
	fuzzed(f, "x.json")
}

func FuzzXLSX(f *testing.F) {
	book := excelize.NewFile()
	_ = book.SetCellValue("Sheet1", "A1", 1.5)
	var b bytes.Buffer
	_ = book.Write(&b)
	f.Add(b.Bytes())
	fuzzed(f, "x.xlsx")
}
