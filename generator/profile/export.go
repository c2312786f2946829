package profile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"vitrine/generator/report"
)

// Sheet is a table of the exchange form, by the name of its file without an ending.
type Sheet struct {
	Name string
	Rows [][]string
}

// Versions are the days of the versions of a report's figures that an update has superseded, the newest first.
func Versions(r *report.Report, datasets []*report.Dataset) (days []report.Date) {
	newest := report.Date{}
	for _, d := range datasets {
		if d.Report != r {
			continue
		}
		if newest.Compare(d.Updated) < 0 {
			newest = d.Updated
		}
		if len(d.Revisions) > 0 {
			days = append(days, d.Published)
		}
		for _, rev := range d.Revisions {
			days = append(days, rev.Date)
		}
	}
	slices.SortFunc(days, func(a, b report.Date) int { return b.Compare(a) })
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d report.Date) bool { return d.IsZero() || d.Compare(newest) >= 0 })
}

// AsOf writes the parts of figures as they stood on a day. What is said of figures is what is said today.
func AsOf(r *report.Report, datasets []*report.Dataset, day report.Date,
	note func(*report.Text) string) (sheets []Sheet) {
	for _, p := range r.Profile.Parts {
		for _, d := range datasets {
			if d.Report == r && d.Part == p {
				t := NewTable(r, p)
				t.fill(d, day, note)
				sheets = append(sheets, Sheet{p.File, t.Rows()})
			}
		}
	}
	return sheets
}

// Export writes a report in its exchange form: its parts, and what an update changes. datasets are those of
// the site; said are the texts of lines by part/line; plain writes a text of a dataset in words.
func Export(r *report.Report, datasets []*report.Dataset, said map[string]string,
	plain func(report.Prose) string, note func(*report.Text) string) (sheets []Sheet) {
	changes := [][]string{r.Profile.Changes.Columns}
	for _, p := range r.Profile.Parts {
		if _, left := r.Except[p.ID]; left || !r.Asks(p) {
			continue
		}
		t := NewTable(r, p)
		if p.OfTexts() {
			t.say(said)
		}
		for _, d := range datasets {
			if d.Report == r && d.Part == p {
				t.fill(d, report.Date{}, note)
				changes = append(changes, changesOf(d, t, plain)...)
			}
		}
		sheets = append(sheets, Sheet{p.File, t.Rows()})
	}
	if len(changes) > 1 {
		sheets = append([]Sheet{{r.Profile.Changes.File, changes}}, sheets...)
	}
	return sheets
}

// say puts texts into a part of texts.
func (t *Table) say(said map[string]string) {
	for _, c := range t.Part.Dimensions[0].Codes {
		if text := said[t.Part.ID+"/"+c.ID]; text != "" {
			t.Entry([]string{c.ID}).Cells[0] = Cell{Text: text, There: true}
		}
	}
}

// fill puts the figures of a dataset into a part, as they stood on a day or, with the zero Date, stand today. What
// is withheld is blank, and the profile's word for that stands beside it.
func (t *Table) fill(d *report.Dataset, day report.Date, note func(*report.Text) string) {
	for i, x := range t.Part.Dimensions {
		for _, m := range d.Dimensions[i].Members {
			switch {
			case x.Codes == nil:
				t.Codes[i] = append(t.Codes[i], &report.Code{ID: m.ID, CSV: m.CSV[0]})
			case elsewhere(t.Report.Profile, x, m.ID) != nil && x.Code(m.ID) == nil:
				t.Codes[i] = append(t.Codes[i], elsewhere(t.Report.Profile, x, m.ID))
			case x.Code(m.ID) == nil:
				title := m.Title.In("")
				if whole := x.Code(m.Parent); whole != nil {
					title = strings.TrimPrefix(title, whole.Title+": ")
				}
				t.insert(i, m, title)
			}
		}
	}
	for _, row := range d.Rows {
		if t.Get(row.Keys) != nil || !day.IsZero() && row.Since.Compare(day) > 0 {
			continue // another source's, or it came later
		}
		e := t.Entry(row.Keys)
		attribute, measure := 0, 0
		for i, m := range t.Part.Measures {
			c := &e.Cells[i]
			if m.Kind == report.KindAttribute {
				c.Text, c.There = row.Attrs[attribute], true
				attribute++
				continue
			}
			cell := &row.Cells[measure]
			if !day.IsZero() {
				cell = d.AsOf(row, measure, day)
			}
			measure++
			c.There = true
			if cell.Note != nil {
				c.Context = note(cell.Note)
			}
			switch cell.State {
			case report.Number:
				c.Text = Written(m, cell.Value)
			case report.Suppressed:
				c.Context = strings.TrimSpace(c.Context + " " + t.Report.Profile.Withheld)
			}
		}
	}
}

// insert puts a member that the profile does not know behind those of its kind.
func (t *Table) insert(dimension int, m *report.Member, title string) {
	at := len(t.Codes[dimension])
	for i, c := range t.Codes[dimension] {
		if c.In == m.Parent && (c.More || c.Extra) {
			at = i + 1
		}
	}
	c := &report.Code{ID: m.ID, In: m.Parent, CSV: m.CSV[0], Title: title, Extra: true}
	t.Codes[dimension] = append(t.Codes[dimension], nil)
	copy(t.Codes[dimension][at+1:], t.Codes[dimension][at:])
	t.Codes[dimension][at] = c
}

// changesOf are the figures of a dataset that revisions changed, a row each.
func changesOf(d *report.Dataset, t *Table, plain func(report.Prose) string) (rows [][]string) {
	for _, rev := range d.Revisions {
		for _, change := range rev.Changes {
			m := t.Part.Measures[t.Part.Measure(d.Measures[change.Measure].ID)]
			var words []string
			for i, id := range change.Row.Keys {
				words = append(words, t.word(i, id))
			}
			if t.Part.By != "" {
				words = append(words, strings.TrimSpace(m.Word))
			}
			rows = append(rows, []string{rev.Date.String(), t.Part.ID, strings.Join(words, " / "),
				strings.TrimSpace(m.Column), shown(m, &change.Was), shown(m, &change.Row.Cells[change.Measure]),
				plain(rev.Reason), rev.By})
		}
	}
	return rows
}

// shown is a figure as files have it, or "".
func shown(m *report.PartMeasure, c *report.Cell) string {
	if c.State != report.Number {
		return ""
	}
	return Written(m, c.Value)
}

// word is how files name a member.
func (t *Table) word(dimension int, id string) string {
	for _, c := range t.Codes[dimension] {
		if c.ID == id {
			word := strings.TrimSpace(c.CSV)
			if c.Extra {
				word += ": " + c.Title
			}
			return word
		}
	}
	return id
}

// CSV is a sheet after RFC 4180: UTF-8, commas, lines that end in CR LF.
func (s Sheet) CSV() []byte {
	var b bytes.Buffer
	for _, row := range s.Rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(cell, "\",\n\r") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// plainNumber is a number that no workbook writes in another way.
var plainNumber = regexp.MustCompile(`^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,5}[1-9])?$`)

// Workbook is all sheets in one XLSX file. Figures are numbers in it, all else is text.
func Workbook(sheets []Sheet) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	for i, s := range sheets {
		name := s.Name
		if len(name) > 31 {
			name = name[:31]
		}
		if i == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				return nil, err
			}
		} else if _, err := book.NewSheet(name); err != nil {
			return nil, err
		}
		w, err := book.NewStreamWriter(name)
		if err != nil {
			return nil, err
		}
		for y, row := range s.Rows {
			cells := make([]any, len(row))
			for x, text := range row {
				if len(utf16.Encode([]rune(text))) > excelize.TotalCellChars {
					return nil, fmt.Errorf("a text of %s is longer than a cell of a workbook can be", s.Name)
				}
				cells[x] = text
				if number, err := strconv.ParseFloat(text, 64); err == nil && y > 0 && plainNumber.MatchString(text) {
					cells[x] = number
				}
			}
			if err := w.SetRow(fmt.Sprintf("A%d", y+1), cells); err != nil {
				return nil, err
			}
		}
		if err := w.Flush(); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, err
	}
	return inOrder(b.Bytes())
}

// inOrder is a zip file whose entries stand in the order of their names: the library's are in any.
func inOrder(data []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		to, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		from, err := f.Open()
		if err == nil {
			_, err = io.Copy(to, from)
		}
		if err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}
