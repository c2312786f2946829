package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vitrine/generator/source"
)

// Profile is what a law or a body asks a report to hold, and in which files.
type Profile struct {
	ID              string
	Title           string
	Law             string
	Name            string            // the id of the answer by which a report is named
	PublishedAnswer string            // of the day of its publication, or ""
	PreviousAnswer  string            // of the day of the report before, or ""
	Deadline        string            // from the end of the period, in ISO 8601 like P2M; "" for none
	Keep            string            // how long every version stays public; "" for nothing said
	Changes         ChangesFile       // what tells what an update changes
	Withheld        string            // what stands beside a figure that is withheld to protect people
	Set             map[string]string // what stands in each cell of a column: {answer}, {period.start}, {period.end}
	Answers         []*Answer
	Applies         Applies
	Parts           []*Part
	Checks          []*PartCheck
	Rules           []*Rule
	Import          Import
}

// Import is what an importer of files that others published has to know of their words.
type Import struct {
	Placeholders []string // what stands in blank templates: it says nothing
	Hours        []string // what may stand behind a number of hours
	Contexts     []string // headings of columns that the form lacks, and whose texts are kept as notes
	Hints        []Hint
	Broken       string // why a rule that others broke is declared: {message} and {paragraph}
	Rounded      string // why a gap that is rounding is declared
}

// Reason is why a rule that others broke is declared.
func (i *Import) Reason(message, paragraph string) string {
	return strings.NewReplacer("{message}", message, "{paragraph}", paragraph).Replace(i.Broken)
}

// Hint is words beside a figure that make one ask.
type Hint struct {
	Kind  string // of measure
	Words []string
	Text  string // what is told
}

// ChangesFile is the file of an exchange form that tells what an update changes: its name without an ending,
// and the headings of its date, part, row, column, figures before and after, reason, and who changed it.
type ChangesFile struct {
	File    string
	Columns []string
}

// Answer is something that a profile asks of a report as a whole.
type Answer struct {
	ID, Title string
	Kind      string // text, choice, period or date
	Optional  bool
	Choices   []string
}

// Applies says which rows are for whom.
type Applies struct {
	Column string // its heading; "" where every row is for all
	Answer string // the id of the answer that decides
	Words  []*AppliesWord
}

// AppliesWord is a word of the column, and the answers that it is for.
type AppliesWord struct {
	ID, Word string
	Answers  []string
}

// Part is one table of a report, and one file of its exchange form.
type Part struct {
	ID, Title  string
	File       string   // its name without an ending
	Columns    []string // headings in order; "*" stands for those of measures, then those of what is said of them
	Set        map[string]string
	By         string // the column whose words tell measures apart; "" where each has its own
	Length     int    // the most characters of a text; 0 for any
	Rows       []PartRows
	Dimensions []*PartDimension
	Measures   []*PartMeasure
}

// PartRows are rows of a part: for each of some members all of some measures.
type PartRows struct {
	Applies  string   // the id of a word of Applies; "" for all
	Members  []string // of the first dimension; nil for all
	Measures []int    // nil where a row has all of them
	Optional bool     // they may be left out of a file
}

// PartDimension is a key of a part's rows.
type PartDimension struct {
	ID, Title string
	Kind      string // of a dimension; text for the lines of a part of texts
	Column    string
	Describe  string // the column in which further members are described; "" for none
	Label     string // the column of labels, or ""
	Titles    string // the column of titles, or ""
	Total     string
	Format    []string // how a period is written, where there are no codes
	Nested    bool     // rows of parts follow the row of their whole, so that one word may stand under each
	Some      bool     // members without figures have no rows
	Codes     []*Code
	Unlike    []*Code // of another list, with which they could be mistaken
}

// Code is a member of a dimension as a profile knows it.
type Code struct {
	ID    string
	In    string // the code that it is a part of, or ""
	CSV   string // the word for it in files
	Label string
	Title string
	Value string   // of a line whose text is made of answers
	Also  []string // other words that are accepted
	More  bool     // further rows with its word and a description are members too
	Extra bool     // it is such a further member; Title describes it
}

// Kinds of measures of parts.
const (
	KindCount     = "count"     // a whole number, at least 0
	KindHours     = "hours"     // a time in hours, at least 0; never added up
	KindShare     = "share"     // from 0 to 1 in files, in percent on pages
	KindPercent   = "percent"   // in percent in files and on pages
	KindText      = "text"      // a text
	KindAttribute = "attribute" // a word on the row
)

// PartMeasure is what is counted or said in the rows of a part.
type PartMeasure struct {
	ID, Title, Unit string
	Kind            string
	Column          string
	Context         string // the column of what is said of it, or ""
	Word            string // of the column By
	PartOf          string
}

// PartCheck is a rule of a profile that the program knows: its name, and how its problem is told.
type PartCheck struct {
	Check     string
	Parts     []string // nil for all
	Paragraph string
	Message   string
}

// Rule is a rule of a profile that is written as claims over the measures of a row.
type Rule struct {
	ID        string
	Parts     []string
	When      string // a claim: the rule is for rows in which it surely holds; "" for all
	Holds     []string
	Paragraph string
	Message   string
	Advice    bool // it is told, and stops nothing
}

// Report is a report of which datasets and articles of the site are parts.
type Report struct {
	ID      string
	Pos     source.Pos
	Profile *Profile
	Answers map[string]string
	Places  Places            // of the answers
	Period  Period            // the zero Period where the profile asks for none
	Texts   map[string]string // of lines, by part/line
	Except  map[string]string // parts that it lacks and lines that are too long, and why
}

// Part finds a part, or returns nil.
func (p *Profile) Part(id string) *Part {
	return find(p.Parts, func(x *Part) bool { return x.ID == id })
}

// Check finds how a rule is told of a part, or returns nil.
func (p *Profile) Check(name, part string) *PartCheck {
	for _, c := range p.Checks {
		if c.Check == name && (c.Parts == nil || slices.Contains(c.Parts, part)) {
			return c
		}
	}
	return nil
}

// Told is a problem of a part with the rule that it breaks, and the paragraph of that.
func (p *Profile) Told(text, check, part string) string {
	if c := p.Check(check, part); c != nil {
		return text + " (" + c.Paragraph + ": " + c.Message + ")"
	}
	return text
}

// OfTexts reports whether a part holds texts and no figures.
func (p *Part) OfTexts() bool {
	return !slices.ContainsFunc(p.Measures, func(m *PartMeasure) bool { return m.Kind != KindText })
}

// Measure is the index of a measure, or -1.
func (p *Part) Measure(id string) int {
	return slices.IndexFunc(p.Measures, func(m *PartMeasure) bool { return m.ID == id })
}

// Headings are the headings of a part's file, in order.
func (p *Part) Headings() (list []string) {
	for _, c := range p.Columns {
		if c != "*" {
			list = append(list, c)
			continue
		}
		for _, m := range p.Measures {
			if !slices.Contains(list, m.Column) && !slices.Contains(p.Columns, m.Column) {
				list = append(list, m.Column)
			}
		}
		for _, m := range p.Measures {
			if m.Context != "" && !slices.Contains(list, m.Context) {
				list = append(list, m.Context)
			}
		}
	}
	return list
}

// Code finds a code by its id, or returns nil.
func (d *PartDimension) Code(id string) *Code {
	return find(d.Codes, func(c *Code) bool { return c.ID == id })
}

// Concerns reports whether rows are for a report: whether its answer is among those of their word.
func (r *Report) Concerns(rows PartRows) bool {
	if rows.Applies == "" {
		return true
	}
	for _, w := range r.Profile.Applies.Words {
		if w.ID == rows.Applies {
			return slices.Contains(w.Answers, r.Answers[r.Profile.Applies.Answer])
		}
	}
	return true
}

// TooLong says that a text of a line, by part/line, has more characters than its part allows, unless that is
// declared; "" where it has not.
func (r *Report) TooLong(name, text string) string {
	part, _, _ := strings.Cut(name, "/")
	p := r.Profile.Part(part)
	_, declared := r.Except[name]
	if declared || p == nil || p.Length == 0 || utf8.RuneCountInString(text) <= p.Length {
		return ""
	}
	return r.Profile.Told(fmt.Sprintf("the text has %d characters", utf8.RuneCountInString(text)), "length", part)
}

// Named is what a report is called by: its service.
func (r *Report) Named() string { return r.Answers[r.Profile.Name] }

// Published is the day of a report's publication as it is written, or "".
func (r *Report) Published() string { return r.Answers[r.Profile.PublishedAnswer] }

// Previous is the day of the report before as it is written, or "".
func (r *Report) Previous() string { return r.Answers[r.Profile.PreviousAnswer] }

// PeriodText is the period of a report as it is written, or "".
func (r *Report) PeriodText() string {
	for _, a := range r.Profile.Answers {
		if a.Kind == KindPeriod {
			return r.Answers[a.ID]
		}
	}
	return ""
}

// Later is the day a duration like P2M or P5Y after another; false where the duration can't be read.
func Later(d Date, duration string) (Date, bool) {
	rest, ok := strings.CutPrefix(duration, "P")
	if !ok || rest == "" {
		return d, false
	}
	n, err := strconv.Atoi(rest[:len(rest)-1])
	months := map[byte]int{'Y': 12 * n, 'M': n}
	add, known := months[rest[len(rest)-1]]
	if err != nil || !known {
		return d, false
	}
	later := monthOf(d.months() + add)
	later.Day = min(d.Day, daysIn(later.Year, later.Month))
	return later, true
}

// Lines are the ids of the lines of a part of texts that a report is asked for.
func (r *Report) Lines(p *Part) (ids []string) {
	for _, rows := range p.Rows {
		for _, c := range p.Dimensions[0].Codes {
			if r.Concerns(rows) && (rows.Members == nil || slices.Contains(rows.Members, c.ID)) && c.Value == "" {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// Asks reports whether any row of a part is for a report.
func (r *Report) Asks(p *Part) bool { return slices.ContainsFunc(p.Rows, r.Concerns) }

// Fill puts the answers into a text: {service}, {period.start}.
func (r *Report) Fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var pairs []string
	for _, a := range r.Profile.Answers {
		pairs = append(pairs, "{"+a.ID+"}", r.Answers[a.ID])
		if a.Kind == KindPeriod {
			first, last := r.Period.FirstDay(), r.Period.LastDay()
			pairs = append(pairs, "{"+a.ID+".start}", first, "{"+a.ID+".end}", last)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// SetIn is what stands in each cell of a column of a part, filled with the answers; false where rows differ.
func (r *Report) SetIn(p *Part, column string) (string, bool) {
	text, ok := p.Set[column]
	if !ok {
		text, ok = r.Profile.Set[column]
	}
	return r.Fill(text), ok
}
