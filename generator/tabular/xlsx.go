package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxUnpacked is how large a workbook may be unpacked, in bytes.
const maxUnpacked = 512 << 20

// readXLSX reads the sheets of a workbook that are not hidden.
func readXLSX(data []byte) (sheets []*Sheet, err error) {
	defer func() {
		if p := recover(); p != nil { // a damaged workbook
			sheets, err = nil, errors.New("the workbook can't be read")
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, fmt.Errorf("the workbook can't be read: %w", err)
	}
	defer book.Close()
	dates := &dateStyles{book: book, is: map[int]bool{}}
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		s, err := readSheet(book, name, dates)
		if err != nil {
			return nil, fmt.Errorf("the sheet %s can't be read: %w", name, err)
		}
		sheets = append(sheets, s)
	}
	if len(sheets) == 0 {
		return nil, errors.New("the workbook has no sheet that is shown")
	}
	return sheets, nil
}

func readSheet(book *excelize.File, name string, dates *dateStyles) (*Sheet, error) {
	stored, err := book.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	shown, err := book.GetRows(name)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Name: name}
	cells := 0
	for y, row := range stored {
		r := Row{Line: y + 1, Cells: make([]Cell, len(row))}
		for x, text := range row {
			words := ""
			if y < len(shown) && x < len(shown[y]) {
				words = shown[y][x]
			}
			at := ColumnName(x) + strconv.Itoa(y+1)
			if r.Cells[x], err = workbookCell(book, name, at, text, words, dates); err != nil {
				return nil, err
			}
		}
		if cells += len(row); cells > maxCells {
			return nil, errors.New("the file has too many cells")
		}
		s.Rows = append(s.Rows, r)
	}
	merged, err := book.GetMergeCells(name)
	if err != nil {
		return nil, err
	}
	for _, m := range merged {
		x1, y1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		x2, y2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 == nil && err2 == nil {
			s.spread(y1-1, x1-1, y2-1, x2-1)
		}
	}
	return s, nil
}

// spread puts what stands in the first cell of an area into all of it.
func (s *Sheet) spread(top, left, bottom, right int) {
	if top >= len(s.Rows) || left >= len(s.Rows[top].Cells) {
		return
	}
	value := s.Rows[top].Cells[left]
	if value.Text == "" {
		return
	}
	for y := top; y <= min(bottom, len(s.Rows)-1); y++ {
		for x := left; x <= min(right, left+1000); x++ {
			for len(s.Rows[y].Cells) <= x {
				s.Rows[y].Cells = append(s.Rows[y].Cells, Cell{})
			}
			s.Rows[y].Cells[x] = value
		}
	}
}

// workbookCell is a cell of a workbook, of which text is stored and words are shown.
func workbookCell(book *excelize.File, sheet, at, text, words string, dates *dateStyles) (Cell, error) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || text == "" {
		return cell(text), nil
	}
	kind, err := book.GetCellType(sheet, at)
	if err != nil {
		return Cell{}, err
	}
	if kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		return cell(text), nil
	}
	if !strings.ContainsAny(words, "0123456789") && words != "" {
		return cell(words), nil
	}
	if text, ok, err := dates.zero(sheet, at, number); err != nil || ok {
		return cell(text), err
	}
	if is, err := dates.times(sheet, at); err != nil {
		return Cell{}, err
	} else if is {
		return cell(words), nil
	}
	if is, err := dates.of(sheet, at); err != nil {
		return Cell{}, err
	} else if is {
		if day, err := excelize.ExcelDateToTime(number, false); err == nil {
			return Cell{Text: strings.TrimSuffix(day.Format("2006-01-02 15:04"), " 00:00")}, nil
		}
	}
	return Cell{Text: decimals(text), Number: true}, nil
}

// decimals is a stored number without what binary fractions add to it, and without an exponent.
func decimals(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// dateStyles tells which styles show dates.
type dateStyles struct {
	book *excelize.File
	is   map[int]bool
}

var (
	notDate    = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)
	elapsed    = regexp.MustCompile(`(?i)\[[hms]+\]`)
	timePart   = regexp.MustCompile(`(?i)[hs]`)
	dayPart    = regexp.MustCompile(`(?i)[yd]`)
	shownTimes = map[int]bool{18: true, 19: true, 20: true, 21: true, 45: true, 46: true, 47: true}
	datePart   = regexp.MustCompile(`(?i)[ymd]`)
	shownDates = map[int]bool{14: true, 15: true, 16: true, 17: true, 22: true, 27: true, 28: true, 29: true, 30: true,
		31: true, 36: true, 50: true, 51: true, 52: true, 53: true, 54: true, 57: true, 58: true}
)

// zero is what a cell shows for a zero, where its format has words for it.
func (d *dateStyles) zero(sheet, at string, number float64) (string, bool, error) {
	if number != 0 {
		return "", false, nil
	}
	index, err := d.book.GetCellStyle(sheet, at)
	if err != nil {
		return "", false, err
	}
	style, err := d.book.GetStyle(index)
	if err != nil || style.CustomNumFmt == nil {
		return "", false, err
	}
	sections := strings.Split(*style.CustomNumFmt, ";")
	if len(sections) < 3 || strings.ContainsAny(notDate.ReplaceAllString(sections[2], ""), "0#") {
		return "", false, nil
	}
	shown := strings.NewReplacer(`"`, "", `\`, "", "_)", "", "_(", "", "_-", "", "* ", "", "?", "").Replace(sections[2])
	return shown, strings.TrimSpace(shown) != "", nil
}

// times reports whether a cell shows a time of a day, or a length of time, and no day.
func (d *dateStyles) times(sheet, at string) (bool, error) {
	index, err := d.book.GetCellStyle(sheet, at)
	if err != nil {
		return false, err
	}
	style, err := d.book.GetStyle(index)
	if err != nil {
		return false, err
	}
	if custom := style.CustomNumFmt; custom != nil {
		plain := notDate.ReplaceAllString(elapsed.ReplaceAllString(*custom, "h"), "")
		return timePart.MatchString(plain) && !dayPart.MatchString(plain), nil
	}
	return shownTimes[style.NumFmt], nil
}

func (d *dateStyles) of(sheet, at string) (bool, error) {
	index, err := d.book.GetCellStyle(sheet, at)
	if err != nil {
		return false, err
	}
	if is, known := d.is[index]; known {
		return is, nil
	}
	style, err := d.book.GetStyle(index)
	if err != nil {
		return false, err
	}
	is := shownDates[style.NumFmt]
	if custom := style.CustomNumFmt; custom != nil {
		is = datePart.MatchString(notDate.ReplaceAllString(*custom, ""))
	}
	d.is[index] = is
	return is, nil
}
