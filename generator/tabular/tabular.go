// Package tabular reads the files in which offices publish tables, spreadsheets, text and JSON, to plain
// cells: words as they stand, trimmed, and where each stands. It knows nothing of datasets. What it can't
// be sure of it does not guess: an Ambiguous error names the choices.
package tabular

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Cell is a cell of a table.
type Cell struct {
	Text   string // in composed form, trimmed, inner space as one; of a number in a workbook its plain decimals
	Other  string // as it stands in the file, where that differs from Text
	Number bool   // a workbook says that it is a number
	Line   int    // in a file of text, from 1
	Col    int    // in bytes, from 1
}

// Verbatim is the text of a cell as it stands in its file.
func (c Cell) Verbatim() string {
	if c.Other != "" {
		return c.Other
	}
	return c.Text
}

// Row is a row of cells.
type Row struct {
	Cells []Cell
	Line  int // in its file or sheet, from 1
}

// Empty reports whether nothing stands in a row.
func (r Row) Empty() bool {
	return !slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Text != "" })
}

// Sheet is one table of a file.
type Sheet struct {
	Name string // "" in a file of text
	Rows []Row
	Text bool // it is of a file of text: a cell has a line and a column there, and no name
}

// Place names a cell as the people who look at the file know it.
func (s *Sheet) Place(row, column int) string {
	if row < 0 || row >= len(s.Rows) {
		return s.Name
	}
	if s.Text {
		return fmt.Sprintf("line %d", s.Rows[row].Line)
	}
	name := fmt.Sprintf("%s%d", ColumnName(column), s.Rows[row].Line)
	if s.Name != "" {
		name = s.Name + "!" + name
	}
	return name
}

// ColumnName is the name of a column in a workbook: A, B, …, AA.
func ColumnName(index int) (name string) {
	for index >= 0 {
		name = string(rune('A'+index%26)) + name
		index = index/26 - 1
	}
	return name
}

// Options say how a file is read. What is empty is found out.
type Options struct {
	Encoding  string // by the names of the WHATWG
	Delimiter string // of text; of two characters either parts cells
	Resource  string // of a data package
	Lines     []Line // of text
}

// Line puts another line in the place of one of a text.
type Line struct {
	Number   int // from 1
	From, To string
}

// Mismatch is the error of a line in whose place something else stands than is said.
type Mismatch struct{ Index int } // of Options.Lines

func (m *Mismatch) Error() string { return "the line is another one" }

// Ambiguous is an error that only somebody who knows the file can settle.
type Ambiguous struct {
	Key     string   // what is to be said
	Choices []string // between which
	Text    string
}

func (a *Ambiguous) Error() string { return a.Text }

// Limits of what is read, in bytes and cells: larger files are taken for a mistake.
const (
	MaxFile  = 64 << 20
	maxCells = 8 << 20
)

// Read reads the sheets of a file. name tells its kind; with a delimiter it is text, whatever its name.
func Read(name string, data []byte, o Options) ([]*Sheet, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("the file is larger than %d MB", MaxFile>>20)
	}
	switch ext := strings.ToLower(path.Ext(name)); {
	case o.Delimiter != "" || ext == ".csv" || ext == ".tsv" || ext == ".txt" || ext == ".tab":
		return readText(data, o)
	case ext == ".ods":
		return readODS(data)
	case ext == ".json":
		return readJSON(data)
	case isZip(data):
		return readXLSX(data)
	case ext == ".xls" || ext == ".xlsx":
		if isCompound(data) {
			return nil, fmt.Errorf("this is a workbook of Excel before 2007: save it as .xlsx or .csv")
		}
		return readText(data, o)
	}
	return nil, fmt.Errorf("files are .csv, .tsv, .xlsx, .ods and .json")
}

func isZip(data []byte) bool {
	return strings.HasPrefix(string(data[:min(4, len(data))]), "PK\x03\x04")
}
func isCompound(data []byte) bool {
	return strings.HasPrefix(string(data[:min(4, len(data))]), "\xd0\xcf\x11\xe0")
}

// cell is a cell of some words.
func cell(text string) Cell {
	c := Cell{Text: Clean(text)}
	if c.Text != text {
		c.Other = text
	}
	return c
}

// Clean is a text in composed form, trimmed, with inner space as one.
func Clean(text string) string {
	if plain(text) {
		return text
	}
	return strings.Join(strings.Fields(norm.NFC.String(text)), " ")
}

// plain reports whether a text is clean as it is.
func plain(text string) bool {
	space := true
	for i := range len(text) {
		c := text[i]
		if c >= 0x80 || c < ' ' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || text == ""
}

// Named finds a sheet by its name; without one, the only one.
func Named(sheets []*Sheet, name string) (*Sheet, error) {
	if name == "" && len(sheets) == 1 {
		return sheets[0], nil
	}
	var names []string
	for _, s := range sheets {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
		names = append(names, s.Name)
	}
	if name != "" {
		return nil, fmt.Errorf("there is no sheet %q, but %s", name, strings.Join(names, ", "))
	}
	return nil, &Ambiguous{"sheet", names, "the file has several sheets: " + strings.Join(names, ", ")}
}
