package profile

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/tabular"
)

// How a file writes numbers can be told from some of them.
var (
	commaGroups = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$`)
	dotGroups   = regexp.MustCompile(`^[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?$`)
	manyDots    = regexp.MustCompile(`^[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?$|^[0-9]{1,3}\.[0-9]{3},[0-9]+$`)
	commaPart   = regexp.MustCompile(`^[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})$|^0,[0-9]+$|^[0-9]{4,},[0-9]+$`)
	oneComma    = regexp.MustCompile(`^[0-9]+,[0-9]+$`)
	dotPart     = regexp.MustCompile(`^[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})$|^[0-9]{4,}\.[0-9]+$|^0\.[0-9]+$`)
	manyCommas  = regexp.MustCompile(`^[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?$|^[0-9]{1,3},[0-9]{3}\.[0-9]+$`)
	decimals    = regexp.MustCompile(`^[0-9]+(?:\.[0-9]+)?$`)
	wholePart   = regexp.MustCompile(`^[0-9]+$`)
	clock       = regexp.MustCompile(`^([0-9]+):([0-5][0-9]):([0-5][0-9])$`)
	bounded     = regexp.MustCompile(`^[<>≤≥~]|^[0-9.,]+ ?[-–] ?[0-9.,]+$`)
	millions    = regexp.MustCompile(`^([0-9]+(?:[.,][0-9]+)?) ?M$`)
)

// fewDecimals is to how many decimals a number is rounded that a workbook has computed.
const fewDecimals = 6

// writing is how a part writes numbers.
type writing int

const (
	unsettled writing = iota
	points            // 1,234.5
	commas            // 1.234,5
	both              // some of each
)

// writingOf tells how a part writes numbers, of all its figures.
func writingOf(texts []string) (w writing, settledBy int) {
	settledBy = -1
	for i, text := range texts {
		text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
		switch {
		case manyDots.MatchString(text) || commaPart.MatchString(text):
			if w == points {
				return both, i
			}
			if w == unsettled {
				w, settledBy = commas, i
			}
		case manyCommas.MatchString(text) || dotPart.MatchString(text):
			if w == commas {
				return both, i
			}
			w = points
		}
	}
	return w, settledBy
}

// figure is a cell as a file of a profile has it.
type figure struct {
	text    string // "" for a blank
	told    string // what is to be told, or ""
	refused string // why it is no figure, or ""
}

// figureOf reads a figure as others write it.
func figureOf(m *report.PartMeasure, cell tabular.Cell, w writing, p *report.Profile) figure {
	text := cell.Text
	if text == "" {
		return figure{}
	}
	if m.Kind == report.KindHours {
		if f, ok := hoursOf(text, p); ok {
			return f
		}
	}
	if parts := millions.FindStringSubmatch(text); parts != nil && m.Kind == report.KindCount {
		n, ok := new(big.Rat).SetString(strings.ReplaceAll(parts[1], ",", "."))
		if ok {
			n.Mul(n, big.NewRat(1_000_000, 1))
			if _, wrong := Sound(m, plainOf(n)); wrong != "" {
				return figure{refused: wrong}
			}
			return figure{text: plainOf(n), told: "numbers in millions are written out"}
		}
	}
	return numberIn(m, cell, w)
}

// numberIn reads a cell that holds a number, or what is none.
func numberIn(m *report.PartMeasure, cell tabular.Cell, w writing) figure {
	text, bare, percent := cell.Text, cell.Text, false
	if rest, ok := strings.CutSuffix(text, "%"); ok && m.Kind == report.KindShare {
		bare, percent = strings.TrimSpace(rest), true
	}
	sign := ""
	if rest, ok := strings.CutPrefix(strings.Replace(bare, "\u2212", "-", 1), "-"); ok && m.Kind == report.KindPercent {
		bare, sign = rest, "-"
	}
	number, why := numberOf(m, bare, w, cell.Number)
	if why == "" && number == "" {
		switch {
		case bounded.MatchString(text):
			return figure{refused: "a limit or a range is no number"}
		case !strings.ContainsAny(text, "0123456789"):
			return figure{told: fmt.Sprintf("%q in the place of a figure is a blank", text)}
		}
		return figure{refused: "this is no number"}
	}
	if why != "" {
		return figure{refused: why}
	}
	return fitted(m, sign+number, percent, cell.Number)
}

// fitted is a number as a measure has it: a count whole, a share of one.
func fitted(m *report.PartMeasure, number string, percent, stored bool) figure {
	told := ""
	switch m.Kind {
	case report.KindCount:
		whole, part, _ := strings.Cut(number, ".")
		if strings.Trim(part, "0") != "" {
			return figure{refused: "counts are whole numbers"}
		}
		number = whole
	case report.KindShare:
		n, _ := new(big.Rat).SetString(number)
		if percent {
			n.Quo(n, big.NewRat(100, 1))
			number, told = plainOf(n), "shares in percent are divided by 100"
		}
		if n.Cmp(big.NewRat(1, 1)) > 0 {
			return figure{refused: "share or percent? a share is at most 1"}
		}
	}
	if _, part, _ := strings.Cut(number, "."); stored && len(part) > fewDecimals {
		n, _ := new(big.Rat).SetString(number)
		number = plainOf(report.Rounded(n, fewDecimals))
		told = fmt.Sprintf("long decimals of a workbook are rounded to %d", fewDecimals)
	}
	d, err := report.ParseDecimal(number)
	if err != nil {
		return figure{refused: "this number is too long"}
	}
	if m.Kind == report.KindShare {
		d = d.Shortest()
	}
	if _, text := Sound(m, d.String()); text != "" {
		return figure{refused: text}
	}
	return figure{text: d.String(), told: told}
}

// numberOf is a number with a point, of how a part writes them; why says why it can't be told.
func numberOf(m *report.PartMeasure, text string, w writing, stored bool) (number, why string) {
	switch {
	case stored && decimals.MatchString(text), wholePart.MatchString(text):
		return text, ""
	case w == commas && dotGroups.MatchString(text):
		return strings.Replace(strings.ReplaceAll(text, ".", ""), ",", ".", 1), ""
	case w == commas && oneComma.MatchString(text):
		return strings.Replace(text, ",", ".", 1), ""
	case w == points && commaGroups.MatchString(text):
		return strings.ReplaceAll(text, ",", ""), ""
	case w == points && decimals.MatchString(text):
		return text, ""
	case w == unsettled && commaGroups.MatchString(text) && m.Kind == report.KindCount: // of a count
		return strings.ReplaceAll(text, ",", ""), ""
	case w == unsettled && commaGroups.MatchString(text):
		return "", "one thousand or a decimal? no other number of the part settles it"
	case dotGroups.MatchString(text) && w != points:
		if m.Kind == report.KindCount && strings.HasSuffix(text, ".000") {
			return "", "thousands or decimals? no other number of the part settles it"
		}
		return "", "one thousand or a decimal? no other number of the part settles it"
	case commaPart.MatchString(text), commaGroups.MatchString(text), decimals.MatchString(text):
		if w == both {
			if dotPart.MatchString(text) {
				return text, ""
			}
			if manyCommas.MatchString(text) {
				return strings.ReplaceAll(text, ",", ""), ""
			}
			if commaPart.MatchString(text) {
				return strings.Replace(text, ",", ".", 1), ""
			}
			return "", "the part writes numbers in two ways, and this one can be either"
		}
		return text, ""
	}
	return "", ""
}

// hoursOf reads a time that a clock or a unit writes.
func hoursOf(text string, p *report.Profile) (figure, bool) {
	if m := clock.FindStringSubmatch(text); m != nil {
		var h, min, s int64
		fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &h, &min, &s)
		n := big.NewRat(h*3600+min*60+s, 3600)
		d, ok := report.DecimalOf(n, 4)
		return figure{text: d.Shortest().String(), told: "times of a clock are turned into hours"}, ok
	}
	for _, unit := range p.Import.Hours {
		rest, ok := strings.CutSuffix(strings.ToLower(text), strings.ToLower(unit))
		if rest = strings.TrimSpace(rest); ok && decimals.MatchString(rest) {
			return figure{text: decimalText(rest), told: "a unit behind hours is dropped"}, true
		}
	}
	return figure{}, false
}

func decimalText(text string) string {
	d, err := report.ParseDecimal(text)
	if err != nil {
		return ""
	}
	return d.Shortest().String()
}

// plainOf writes a fraction that has few decimals.
func plainOf(n *big.Rat) string {
	text := n.FloatString(12)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}
