package load

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type cellFile struct {
	Value  *strict.Node `toml:"value"`
	Note   strict.Value `toml:"note"`
	Source strict.Value `toml:"source"`
	Node   *strict.Node
}

// cell reads a cell: a number, the short form, or a table of value, note and
// source. No message repeats what stands in it.
func (r *datasetReader) cell(m *report.Measure, f field, sources []*report.Source) raw.Cell {
	c := raw.Cell{Pos: f.pos, Cell: report.Cell{Sources: sources}}
	if f.node != nil && f.node.Kind == strict.Table {
		var file cellFile
		if !f.node.Decode(&file, r.problems) {
			return c
		}
		if file.Source.Set() {
			c.Cell.Sources = r.sourceList(file.Source.Text, file.Source.Pos())
		}
		if file.Note.Set() {
			c.Cell.Note = r.textOf(file.Note, r.header.ID)
		}
		if file.Value == nil {
			r.problems.Addf(f.pos, "value is missing")
			return c
		}
		f = fieldOf(file.Value)
	}
	if f.node != nil && f.node.Kind != strict.String && f.node.Kind != strict.Integer && f.node.Kind != strict.Float {
		r.problems.Addf(f.pos, "a cell is a number or a string, but this is %s", f.node.Kind)
		return c
	}
	if problem, hint := readCell(m, f.text, &c.Cell); problem != "" {
		r.problems.Hintf(f.pos, hint, "%s", problem)
	}
	return c
}

var shortForm = regexp.MustCompile(`^\s*(>=|<=|>|<|~)?\s*([^\[\]\s]*)\s*((?:\[[a-z]+\]\s*)*)$`)

// readCell reads the short form into c, or says what is wrong.
func readCell(m *report.Measure, text string, c *report.Cell) (problem, hint string) {
	if strings.TrimSpace(text) == "" {
		return "the cell is empty", `an unknown value is written "[x]", one that does not apply "[z]"`
	}
	parts := shortForm.FindStringSubmatch(text)
	if parts == nil {
		return "this is not a cell", `write a number, a bound like ">500", or marks like "12 [p]"`
	}
	bound, value := report.Bound(parts[1]), parts[2]
	for mark := range strings.FieldsSeq(strings.NewReplacer("[", " ", "]", " ").Replace(parts[3])) {
		if !slices.Contains(report.Marks(), mark) {
			return fmt.Sprintf("there is no mark [%s]", mark), source.DidYouMean(mark, report.Marks())
		}
		switch mark {
		case "x":
			c.State = report.Missing
		case "z":
			c.State = report.NotApplicable
		case "c":
			c.State = report.Suppressed
		default:
			c.Marks = append(c.Marks, mark)
		}
	}
	if value == "" {
		if alone := []string{"low", "u"}; bound == report.Exact && c.State == report.Number &&
			len(c.Marks) == 1 && slices.Contains(alone, c.Marks[0]) {
			c.State = report.Missing // the mark stands in place of a figure
		}
		if c.State == report.Number || bound != report.Exact {
			return "the cell has a mark but no value", `only "[x]", "[z]", "[c]", "[low]" and "[u]" stand alone`
		}
		return "", ""
	}
	if c.State != report.Number {
		return "a cell with [x], [z] or [c] has no value", "take out one of the two"
	}
	if m.Rating() {
		grade := m.Grade(value)
		if grade == nil || bound != report.Exact {
			return fmt.Sprintf("%s is no grade of %s", unlessNumber(value), m.ID), source.DidYouMean(value, gradeIDs(m))
		}
		c.State, c.Grade = report.Rated, value
		return "", ""
	}
	if low, high, isRange := strings.Cut(value, string(report.Between)); isRange {
		return readRange(m, bound, low, high, c)
	}
	c.Bound = bound
	c.Value, problem, hint = readNumber(m, value, bound)
	return problem, hint
}

// readNumber reads the number of a cell with a bound.
func readNumber(m *report.Measure, text string, bound report.Bound) (number report.Decimal, problem, hint string) {
	number, err := report.ParseDecimal(text)
	if err != nil {
		return number, "the cell is " + err.Error(), `an unknown value is written "[x]"`
	}
	ok := true
	if number.Places() > m.Decimals && bound != report.About { // 303.0 is a whole number; 582 stays 582 beside 582.28
		number, ok = number.WithPlaces(m.Decimals)
	}
	if !ok {
		return number, fmt.Sprintf("the cell has more decimals than the %d of %s", m.Decimals, m.ID),
			"give the measure decimals = N"
	}
	if m.People && number.Sign() < 0 {
		return number, "a count of people can't be negative", ""
	}
	return number, "", ""
}

// readRange reads a cell like "0..249".
func readRange(m *report.Measure, bound report.Bound, low, high string, c *report.Cell) (problem, hint string) {
	switch {
	case bound != report.Exact:
		return "a range has no sign before it", `write "0..249"`
	case m.People:
		return "a count of people is no range: what is withheld is worked out of numbers",
			`write a bound like "<=249", or "[x]"`
	}
	c.Bound = report.Between
	if c.Value, problem, hint = readNumber(m, low, c.Bound); problem == "" {
		c.High, problem, hint = readNumber(m, high, c.Bound)
	}
	if problem == "" && c.Value.Cmp(c.High) >= 0 {
		return "the range ends before it begins", `write the lesser number first, like "0..249"`
	}
	return problem, hint
}

func gradeIDs(m *report.Measure) []string {
	var ids []string
	for _, g := range m.Scale {
		ids = append(ids, g.ID)
	}
	return ids
}
