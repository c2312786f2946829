package tabular

import (
	"regexp"
	"strings"
)

// Figures says how a file writes numbers.
type Figures struct {
	Decimal string            // "." unless said
	Group   string            // between thousands, "" for none
	Range   string            // between the ends of a range, "" for none
	Symbols map[string]string // what stands in place of a number, or behind one, and its short form
}

var (
	shortCell = regexp.MustCompile(`^(>=|<=|>|<|~)?(-?[0-9]+(?:\.[0-9]+)?)?((?: ?\[[a-z]+\])*)$`)
	exponent  = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?)[eE][+-]?[0-9]+$`)
)

// longCell is from how many bytes a cell is no figure with a symbol behind it.
const longCell = 64

// Short is a cell in the short form of a dataset's file; false where it is none by these rules.
func (f *Figures) Short(c Cell) (string, bool) {
	if c.Number {
		return c.Text, true
	}
	text := c.Text
	if short, ok := f.symbol(text); ok {
		return short, true
	}
	if number, ok := f.number(text); ok {
		return number, true
	}
	// A symbol may stand behind a number, with a space or without.
	for at := len(text) - 1; at > 0 && len(text) < longCell; at-- {
		if number, ok := f.number(strings.TrimSpace(text[:at])); ok {
			if mark, ok := f.symbol(strings.TrimSpace(text[at:])); ok && strings.HasPrefix(mark, "[") {
				return number + " " + mark, true
			} else if ok && mark == "" {
				return number, true
			}
		}
	}
	if f.Range != "" {
		if low, high, ok := strings.Cut(text, f.Range); ok {
			from, ok1 := f.number(strings.TrimSpace(low))
			to, ok2 := f.number(strings.TrimSpace(high))
			return from + ".." + to, ok1 && ok2
		}
	}
	if shortCell.MatchString(text) && strings.ContainsAny(text, "[0123456789") && f.Decimal != "," {
		return text, true
	}
	return "", false
}

// symbol is what a symbol means, whatever its letters' case.
func (f *Figures) symbol(text string) (string, bool) {
	if short, ok := f.Symbols[text]; ok {
		return short, true
	}
	for symbol, short := range f.Symbols {
		if strings.EqualFold(symbol, text) {
			return short, true
		}
	}
	return "", false
}

// number is a number with a point and without groups.
func (f *Figures) number(text string) (string, bool) {
	sign := ""
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		text, sign = inner[:len(inner)-1], "-"
	}
	for _, bound := range []string{">=", "<=", ">", "<", "~", "≥", "≤", "≈"} {
		if rest, ok := strings.CutPrefix(text, bound); ok && sign == "" {
			text = strings.TrimSpace(rest)
			sign = map[string]string{"≥": ">=", "≤": "<=", "≈": "~"}[bound]
			if sign == "" {
				sign = bound
			}
			break
		}
	}
	text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	if rest, ok := strings.CutPrefix(strings.Replace(text, "\u2212", "-", 1), "-"); ok {
		if sign == "-" {
			return "", false
		}
		text, sign = rest, sign+"-"
	}
	text = strings.TrimPrefix(text, "+")
	if exponent.MatchString(text) && f.Group != "." {
		return sign + decimals(text), true
	}
	decimal := f.Decimal
	if decimal == "" {
		decimal = "."
	}
	whole, part, hasPart := strings.Cut(text, decimal)
	whole, ok := f.ungrouped(whole)
	if !ok || hasPart && !digits(part) {
		return "", false
	}
	if hasPart {
		return sign + whole + "." + part, true
	}
	return sign + whole, true
}

// ungrouped takes the signs between thousands out of a whole number.
func (f *Figures) ungrouped(text string) (string, bool) {
	for _, group := range []string{f.Group, " ", "\u00a0", "\u202f", "\u2009", "'", "’"} {
		if group == "" || !strings.Contains(text, group) {
			continue
		}
		parts := strings.Split(text, group)
		for i, part := range parts {
			if !digits(part) || i > 0 && len(part) != 3 || i == 0 && len(part) > 3 {
				return "", false
			}
		}
		return strings.Join(parts, ""), true
	}
	return text, digits(text)
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
