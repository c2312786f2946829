package profile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/tabular"
)

// bundle is the files of a report by their names, each a table.
type bundle map[string][][]string

// sound is a report in the exchange form: the starter's, and its texts.
func sound(t *testing.T, tier string) bundle {
	t.Helper()
	b := bundle{}
	r := dsa(t, tier)
	r.Answers["service"], r.Answers["provider"] = "Example Market", "Example Market Ltd"
	names, _ := filepath.Glob(filepath.Join("..", "starter", "profiles", r.Profile.ID, "data", "datasets", "example", "*.csv"))
	if len(names) != 6 {
		t.Fatalf("the starter has %d tables", len(names))
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b[filepath.Base(name)] = cellsOf(t, text)
	}
	for _, id := range []string{"1", "2", "11"} {
		x := NewTable(r, r.Profile.Part(id))
		if id == "11" {
			x.say(map[string]string{"11/summary": "What we do.", "11/safeguards": "People decide."})
		}
		b[x.Part.File+".csv"] = x.Rows()
	}
	if tier == "vlop" {
		for _, id := range []string{"9", "10"} {
			b[r.Profile.Part(id).File+".csv"] = large(r, r.Profile.Part(id)).Rows()
		}
	}
	return b
}

// large are the parts that very large platforms have besides.
func large(r *report.Report, p *report.Part) *Table {
	x := NewTable(r, p)
	put := func(key, measure, text string) {
		c := &x.Entry([]string{key}).Cells[p.Measure(measure)]
		c.Text, c.There = text, true
	}
	if p.ID == "10" {
		total := 0
		for i, c := range p.Dimensions[0].Codes[1:] {
			put(c.ID, "recipients", fmt.Sprint(100003+7*i))
			total += 100003 + 7*i
		}
		put("total", "recipients", fmt.Sprint(total))
		return x
	}
	put("total", "internal", "120")
	put("total", "external", "340")
	put("total", "speakers", "455")
	for i, c := range p.Dimensions[0].Codes[1:] {
		put(c.ID, "speakers", fmt.Sprint(9+i))
	}
	return x
}

func cellsOf(t *testing.T, text []byte) (rows [][]string) {
	t.Helper()
	sheets, err := tabular.Read("a.csv", text, tabular.Options{Delimiter: ","})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range sheets[0].Rows {
		var row []string
		for _, c := range r.Cells {
			row = append(row, c.Verbatim())
		}
		rows = append(rows, row)
	}
	return rows
}

// cell is where a heading stands in the first row that holds all of some words.
func (b bundle) cell(file, heading string, words ...string) *string {
	rows := b[file]
	column := slices.IndexFunc(rows[0], func(h string) bool { return alike(h, heading) })
	for _, row := range rows[1:] {
		if !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(row, w) }) {
			return &row[column]
		}
	}
	panic(fmt.Sprint(file, heading, words))
}

// adopted takes a bundle over.
func (b bundle) adopted(t *testing.T, said map[string]string) *Adopted {
	t.Helper()
	var files []Published
	for name := range b {
		sheets, err := tabular.Read("a.csv", Sheet{name, b[name]}.CSV(), tabular.Options{Delimiter: ","})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, Published{File: name, Sheet: sheets[0]})
	}
	slices.SortFunc(files, func(x, y Published) int { return strings.Compare(x.File, y.File) })
	var problems source.Problems
	return Adopt(BuiltIn("eu-dsa-2024-2835", &problems), files, said)
}

const (
	part3, part4, part6, part7 = "3_member_states_orders.csv", "4_notices.csv", "6_own_initiative_TC.csv", "7_appeals_and_recidivism.csv"
	part8, part10, part1       = "8_automated_means.csv", "10_AMAR.csv", "1_report_identification.csv"
	noticesIn                  = "Number of notices received"
	timeIn                     = "Median time to take action"
	categoryIn                 = "Category of illegal content"
	describedIn                = `Description of the sub-category "Other"`
	valueIn                    = "Value"
)

// deviation is a way in which real reports differ from the templates, and what an importer does.
type deviation struct {
	name    string
	tier    string
	change  func(b bundle)
	finding string // a regular expression; "" for nothing to tell
	refused bool
	is      string // part/keys/measure=value, a cell that is read all the same
}

var deviations = []deviation{
	{name: "as it should be", is: "4/total/notices=12833"},
	{name: "a name with a prefix", change: func(b bundle) { b.rename(part4, "[Example] Report - 28 August 2026 - 4_notices.csv") },
		is: "4/total/notices=12833"},
	{name: "a name without a number", change: func(b bundle) { b.rename(part4, "notices received.csv") }, is: "4/total/notices=12833"},
	{name: "the name of another part", change: func(b bundle) { b.rename(part4, "5_notices.csv") },
		finding: `the name says part 5, the headings and rows are those of part 4`, refused: true},
	{name: "a part in two files", change: func(b bundle) { b["6_own_initiative_TC_Ads.csv"] = b[part6] },
		finding: `2 files are part 6: which one`, refused: true},
	{name: "two versions", change: func(b bundle) {
		b["6_own_initiative_TC_version2.csv"] = copied(b[part6])
		*b.cell("6_own_initiative_TC_version2.csv", "Number of measures taken at the provider's own initiative", "TOTAL") = "99"
	}, finding: `the newest of 2 versions of part 6 leads`, is: "6/total/measures=99"},
	{name: "two services in one file", change: func(b bundle) { b[part1] = append(b[part1], b[part1]...) },
		finding: `several heading rows`, refused: true},
	{name: "another table", change: func(b bundle) { b["own.csv"] = [][]string{{"Monat", "Zahl"}, {"1", "2"}} },
		finding: `own.csv: not this template`, refused: true},
	{name: "a part is missing", change: func(b bundle) { delete(b, part7) }, finding: `missing: Complaints, disputes`},
	{name: "a destroyed first heading", change: func(b bundle) { b[part4][0][0] = "ty" }, finding: `"ty" is taken for "Applicability"`,
		is: "4/total/notices=12833"},
	{name: "blanks and case of headings", change: func(b bundle) { b[part4][0][5] = " number  of notices received" },
		is: "4/total/notices=12833"},
	{name: "a heading reworded", change: func(b bundle) { b[part4][0][5] = "Notices (updated)" },
		finding: `"Notices \(updated\)" is taken for "Number of notices received"`, is: "4/total/notices=12833"},
	{name: "an unknown heading", change: func(b bundle) { b.widen(part4, "Remarks", "x") }, finding: `the column "Remarks" is not of the template`,
		refused: true, is: "4/total/notices=12833"},
	{name: "empty columns", change: func(b bundle) { b.widen(part4, "", "") }, is: "4/total/notices=12833"},
	{name: "a column of context in part 10", tier: "vlop", change: func(b bundle) { b.widen(part10, "Contextual information", "by device") },
		finding: `kept as notes`, is: "10/DE/recipients=100038"},
	{name: "short rows", change: func(b bundle) {
		for i, row := range b[part3] {
			if row[3] == "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS" {
				b[part3][i] = row[:6]
			}
		}
	}, is: "3/total,total/orders=119"},
	{name: "empty rows", change: func(b bundle) { b[part1] = append(b[part1], slices.Repeat([][]string{{"", "", "", ""}}, 100)...) }},
	{name: "a title above", change: func(b bundle) { b[part4] = append([][]string{{"PRIVATE & CONFIDENTIAL"}, {}}, b[part4]...) },
		finding: `text above the headings is passed over`, is: "4/total/notices=12833"},
	{name: "notes below", change: func(b bundle) { b[part4] = append(b[part4], []string{"Notes: a) counted by hand"}) },
		finding: `text below the table is kept as a note`, is: "4/total/notices=12833"},
	{name: "merged cells", tier: "vlop", change: func(b bundle) {
		for _, row := range b[part10][3:] {
			copy(row, []string{"", "", "", "", ""})
		}
	}, finding: `blank cells of merged ones are taken from the row above`, is: "10/DE/recipients=100038"},
	{name: "a column missing", change: func(b bundle) { b.narrow(part7, 0) }, finding: `the column "Applicability" is missing`,
		is: "7/complaints/number=2336"},
	{name: "a template in another language", change: func(b bundle) { b.translate(part7) },
		finding: `the template is in another language`, is: "7/complaints/number=2336"},
	{name: "a template in another language and order", change: func(b bundle) { b.translate(part7); b[part7] = b[part7][:30] },
		finding: `the language of the template is not known`, refused: true},
	{name: "placeholder rows", change: func(b bundle) {
		row := slices.Clone(b[part3][1])
		row[5], row[6] = "AT, […], SE", ""
		for i := 6; i < len(row); i++ {
			row[i] = ""
		}
		b[part3] = append(b[part3], row)
	}, finding: `1 placeholder rows of the template are dropped`, is: "3/total,total/orders=119"},
	{name: "a placeholder row with a figure", change: func(b bundle) {
		row := slices.Clone(b[part3][1])
		row[5] = "[...]"
		b[part3] = append(b[part3], row)
	}, finding: `figures in a placeholder row`, refused: true},
	{name: "the template's text in place of a description", change: func(b bundle) {
		for _, row := range b[part4] {
			if row[3] == "KEYWORD_OTHER" {
				row[4] = `Text to detail the "Other" keyword.`
			}
		}
	}, is: "4/animals_other/notices=0"},

	{name: "thousands with commas", change: func(b bundle) { *b.cell(part4, noticesIn, "TOTAL") = "12,833" }, is: "4/total/notices=12833"},
	{name: "dots for thousands", change: func(b bundle) {
		*b.cell(part6, "Number of measures taken at the provider's own initiative", "TOTAL") = "1.158.935"
	},
		finding: `numbers are read with commas for decimals: 1.158.935`, is: "6/total/measures=1158935"},
	{name: "a comma for decimals", change: func(b bundle) { b.only(part7, "time", "42,03") },
		finding: `numbers are read with commas for decimals`, is: "7/complaints/time=42.03"},
	{name: "one thousand or a decimal", change: func(b bundle) { b.only(part6, "", "1.203") },
		finding: `"1.203": one thousand or a decimal`, refused: true},
	{name: "counts with zeros behind the point", change: func(b bundle) {
		*b.cell(part8, valueIn, "NAM Total", "Number of notices not processed by automated means") = "10522.00"
	},
		is: "8/notices/notices_manual=10522"},
	{name: "counts with decimals", change: func(b bundle) { *b.cell(part4, noticesIn, "TOTAL") = "2.97" },
		finding: `"2.97": counts are whole numbers`, refused: true, is: "4/total/notices="},
	{name: "millions", tier: "vlop", change: func(b bundle) { *b.cell(part10, valueIn, "DE") = "124.1M" },
		finding: `numbers in millions are written out`, is: "10/DE/recipients=124100000"},
	{name: "a limit", tier: "vlop", change: func(b bundle) { *b.cell(part10, valueIn, "DE") = "> 45" },
		finding: `"> 45": a limit or a range is no number`, refused: true, is: "10/DE/recipients="},
	{name: "a range", tier: "vlop", change: func(b bundle) { *b.cell(part10, valueIn, "DE") = "2.1 - 2.6" },
		finding: `"2.1 - 2.6": a limit or a range is no number`, refused: true},
	{name: "a share with a sign", change: func(b bundle) {
		*b.cell(part8, valueIn, "Total number", "Accuracy of the automated means - Accuracy") = "97.27%"
	},
		finding: `shares in percent are divided by 100`, is: "8/total/accuracy=0.9727"},
	{name: "a bare share over 1", change: func(b bundle) {
		*b.cell(part8, valueIn, "Total number", "Accuracy of the automated means - Accuracy") = "97.55"
	},
		finding: `"97.55": share or percent\?`, refused: true, is: "8/total/accuracy="},
	{name: "words for no figure", change: func(b bundle) {
		*b.cell(part4, noticesIn, "KEYWORD_ANIMAL_HARM") = "n/a"
		*b.cell(part4, noticesIn, "KEYWORD_PHISHING") = "/"
	}, finding: `"n/a" in the place of a figure is a blank`, is: "4/animal_harm/notices="},
	{name: "a blank where 0 may be meant", change: func(b bundle) { *b.cell(part4, noticesIn, "TOTAL") = "" }, is: "4/total/notices="},

	{name: "a median in days", change: func(b bundle) { *b.cell(part7, "Contextual Information", "Median time") = "calculated in days" },
		finding: `names another unit than hours`},
	{name: "a mean", change: func(b bundle) { *b.cell(part7, "Contextual Information", "Median time") = "The mean time" },
		finding: `calls it a mean`},
	{name: "a clock", change: func(b bundle) { *b.cell(part4, timeIn, "TOTAL") = "04:06:00" },
		finding: `times of a clock are turned into hours`, is: "4/total/time=4.1"},
	{name: "hours with a unit", change: func(b bundle) { *b.cell(part4, timeIn, "TOTAL") = "18.75hrs" },
		finding: `a unit behind hours is dropped`, is: "4/total/time=18.75"},
	{name: "half a clock", change: func(b bundle) { *b.cell(part4, timeIn, "TOTAL") = "6:1" }, finding: `"6:1": this is no number`, refused: true},
	{name: "a day with slashes", change: func(b bundle) { *b.cell(part1, valueIn, "Date of the publication of the report") = "2027/2/20" },
		is: "answer published=2027-02-20"},
	{name: "a day with a time", change: func(b bundle) {
		*b.cell(part1, valueIn, "Date of the publication of the report") = "2027-02-20 00:00:00"
	},
		is: "answer published=2027-02-20"},
	{name: "the day first", change: func(b bundle) { *b.cell(part1, valueIn, "Date of the publication of the report") = "17/02/2027" },
		finding: `the day is taken to stand first`, is: "answer published=2027-02-17"},
	{name: "which is the month", change: func(b bundle) { *b.cell(part1, valueIn, "Date of the publication of the report") = "03/04/2027" },
		finding: `"03/04/2027": which is the month`, refused: true},
	{name: "two days", change: func(b bundle) {
		*b.cell(part1, valueIn, "Date of the publication of the report") = "2027-02-20\n2027-03-01"
	}, finding: `this is no day`, refused: true},
	{name: "dragged periods", change: func(b bundle) {
		for i, row := range b[part8][1:] {
			row[2] = fmt.Sprintf("2026-01-01/2026-12-%d", 32+i)
		}
	}, finding: `an impossible end date is taken from the rest of the report \(\d+ times\)`, is: "8/own/manual=37943"},
	{name: "blanks in a period", change: func(b bundle) { b.fill(part8, 2, "2026-01-01  / 2026-12-31") }, is: "8/own/manual=37943"},
	{name: "another period", change: func(b bundle) { b[part8][2][2] = "2024-02-17/2024-12-31" },
		finding: `Reporting period is "2024-02-17/2024-12-31"`, is: "8/own/manual=37943"},

	{name: "GR for EL", tier: "vlop", change: func(b bundle) { b.swap(part10, "EL", "GR") }, is: "10/GR/recipients=100059"},
	{name: "GR and EL", tier: "vlop", change: func(b bundle) {
		row := slices.Clone(b[part10][2])
		row[5], row[6] = "GR", "17"
		b[part10] = append(b[part10], row)
	}, finding: `this row stands twice`, refused: true},
	{name: "states for languages", tier: "vlop", change: func(b bundle) { b.swap(part8, "cs", "cz"); b.filled(part8, "cz", "5") },
		finding: `"cz" is no scope of part 8: its rows are not counted`, refused: true},
	{name: "names of languages", tier: "vlop", change: func(b bundle) { b.swap("9_human_resources.csv", "bg", "Bulgarian") }, is: "9/bg/speakers=9"},
	{name: "languages in capitals", tier: "vlop", change: func(b bundle) { b.swap("9_human_resources.csv", "de", "DE") }, is: "9/de/speakers=12"},
	{name: "a language that is none of the EU's", tier: "vlop", change: func(b bundle) { b.swap("9_human_resources.csv", "ga", "ar") },
		finding: `"ar" is no language of part 9`, refused: true},
	{name: "states missing", tier: "vlop", change: func(b bundle) { b[part10] = slices.Delete(b[part10], 4, 7) },
		finding: `3 rows of the template are missing, the first of BG`},
	{name: "a synonym of a scope", change: func(b bundle) { b.swap(part8, "Own-initiative ", "own initiative  ") }, is: "8/own/manual=37943"},
	{name: "a scope of one's own", change: func(b bundle) { b.swap(part8, "Own-initiative ", "Own-initiative - Classifier 1") },
		finding: `is no scope of part 8: its rows are not counted`, refused: true},
	{name: "applicability changed", change: func(b bundle) { b.fill(part7, 0, "All") }, is: "7/complaints/number=2336"},
	{name: "the service in other case", change: func(b bundle) { b.fill(part7, 1, "example market ") }, is: "7/complaints/number=2336"},
	{name: "another service", change: func(b bundle) { b.fill(part7, 1, "Market of Example") },
		finding: `Service is "Market of Example", and "Example Market" in the rest of the report`, is: "7/complaints/number=2336"},
	{name: "no service", change: func(b bundle) {
		for name := range b {
			if b[name][0][0] == "Applicability" {
				b.fill(name, 1, "")
			}
		}
	}, is: "asked service"},

	{name: "rows missing", change: func(b bundle) { b[part4] = b[part4][:16] }, finding: `\d+ rows of the template are missing`,
		is: "4/total/notices=12833"},
	{name: "a category of another part", change: func(b bundle) {
		row := slices.Clone(b[part4][1])
		row[3] = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
		b[part4] = append(b[part4], row)
	}, finding: `part 4 has no STATEMENT_CATEGORY_OTHER_VIOLATION_TC, and counts it here`, is: "4/terms/notices=12833"},
	{name: "an invented code", change: func(b bundle) { b.insert(part4, "KEYWORD_ANIMAL_HARM", "KEYWORD_OTHER_MURDER", "") },
		finding: `KEYWORD_OTHER_MURDER is read as KEYWORD_OTHER with a description`, is: "4/animals_other_murder/notices=7"},
	{name: "a code twice with a description", change: func(b bundle) { b.insert(part4, "KEYWORD_ANIMAL_HARM", "KEYWORD_ANIMAL_HARM", "Cages") },
		finding: `KEYWORD_ANIMAL_HARM stands twice`, is: "4/animals_other_cages/notices=7"},
	{name: "a code twice", change: func(b bundle) { b.insert(part4, "KEYWORD_ANIMAL_HARM", "KEYWORD_ANIMAL_HARM", "") },
		finding: `this row stands twice, with another figure: the first counts`, refused: true},
	{name: "further sub-categories", change: func(b bundle) {
		b.insert(part4, "KEYWORD_ANIMAL_HARM", "KEYWORD_OTHER", "Cages")
		b.insert(part4, "KEYWORD_ANIMAL_HARM", "KEYWORD_OTHER", "Chains")
	}, is: "4/animals_other_chains/notices=7"},
	{name: "a description that is a code", change: func(b bundle) { b.insert(part4, "KEYWORD_ANIMAL_HARM", "KEYWORD_OTHER", "TOS_VIOLATION") },
		finding: `a description is a code`},
	{name: "a long text", change: func(b bundle) {
		*b.cell("11_qualitative.csv", valueIn, "Safeguards applied to the use of automated means") = strings.Repeat("x", 5001)
	},
		is: "long 11/safeguards"},
	{name: "states in all rows of languages", tier: "vlop", change: func(b bundle) {
		states := strings.Fields("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO")
		n := 0
		for _, row := range b[part8][1:] {
			if len(row[5]) == 2 {
				row[5], row[6] = states[n%len(states)], fmt.Sprint(n)
				n++
			}
		}
	}, finding: `names members of another list`, refused: true, is: "8/bg/automated="},
	{name: "three decimals behind a comma", change: func(b bundle) {
		for _, row := range b[part4][1:] {
			for _, c := range []int{9, 10} {
				if row[c] != "" {
					row[c] = "1,250"
				}
			}
		}
		*b.cell(part4, timeIn, "TOTAL") = "0,125"
	}, finding: `numbers are read with commas for decimals: 0,125`, is: "4/animal_harm/time=1.250"},
	{name: "three digits behind commas alone", change: func(b bundle) {
		for _, row := range b[part4][1:] {
			for _, c := range []int{9, 10} {
				if row[c] != "" {
					row[c] = "1,250"
				}
			}
		}
	}, finding: `"1,250": one thousand or a decimal`, refused: true, is: "4/animal_harm/time="},
	{name: "columns left blank below the first row", change: func(b bundle) {
		described := false
		for i, row := range b[part4][1:] {
			if i > 0 {
				row[0], row[1], row[2] = "", "", ""
			}
			if row[3] == "KEYWORD_OTHER" && !described {
				row[4], described = "Foo bars", true
			}
		}
	}, is: "4/speech_other/notices=0"},
	{name: "versions of two services", change: func(b bundle) {
		b["4_notices 2.csv"] = copied(b[part4])
		b.fill("4_notices 2.csv", 1, "Other Service")
	}, finding: `2 files are part 4: which one`, refused: true},
	{name: "a row twice with another remark", change: func(b bundle) {
		row := slices.Clone(b[part4][1])
		row[15] = "Second remark"
		b[part4] = append(b[part4], row)
	}, finding: `this row stands twice( \(|$)`, is: "4/total/notices=12833"},
	{name: "a number of millions that is no whole number", tier: "vlop", change: func(b bundle) { *b.cell(part10, valueIn, "DE") = "1.2345678M" },
		finding: `this is no whole number`, refused: true, is: "10/DE/recipients="},
	{name: "characters that can't be seen", change: func(b bundle) {
		*b.cell(part4, "Contextual information on Number of notices received", "TOTAL") = "a\u202eb"
	}, finding: `characters that can't be seen are taken out`},
	{name: "damaged characters", change: func(b bundle) { b.swap(part7, "Decisions upheld", "Decisions！upheld") },
		finding: `characters look damaged`, is: "7/complaints/upheld=1536"},
}

// TestDeviations does with each deviation of real reports what an importer should.
func TestDeviations(t *testing.T) {
	for i, d := range deviations {
		if testing.Short() && i%8 != 0 {
			continue
		}
		tier := d.tier
		if tier == "" {
			tier = "platform"
		}
		b := sound(t, tier)
		if d.change != nil {
			d.change(b)
		}
		a := b.adopted(t, map[string]string{"tier": tier})
		found := slices.IndexFunc(a.Findings, func(f Finding) bool {
			return d.finding != "" && regexp.MustCompile(d.finding).MatchString(f.String()) && f.Refused == d.refused
		})
		if d.finding != "" && found < 0 {
			t.Errorf("%s: not told: %v", d.name, a.Findings)
		}
		if d.finding == "" && len(a.Findings) > 0 && !strings.HasPrefix(d.is, "long") && !strings.HasPrefix(d.is, "asked") {
			t.Errorf("%s: told %v", d.name, a.Findings)
		}
		if text := holds(a, d.is); text != "" {
			t.Errorf("%s: %s", d.name, text)
		}
	}
}

// holds says what is not as it should be: a cell, an answer, a question, a text that is declared too long.
func holds(a *Adopted, is string) string {
	what, want, _ := strings.Cut(is, "=")
	switch {
	case is == "":
		return ""
	case strings.HasPrefix(what, "answer "):
		if got := a.Report.Answers[strings.TrimPrefix(what, "answer ")]; got != want {
			return fmt.Sprintf("%s is %q", what, got)
		}
		return ""
	case strings.HasPrefix(what, "asked "):
		if !slices.Contains(a.Asked, strings.TrimPrefix(what, "asked ")) {
			return fmt.Sprintf("asked %q", a.Asked)
		}
		return ""
	case strings.HasPrefix(what, "long "):
		files := a.Files("example", "2027-03-01", func(text string) []byte { return []byte(text) })
		if a.Report.Except[strings.TrimPrefix(what, "long ")] == "" || len(files["content/example/safeguards.md"]) < 5001 {
			return "the long text is not declared and kept"
		}
		return ""
	}
	parts := strings.Split(what, "/")
	for _, x := range a.Tables {
		if x.Part.ID != parts[0] {
			continue
		}
		e := x.Get(strings.Split(parts[1], ","))
		if e == nil {
			return "there is no " + what
		}
		if got := e.Cells[x.Part.Measure(parts[2])].Text; got != want {
			return fmt.Sprintf("%s is %q", what, got)
		}
		return ""
	}
	return "there is no part " + parts[0]
}

func copied(rows [][]string) (out [][]string) {
	for _, row := range rows {
		out = append(out, slices.Clone(row))
	}
	return out
}

func (b bundle) rename(from, to string) { b[to] = b[from]; delete(b, from) }

func (b bundle) widen(file, heading, text string) {
	for i := range b[file] {
		b[file][i] = append(slices.Clone(b[file][i]), text)
	}
	b[file][0][len(b[file][0])-1] = heading
}

func (b bundle) narrow(file string, column int) {
	for i, row := range b[file] {
		b[file][i] = slices.Delete(slices.Clone(row), column, column+1)
	}
}

func (b bundle) fill(file string, column int, text string) {
	for _, row := range b[file][1:] {
		row[column] = text
	}
}

func (b bundle) swap(file, from, to string) {
	for _, row := range b[file][1:] {
		for i := range row {
			if row[i] == from {
				row[i] = to
			}
		}
	}
}

// filled puts a figure into all rows of a scope.
func (b bundle) filled(file, scope, text string) {
	for _, row := range b[file][1:] {
		if slices.Contains(row, scope) {
			row[6] = text
		}
	}
}

// only makes one figure of a part the only one with a sign in it.
func (b bundle) only(file, kind, text string) {
	done := false
	for _, row := range b[file][1:] {
		for i := range row {
			if i < 5 || kind == "time" && !slices.Contains(row, "Median time") && !slices.Contains(row, "Percentage of outcomes implemented") {
				continue
			}
			if decimals.MatchString(row[i]) && !wholePart.MatchString(row[i]) {
				row[i] = ""
			}
		}
		at := 5
		if kind == "time" {
			at = 6
		}
		if !done && (kind == "" && row[3] == "KEYWORD_ANIMAL_HARM" || kind == "time" && row[5] == "Median time") {
			row[at], done = text, true
		}
	}
}

// insert puts a row with 7 notices behind one with a code.
func (b bundle) insert(file, behind, code, description string) {
	for i, row := range b[file] {
		if row[3] == behind {
			added := make([]string, len(row))
			copy(added, row[:5])
			added[3], added[4], added[5] = code, description, "7"
			b[file] = slices.Insert(b[file], i+1, added)
			return
		}
	}
}

// translate puts other words into headings and labels.
func (b bundle) translate(file string) {
	for i, row := range b[file] {
		for c := range row {
			if i == 0 || c == 0 || c >= 3 && c <= 5 {
				row[c] = "ξ " + fmt.Sprint(len(row[c]), c)
			}
		}
	}
}
