// Package profile reads what laws and bodies ask reports to hold, and the tables of such reports in the
// form in which they are exchanged. A profile is a TOML file, built in or of a site's own in
// data/profiles: no word of any law stands in Go. It has
//
//   - answers, which a report gives once: its service, its period;
//   - codes, lists of members with the words for them in files;
//   - parts, a table each: its headings, the codes of its rows, its measures, and for whom rows are;
//   - checks, rules that the program knows, and rules, claims that hold in each row.
//
// A table in the exchange form is read strictly by Read and written by Write, so that what Write has
// written is read as it was. Tables as others publish them are brought into the form by Adopt.
package profile

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

//go:embed *.toml
var builtin embed.FS

// Names are the ids of the built-in profiles, sorted.
func Names() (ids []string) {
	names, _ := fs.Glob(builtin, "*.toml") // the pattern is good
	for _, name := range names {
		ids = append(ids, strings.TrimSuffix(name, ".toml"))
	}
	return ids
}

// BuiltIn reads a built-in profile; nil when there is none of that id.
func BuiltIn(id string, problems *source.Problems) *report.Profile {
	text, err := builtin.ReadFile(id + ".toml")
	if err != nil {
		return nil
	}
	return Parse(id, source.NewFile("profile "+id, text), problems)
}

// Parse reads a profile, or reports what is wrong with it and returns nil.
func Parse(id string, f *source.File, problems *source.Problems) *report.Profile {
	root := strict.Parse(f, 0, len(f.Text), problems)
	if root == nil {
		return nil
	}
	var file profileFile
	if !root.Decode(&file, problems) {
		return nil
	}
	r := &reader{problems: problems, codes: map[string][]*report.Code{}, ok: true}
	p := r.profile(id, root, &file)
	if !r.ok {
		return nil
	}
	return p
}

// profileFile is a profile as it is written.
type profileFile struct {
	Title     strict.Value   `toml:"title"`     // what such a report is called
	Law       strict.Value   `toml:"law"`       // who asks for it
	Name      strict.Value   `toml:"name"`      // the answer by which a report is named
	Published strict.Value   `toml:"published"` // the answer that is the day of its publication
	Previous  strict.Value   `toml:"previous"`  // the answer that is the day of the report before
	Deadline  strict.Value   `toml:"deadline"`  // from the end of the period, like "P2M"
	Keep      strict.Value   `toml:"keep"`      // how long every version stays public, like "P5Y"
	Changes   profileChanges `toml:"changes"`   // the file that tells what an update changes
	Withheld  strict.Value   `toml:"withheld"`  // what stands beside a figure that is withheld
	Set       *strict.Node   `toml:"set"`       // columns and what stands in each of their cells
	Answers   profileTable   `toml:"answers"`   // id, title, kind and choices of what a report answers
	Applies   profileApplies `toml:"applies"`   // the column that says for whom rows are
	Codes     *strict.Node   `toml:"codes"`     // lists of members, a table each
	Parts     []profilePart  `toml:"part"`      // the tables of a report
	Checks    profileTable   `toml:"checks"`    // check, parts, paragraph and message of rules that the program knows
	Rules     []profileRule  `toml:"rule"`      // rules that are claims
	Import    profileImport  `toml:"import"`    // what an importer has to know
}

type profileTable struct {
	Columns strict.Names `toml:"columns"` // the names of what stands in a row
	Rows    *strict.Node `toml:"rows"`    // a list of rows
	More    strict.Value `toml:"more"`    // of codes: the word that further rows may have
	With    strict.Value `toml:"with"`    // of codes: a list whose members are these too, but for "total"
	Node    *strict.Node
}

type profileChanges struct {
	File    strict.Value `toml:"file"`    // its name, without an ending
	Columns strict.Names `toml:"columns"` // headings: date, part, row, column, before, after, reason, by
	Node    *strict.Node
}

type profileApplies struct {
	Column  strict.Value `toml:"column"`  // its heading
	Answer  strict.Value `toml:"answer"`  // the answer that decides
	Columns strict.Names `toml:"columns"` // id, csv and answers
	Rows    *strict.Node `toml:"rows"`    // a list of rows
	Node    *strict.Node
}

type profilePart struct {
	ID         strict.Value       `toml:"id"`        // by which datasets and articles name it
	Title      strict.Value       `toml:"title"`     // a name
	File       strict.Value       `toml:"file"`      // the name of its file, without an ending
	Columns    strict.Names       `toml:"columns"`   // headings in order; "*" for those of measures
	Context    strict.Value       `toml:"context"`   // the heading of what is said of a figure; {column} is the figure's own
	Set        *strict.Node       `toml:"set"`       // columns and what stands in each of their cells
	By         strict.Value       `toml:"by"`        // the column whose words tell measures apart
	Length     strict.Count       `toml:"length"`    // the most characters of a text
	Like       strict.Value       `toml:"like"`      // the part that has the same measures
	Rows       []profileRows      `toml:"rows"`      // which rows there are, for whom
	Dimensions []profileDimension `toml:"dimension"` // its keys
	Measures   profileTable       `toml:"measures"`  // id, title, unit, kind, part_of, word, column and context of each
	Node       *strict.Node
}

type profileRows struct {
	Applies  strict.Value `toml:"applies"`  // the id of a word of the column
	Members  strict.Names `toml:"members"`  // of the first dimension
	List     strict.Value `toml:"list"`     // of codes: all but "total" are the members
	Measures strict.Names `toml:"measures"` // that have rows of their own
	Optional strict.Flag  `toml:"optional"` // true where a file may leave them out
	Node     *strict.Node
}

type profileDimension struct {
	ID       strict.Value `toml:"id"`       // a to z, 0 to 9 and _
	Title    strict.Value `toml:"title"`    // a name
	Kind     strict.Value `toml:"kind"`     // period, geo, category, ordinal or text
	Codes    strict.Value `toml:"codes"`    // the list of its members
	Column   strict.Value `toml:"column"`   // its heading
	Describe strict.Value `toml:"describe"` // the column that describes further members
	Label    strict.Value `toml:"label"`    // the column of labels
	Titles   strict.Value `toml:"titles"`   // the column of titles
	Total    strict.Value `toml:"total"`    // the member that is the sum of the others
	Format   strict.Names `toml:"format"`   // how periods are written, like "{year}/04/05"
	Nested   strict.Flag  `toml:"nested"`   // true where parts follow their whole
	Some     strict.Flag  `toml:"some"`     // true where members without figures have no rows
	Unlike   strict.Value `toml:"unlike"`   // a list of codes with which its words could be mistaken
	Without  strict.Names `toml:"without"`  // codes that are no members here, nor are their parts
	Node     *strict.Node
}

type profileRule struct {
	ID        strict.Value `toml:"id"`        // by which a discrepancy names it
	Parts     strict.Names `toml:"parts"`     // of the report
	When      strict.Value `toml:"when"`      // a claim: the rule is for rows in which it holds
	Holds     strict.Names `toml:"holds"`     // claims, each for every row
	Paragraph strict.Value `toml:"paragraph"` // where it is written
	Message   strict.Value `toml:"message"`   // the rule in words
	Level     strict.Value `toml:"level"`     // error or advice
	Node      *strict.Node
}

type profileImport struct {
	Placeholders strict.Names  `toml:"placeholders"` // what stands in blank templates
	Contexts     strict.Names  `toml:"contexts"`     // headings of columns whose texts are kept as notes
	Hours        strict.Names  `toml:"hours"`        // what may stand behind a number of hours
	Hints        []profileHint `toml:"hint"`         // words beside a figure that make one ask
	Broken       strict.Value  `toml:"broken"`       // why a rule that others broke is declared
	Rounded      strict.Value  `toml:"rounded"`      // why a gap that is rounding is declared
	Node         *strict.Node
}

type profileHint struct {
	Kind  strict.Value `toml:"kind"`  // of measure
	Words strict.Names `toml:"words"` // in what is said of a figure
	Text  strict.Value `toml:"text"`  // what is told
	Node  *strict.Node
}

// reader turns a file into a profile.
type reader struct {
	problems *source.Problems
	made     *report.Profile
	codes    map[string][]*report.Code
	ok       bool
}

func (r *reader) wrong(at source.Pos, hint, format string, args ...any) {
	r.ok = false
	r.problems.Hintf(at, hint, format, args...)
}

// record is a row of a table, by the names of its columns.
type record struct {
	at    source.Pos
	words map[string]string
}

// records reads the rows of a table whose columns may have these names.
func (r *reader) records(columns strict.Names, rows *strict.Node, names ...string) (list []record) {
	for _, c := range columns {
		if !slices.Contains(names, c.Text) {
			r.wrong(c.Pos(), source.DidYouMean(c.Text, names), "there is no column %q", c.Text)
		}
	}
	if rows == nil {
		return nil
	}
	for _, row := range rows.Items {
		if row.Kind != strict.Array || len(row.Items) != len(columns) {
			r.wrong(row.Pos(), "", "a row has %d cells, as the table has columns", len(columns))
			continue
		}
		x := record{row.Pos(), map[string]string{}}
		for i, item := range row.Items {
			if item.Kind != strict.String {
				r.wrong(item.Pos(), "", "a cell must be a string, but it is %s", item.Kind)
			}
			x.words[columns[i].Text] = item.Text()
		}
		list = append(list, x)
	}
	return list
}

// pairs reads a table of strings.
func (r *reader) pairs(n *strict.Node) map[string]string {
	list := map[string]string{}
	if n == nil {
		return list
	}
	for _, entry := range n.Entries {
		if entry.Kind != strict.String {
			r.wrong(entry.Pos(), "", "%s must be a string, but it is %s", entry.Key, entry.Kind)
		}
		list[entry.Key] = entry.Text()
	}
	return list
}

const changesColumns = 8

func (r *reader) profile(id string, root *strict.Node, f *profileFile) *report.Profile {
	p := &report.Profile{ID: id, Title: f.Title.Text, Law: f.Law.Text, Name: f.Name.Text,
		PublishedAnswer: f.Published.Text, PreviousAnswer: f.Previous.Text, Deadline: f.Deadline.Text,
		Keep: f.Keep.Text, Withheld: f.Withheld.Text, Set: r.pairs(f.Set),
		Changes: report.ChangesFile{File: f.Changes.File.Text, Columns: f.Changes.Columns.Texts()}}
	r.made = p
	if n := len(p.Changes.Columns); n != 0 && n != changesColumns {
		r.wrong(f.Changes.Node.Pos(), "", "changes has %d columns", changesColumns)
	}
	for _, x := range r.records(f.Answers.Columns, f.Answers.Rows, "id", "title", "kind", "choices") {
		kind, optional := strings.CutPrefix(x.words["kind"], "optional ")
		if !slices.Contains([]string{"text", "choice", "period", "date"}, kind) {
			r.wrong(x.at, "text, choice, period, date, or optional before one of them", "%q is no kind of answer", kind)
		}
		p.Answers = append(p.Answers, &report.Answer{ID: x.words["id"], Title: x.words["title"], Kind: kind,
			Optional: optional, Choices: strings.Fields(x.words["choices"])})
	}
	p.Applies.Column, p.Applies.Answer = f.Applies.Column.Text, f.Applies.Answer.Text
	for _, x := range r.records(f.Applies.Columns, f.Applies.Rows, "id", "csv", "answers") {
		p.Applies.Words = append(p.Applies.Words, &report.AppliesWord{ID: x.words["id"], Word: x.words["csv"],
			Answers: strings.Fields(x.words["answers"])})
	}
	r.lists(f.Codes)
	for _, part := range f.Parts {
		if x := r.part(part); x != nil {
			p.Parts = append(p.Parts, x)
		}
	}
	for _, x := range r.records(f.Checks.Columns, f.Checks.Rows, "check", "parts", "paragraph", "message") {
		p.Checks = append(p.Checks, &report.PartCheck{Check: x.words["check"], Parts: strings.Fields(x.words["parts"]),
			Paragraph: x.words["paragraph"], Message: x.words["message"]})
		if !slices.Contains(Checks(), x.words["check"]) {
			r.wrong(x.at, source.DidYouMean(x.words["check"], Checks()), "there is no check %q", x.words["check"])
		}
		if last := p.Checks[len(p.Checks)-1]; len(last.Parts) == 0 {
			last.Parts = nil
		}
	}
	for _, x := range f.Rules {
		p.Rules = append(p.Rules, &report.Rule{ID: x.ID.Text, Parts: x.Parts.Texts(), When: x.When.Text,
			Holds: x.Holds.Texts(), Paragraph: x.Paragraph.Text, Message: x.Message.Text,
			Advice: x.Level.Text == "advice"})
	}
	p.Import = report.Import{Placeholders: f.Import.Placeholders.Texts(), Hours: f.Import.Hours.Texts(),
		Contexts: f.Import.Contexts.Texts(),
		Broken:   f.Import.Broken.Text, Rounded: f.Import.Rounded.Text}
	for _, h := range f.Import.Hints {
		p.Import.Hints = append(p.Import.Hints,
			report.Hint{Kind: h.Kind.Text, Words: h.Words.Texts(), Text: h.Text.Text})
	}
	if p.Title == "" || len(p.Parts) == 0 {
		r.wrong(root.Pos(), "", "a profile has a title and parts")
	}
	if r.ok {
		r.sound(f)
	}
	return p
}

// Checks are the rules that the program knows.
func Checks() []string {
	return []string{"total", "part_of", "described", "distinct", "codes", "whole", "share", "hours", "same", "applies",
		"parts", "length"}
}

// lists reads the lists of codes.
func (r *reader) lists(n *strict.Node) {
	if n == nil {
		return
	}
	for _, entry := range n.Entries {
		var f profileTable
		if !entry.Decode(&f, r.problems) {
			r.ok = false
			continue
		}
		var list []*report.Code
		for _, x := range r.records(f.Columns, f.Rows, "id", "in", "csv", "label", "title", "value", "also") {
			c := &report.Code{ID: x.words["id"], In: x.words["in"], CSV: x.words["csv"], Label: x.words["label"],
				Title: x.words["title"], Value: x.words["value"], More: f.More.Set() && x.words["csv"] == f.More.Text}
			if c.Title == "" {
				c.Title = strings.TrimSpace(c.CSV)
			}
			if also := x.words["also"]; also != "" {
				c.Also = []string{also}
			}
			list = append(list, c)
		}
		if f.With.Set() {
			list = append(list, withoutTotal(r.list(f.With))...)
		}
		r.codes[entry.Key] = list
	}
}

func withoutTotal(list []*report.Code) []*report.Code {
	return slices.DeleteFunc(slices.Clone(list), func(c *report.Code) bool { return c.ID == "total" })
}

// list is a list of codes by its name.
func (r *reader) list(name strict.Value) []*report.Code {
	list, ok := r.codes[name.Text]
	if !ok {
		r.wrong(name.Pos(), "", "there is no list %q of codes above", name.Text)
	}
	return list
}

func (r *reader) part(f profilePart) *report.Part {
	p := &report.Part{ID: f.ID.Text, Title: f.Title.Text, File: f.File.Text, Columns: f.Columns.Texts(),
		Set: r.pairs(f.Set), By: f.By.Text, Length: f.Length.N}
	if !slices.Contains(p.Columns, "*") {
		p.Columns = append(p.Columns, "*")
	}
	if p.ID == "" || p.File == "" || len(f.Dimensions) == 0 {
		r.wrong(f.Node.Pos(), "", "a part has an id, a file and a dimension")
		return nil
	}
	for _, d := range f.Dimensions {
		p.Dimensions = append(p.Dimensions, r.dimension(d))
	}
	r.measures(p, f)
	for _, rows := range f.Rows {
		x := report.PartRows{Applies: rows.Applies.Text, Members: rows.Members.Texts(), Optional: rows.Optional.On}
		if rows.List.Set() {
			for _, c := range withoutTotal(r.list(rows.List)) {
				x.Members = append(x.Members, c.ID)
			}
		}
		for _, m := range rows.Measures {
			i := p.Measure(m.Text)
			if i < 0 {
				r.wrong(m.Pos(), "", "there is no measure %q", m.Text)
				continue
			}
			x.Measures = append(x.Measures, i)
		}
		p.Rows = append(p.Rows, x)
	}
	return p
}

// measures reads the measures of a part, or takes those of the part that it is like.
func (r *reader) measures(p *report.Part, f profilePart) {
	if f.Like.Set() {
		like := r.made.Part(f.Like.Text)
		if like == nil {
			r.wrong(f.Like.Pos(), "", "there is no part %q above", f.Like.Text)
			return
		}
		p.Measures = like.Measures
		return
	}
	kinds := []string{report.KindCount, report.KindHours, report.KindShare, report.KindPercent, report.KindText,
		report.KindAttribute}
	for _, x := range r.records(f.Measures.Columns, f.Measures.Rows, "id", "title", "unit", "kind", "part_of", "word",
		"column", "context") {
		m := &report.PartMeasure{ID: x.words["id"], Title: x.words["title"], Unit: x.words["unit"],
			Kind: x.words["kind"], Column: x.words["column"], Context: x.words["context"], Word: x.words["word"],
			PartOf: x.words["part_of"]}
		if m.Context == "" {
			m.Context = strings.ReplaceAll(f.Context.Text, "{column}", m.Column)
		}
		if !slices.Contains(kinds, m.Kind) {
			r.wrong(x.at, source.DidYouMean(m.Kind, kinds), "%q is no kind of measure", m.Kind)
		}
		p.Measures = append(p.Measures, m)
	}
}

func (r *reader) dimension(f profileDimension) *report.PartDimension {
	d := &report.PartDimension{ID: f.ID.Text, Title: f.Title.Text, Kind: f.Kind.Text, Column: f.Column.Text,
		Describe: f.Describe.Text, Label: f.Label.Text, Titles: f.Titles.Text, Total: f.Total.Text,
		Format: f.Format.Texts(), Nested: f.Nested.On, Some: f.Some.On}
	if f.Unlike.Set() {
		d.Unlike = r.list(f.Unlike)
	}
	if !f.Codes.Set() {
		return d
	}
	without := f.Without.Texts()
	for _, c := range r.list(f.Codes) {
		if !slices.Contains(without, c.ID) && !slices.Contains(without, c.In) {
			d.Codes = append(d.Codes, c)
		}
	}
	return d
}
