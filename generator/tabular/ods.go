package tabular

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readODS reads the sheets of an OpenDocument workbook.
func readODS(data []byte) ([]*Sheet, error) {
	unreadable := func(err error) error { return fmt.Errorf("the workbook can't be read: %w", err) }
	book, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unreadable(err)
	}
	content, err := book.Open("content.xml")
	if err != nil {
		return nil, unreadable(err)
	}
	defer content.Close()
	limited := &io.LimitedReader{R: content, N: maxUnpacked}
	r := &odsReader{d: xml.NewDecoder(limited)}
	if err := r.read(); err != nil {
		if limited.N <= 0 {
			err = errors.New("it is too large")
		}
		return nil, unreadable(err)
	}
	if len(r.sheets) == 0 {
		return nil, errors.New("the workbook has no sheet")
	}
	return r.sheets, nil
}

// odsReader reads content.xml.
type odsReader struct {
	d      *xml.Decoder
	sheets []*Sheet
	line   int // of the row that is read, from 1
	empty  int // rows without anything that stand before it
	cells  int
	spans  [][4]int // areas of the sheet that one cell covers
}

func odsAttr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func odsCount(t xml.StartElement, name string) int {
	if n, err := strconv.Atoi(odsAttr(t, name)); err == nil && n > 0 {
		return n
	}
	return 1
}

func (r *odsReader) read() error {
	for {
		token, err := r.d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "table":
				r.sheets = append(r.sheets, &Sheet{Name: odsAttr(t, "name")})
				r.line, r.empty, r.spans = 0, 0, nil
			case "table-row":
				if len(r.sheets) == 0 {
					return errors.New("a row stands outside of a table")
				}
				if err := r.row(odsCount(t, "number-rows-repeated")); err != nil {
					return err
				}
			case "tracked-changes", "named-expressions", "shapes":
				if err := r.d.Skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "table" && len(r.sheets) > 0 {
				for _, a := range r.spans {
					r.sheets[len(r.sheets)-1].spread(a[0], a[1], a[2], a[3])
				}
			}
		}
	}
}

// row reads a row that stands there so many times.
func (r *odsReader) row(times int) error {
	var cells []Cell
	pending := 0 // empty cells that are only there when something follows
	first := r.line
	for done := false; !done; {
		token, err := r.d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			done = t.Name.Local == "table-row"
		case xml.StartElement:
			if t.Name.Local != "table-cell" && t.Name.Local != "covered-table-cell" {
				continue
			}
			c, err := r.cell(t)
			if err != nil {
				return err
			}
			n := odsCount(t, "number-columns-repeated")
			if c.Text == "" {
				pending += n
				continue
			}
			if pending+n+len(cells) > 1<<14 {
				return errors.New("a row has too many cells")
			}
			cells = append(cells, make([]Cell, pending)...)
			pending = 0
			across, down := odsCount(t, "number-columns-spanned"), odsCount(t, "number-rows-spanned")
			if across > 1 || down > 1 {
				r.spans = append(r.spans, [4]int{first, len(cells), first + min(down, 1<<12) - 1,
					len(cells) + min(across, 1000) - 1})
			}
			for range n {
				cells = append(cells, c)
			}
		}
	}
	r.line += times
	if len(cells) == 0 {
		r.empty += times
		return nil
	}
	s := r.sheets[len(r.sheets)-1]
	if r.empty+times > maxCells/8 {
		return errors.New("the file has too many rows")
	}
	for ; r.empty > 0; r.empty-- {
		s.Rows = append(s.Rows, Row{Line: len(s.Rows) + 1})
	}
	for range times {
		if r.cells += len(cells); r.cells > maxCells {
			return errors.New("the file has too many cells")
		}
		s.Rows = append(s.Rows, Row{Line: len(s.Rows) + 1, Cells: append([]Cell(nil), cells...)})
	}
	return nil
}

// cell reads a cell: a number, a date, or the words in it.
func (r *odsReader) cell(t xml.StartElement) (Cell, error) {
	var words strings.Builder
	depth, note := 1, 0
	for depth > 0 {
		token, err := r.d.Token()
		if err != nil {
			return Cell{}, err
		}
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			switch {
			case x.Name.Local == "annotation" || note > 0:
				note++
			case x.Name.Local == "s":
				words.WriteString(strings.Repeat(" ", min(odsCount(x, "c"), 100)))
			case x.Name.Local == "p" && words.Len() > 0 || x.Name.Local == "line-break" || x.Name.Local == "tab":
				words.WriteByte(' ')
			}
		case xml.EndElement:
			depth--
			if note > 0 {
				note--
			}
		case xml.CharData:
			if note == 0 {
				words.Write(x)
			}
		}
	}
	text := words.String()
	switch odsAttr(t, "value-type") {
	case "float", "percentage", "currency":
		if text == "" || strings.ContainsAny(text, "0123456789") {
			return Cell{Text: decimals(odsAttr(t, "value")), Number: true}, nil
		}
	case "date":
		day := odsAttr(t, "date-value")
		return Cell{Text: strings.Replace(strings.TrimSuffix(day, "T00:00:00"), "T", " ", 1)}, nil
	case "boolean":
		return cell(odsAttr(t, "boolean-value")), nil
	}
	return cell(text), nil
}
