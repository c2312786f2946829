package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// readText reads a file of text.
func readText(data []byte, o Options) ([]*Sheet, error) {
	text, err := decode(data, o.Encoding)
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if text, err = mended(text, o.Lines); err != nil {
		return nil, err
	}
	delimiter := o.Delimiter
	if delimiter == "" {
		if delimiter, err = Delimiter(text); err != nil {
			return nil, err
		}
	}
	rows, err := split(text, delimiter)
	if err != nil {
		return nil, err
	}
	return []*Sheet{{Rows: rows, Text: true}}, nil
}

// mended is a text with other lines in the place of some.
func mended(text string, lines []Line) (string, error) {
	if len(lines) == 0 {
		return text, nil
	}
	all := strings.Split(text, "\n")
	for i, l := range lines {
		if l.Number < 1 || l.Number > len(all) || all[l.Number-1] != l.From {
			return "", &Mismatch{Index: i}
		}
		all[l.Number-1] = l.To
	}
	return strings.Join(all, "\n"), nil
}

// decode is a file's text. Without the name of its encoding, it is UTF-8, UTF-16 with a mark at its
// beginning, or what its bytes alone can be.
func decode(data []byte, name string) (string, error) {
	if name != "" {
		e, err := htmlindex.Get(name)
		if err != nil {
			return "", fmt.Errorf("there is no encoding %q", name)
		}
		return decoded(data, e)
	}
	found, err := Encoding(data)
	if err != nil {
		return "", err
	}
	if found == "utf-8" {
		return string(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
	}
	e, _ := htmlindex.Get(found)
	return decoded(data, e)
}

func decoded(data []byte, e encoding.Encoding) (string, error) {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", err
	}
	if bytes.ContainsRune(text, utf8.RuneError) && !bytes.ContainsRune(data, utf8.RuneError) {
		return "", errors.New("the file is not in this encoding")
	}
	return strings.TrimPrefix(string(text), "\ufeff"), nil
}

// Encoding is the name of the encoding of a file of text, or an Ambiguous error.
func Encoding(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")) || bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return "", errors.New("the file is UTF-32: save it as UTF-8")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return "utf-16le", nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "utf-16be", nil
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return "utf-8", nil
	}
	var possible []string
	pairs := paired(data)
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err == nil && pairs >= 0.8 && ofScript(text, unicode.Han) {
		possible = append(possible, "gb18030")
	}
	text, err = charmap.Windows1252.NewDecoder().Bytes(data)
	if err == nil && pairs <= 0.5 && ofScript(text, unicode.Latin) {
		possible = append(possible, "windows-1252")
	}
	if len(possible) == 1 {
		return possible[0], nil
	}
	return "", &Ambiguous{"encoding", append(possible, "windows-1251", "shift_jis", "big5"),
		"the file is no UTF-8, and its bytes don't tell in which encoding it is"}
}

// paired is the share of the bytes beyond ASCII that stand beside another one: high where a letter takes
// two of them.
func paired(data []byte) float64 {
	all, beside := 0, 0
	for i, c := range data {
		if c < 0x80 {
			continue
		}
		if all++; i > 0 && data[i-1] >= 0x80 || i+1 < len(data) && data[i+1] >= 0x80 {
			beside++
		}
	}
	return float64(beside) / float64(max(1, all))
}

// ofScript reports whether what a text has beyond ASCII is nearly all of a script, and its letters stand
// beside others of it: so that bytes of another encoding, which give odd signs, are not taken for it.
func ofScript(text []byte, script *unicode.RangeTable) bool {
	letters, odd := 0, 0
	before := ' '
	for _, r := range string(text) {
		switch {
		case r < 0x80:
		case r == utf8.RuneError:
			return false
		case unicode.Is(script, r):
			// A capital inside a word in small letters is what bytes of another encoding look like.
			if letters++; unicode.IsUpper(r) && unicode.IsLower(before) {
				odd++
			}
		case unicode.IsPunct(r) || unicode.Is(unicode.Common, r):
			odd++
		default:
			odd += 2
		}
		before = r
	}
	return letters > 0 && odd*2 <= letters
}

// delimiters are those that part cells, the usual ones first.
var delimiters = []string{",", ";", "\t", "|"}

// Delimiter is what parts the cells of a text: the one by which most lines in a row have one number of cells.
func Delimiter(text string) (string, error) {
	sample := text
	if len(sample) > 1<<16 {
		sample = sample[:1<<16]
		sample = sample[:strings.LastIndexByte(sample, '\n')+1]
	}
	best, second := "", 0
	most := 0
	for _, d := range delimiters {
		rows, err := split(sample, d)
		if err != nil {
			continue
		}
		run, longest, cells := 0, 0, 0 // of lines with as many cells, one behind the other: titles and notes are others
		for i, r := range rows {
			if run++; i > 0 && len(r.Cells) != len(rows[i-1].Cells) {
				run = 1
			}
			if n := len(r.Cells); n > 1 && (run > longest || run == longest && n > cells) {
				longest, cells = run, n
			}
		}
		score := 0
		if cells > 1 {
			score = longest*1000/max(1, len(rows)) + min(cells, 200)
		}
		switch {
		case score > most:
			best, second, most = d, most, score
		case score > second:
			second = score
		}
	}
	if best == "" {
		return "", &Ambiguous{"delimiter", delimiters, "nothing tells what parts the cells of a line"}
	}
	if best == "\t" && commaInFirst(sample) {
		return ",\t", nil
	}
	return best, nil
}

// commaInFirst reports whether the first cells of lines parted by tabs hold several words parted by
// commas, as many in each.
func commaInFirst(text string) bool {
	n := -1
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		first, _, _ := strings.Cut(line, "\t")
		if commas := strings.Count(first, ","); n >= 0 && commas != n || commas == 0 || strings.Contains(first, `"`) {
			return false
		} else {
			n = commas
		}
	}
	return n > 0
}

// split cuts a text into rows. Lines without anything are rows too.
func split(text, delimiter string) ([]Row, error) {
	letters := []rune(delimiter)
	if len(letters) == 2 {
		text, letters = strings.ReplaceAll(text, string(letters[0]), string(letters[1])), letters[1:]
	}
	if len(letters) != 1 || letters[0] == '"' || letters[0] == '\n' {
		return nil, fmt.Errorf("the delimiter %q is not one character, or two", delimiter)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = letters[0], -1, true, true
	var rows []Row
	cells, line, ended, from := 0, 1, 0, int64(0)
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		at, _ := r.FieldPos(0)
		for ; line < at; line++ {
			rows = append(rows, Row{Line: line})
		}
		row := Row{Line: at, Cells: make([]Cell, len(record))}
		for i, field := range record {
			row.Cells[i] = cell(field)
			row.Cells[i].Line, row.Cells[i].Col = r.FieldPos(i)
		}
		if cells += len(record); cells > maxCells {
			return nil, errors.New("the file has too many cells")
		}
		rows = append(rows, row)
		ended += strings.Count(text[from:r.InputOffset()], "\n")
		from, line = r.InputOffset(), max(ended, at)+1
	}
	return rows, nil
}
