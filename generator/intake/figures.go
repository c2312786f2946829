package intake

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/tabular"
)

// numbers finds how the file writes numbers, and what its symbols mean.
func (m *maker) numbers() error {
	w := &writing{}
	where := map[string][2]int{}
	for c := range m.kinds {
		if k := m.kinds[c]; !k.figure && (k.marks == 0 || k.marks < k.filled) {
			continue
		}
		for i, r := range m.Table.Records {
			cell := r[c]
			if cell.Number {
				continue
			}
			if m.isMark(cell.Text) || cell.Text == "" {
				if _, seen := where[cell.Text]; !seen {
					where[cell.Text] = [2]int{i, c}
				}
				continue
			}
			number, flag := m.flagged(cell.Text)
			if flag != "" {
				if _, seen := where["\x00"+flag]; !seen {
					where["\x00"+flag] = [2]int{i, c}
				}
			}
			w.look(number, i, c)
		}
	}
	if err := m.signs(w); err != nil {
		return err
	}
	for _, symbol := range slices.Sorted(maps.Keys(where)) {
		at := where[symbol]
		if err := m.symbol(symbol, m.sheet.Place(m.Table.Rows[at[0]], at[1])); err != nil {
			return err
		}
	}
	m.figures = tabular.Figures{Decimal: m.Said.Decimal, Group: m.Said.Group, Symbols: m.Symbols}
	return nil
}

// symbol decides what a symbol means.
func (m *maker) symbol(symbol, where string) error {
	flag, isFlag := strings.CutPrefix(symbol, "\x00")
	if isFlag {
		symbol = flag
	}
	if said, ok := m.Said.Symbols[symbol]; ok {
		m.Symbols[symbol] = said
		return nil
	}
	if isFlag {
		m.Symbols[symbol] = m.habits.Flags[strings.ToLower(symbol)]
		m.assume("%q behind a figure is %s", symbol, m.Symbols[symbol])
		return nil
	}
	if meaning, ok := m.habits.Symbols[strings.ToLower(symbol)]; ok {
		m.Symbols[symbol] = meaning
		if symbol == "" {
			m.assume("an empty cell is a figure that is not available")
		} else {
			m.assume("%q in place of a figure is %s", symbol, meaning)
		}
		return nil
	}
	return &Unclear{Key: "symbol", Choices: []string{symbol + "=[x]", symbol + "=0", symbol + "=[c]"}, Where: where,
		Text: fmt.Sprintf("%q stands in place of a figure: is it not available, zero, or withheld?", symbol)}
}

// writing is what numbers show of the signs between their digits.
type writing struct {
	comma, point evidence
	doubt        [2]int
}

// evidence is what a sign was seen to be.
type evidence struct{ group, decimal, either int }

var (
	groupedBy  = regexp.MustCompile(`^[0-9]{1,3}([.,])[0-9]{3}$`)
	manyGroups = regexp.MustCompile(`^[0-9]{1,3}([.,][0-9]{3}){2,}$`)
)

func (w *writing) of(sign byte) *evidence {
	if sign == ',' {
		return &w.comma
	}
	return &w.point
}

func (w *writing) look(text string, record, column int) {
	text = strings.Trim(text, "()+-−%<>≥≤~≈= ")
	comma, point := strings.LastIndexByte(text, ','), strings.LastIndexByte(text, '.')
	switch {
	case comma < 0 && point < 0:
	case comma >= 0 && point >= 0:
		last, first := byte('.'), byte(',')
		if comma > point {
			last, first = first, last
		}
		w.of(last).decimal++
		w.of(first).group++
	case manyGroups.MatchString(text):
		w.of(text[max(comma, point)]).group++
	case groupedBy.MatchString(text) && text[0] != '0':
		e := w.of(text[max(comma, point)])
		if e.either == 0 {
			w.doubt = [2]int{record, column}
		}
		e.either++
	default:
		w.of(text[max(comma, point)]).decimal++
	}
}

// signs decides which sign stands before decimals, and which between thousands.
func (m *maker) signs(w *writing) error {
	if m.Said.Decimal != "" || m.Said.Group != "" {
		return nil
	}
	for sign, e := range map[string]*evidence{",": &w.comma, ".": &w.point} {
		if e.group > 0 && e.decimal > 0 {
			return &Unclear{Key: "decimal", Choices: []string{".", ","},
				Text: fmt.Sprintf("%q stands before decimals in some numbers and between thousands in others", sign)}
		}
	}
	switch {
	case w.comma.decimal > 0:
		m.Said.Decimal = ","
		m.assume("numbers are written with a decimal comma")
		if w.point.group > 0 || w.point.either > 0 {
			m.Said.Group = "."
		}
	case w.comma.group > 0 || w.comma.either > 0 && (w.point.decimal > 0):
		m.Said.Group = ","
		m.assume("a comma stands between thousands")
	case w.point.group > 0:
		m.Said.Group, m.Said.Decimal = ".", ","
		m.assume("a point stands between thousands")
	case w.comma.either > 0:
		return m.unclearSign(w, ",")
	case w.point.either > 0 && w.point.decimal == 0:
		return m.unclearSign(w, ".")
	}
	return nil
}

func (m *maker) unclearSign(w *writing, sign string) error {
	return &Unclear{Key: "decimal", Choices: []string{".", ","},
		Where: m.sheet.Place(m.Table.Rows[w.doubt[0]], w.doubt[1]),
		Text: fmt.Sprintf("numbers have three digits behind a %q: does it stand before decimals "+
			"or between thousands?", sign)}
}
