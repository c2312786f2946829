package build

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/profile"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/starter"
)

// filing is a site with a report of a very large platform, whose tables can be changed cell by cell.
type filing struct {
	files  map[string][]byte
	tables map[string][][]string // by the ids of parts
}

const filingProfile = "eu-dsa-2024-2835"

func newFiling(t *testing.T) *filing {
	t.Helper()
	f := &filing{maps.Clone(starter.Report(filingProfile)), map[string][][]string{}}
	site := strings.Replace(string(f.files["data/site.toml"]), `"platform"`, `"vlop"`, 1)
	f.files["data/site.toml"] = []byte(site)
	var problems source.Problems
	p := profile.BuiltIn(filingProfile, &problems)
	r := &report.Report{ID: "example", Profile: p, Answers: map[string]string{"provider": "Example Market Ltd",
		"service": "Example Market", "tier": "vlop", "period": "2026"}}
	r.Period, _ = report.ParsePeriod("2026")
	for _, part := range p.Parts {
		if part.OfTexts() {
			continue
		}
		name := "data/datasets/example/" + part.File + ".csv"
		text, there := f.files[name]
		if !there {
			text = profile.Sheet{Name: part.File, Rows: besides(r, part).Rows()}.CSV()
			f.files["data/datasets/example-"+part.ID+".toml"] = fmt.Appendf(nil,
				"title = %q\npart = %q\nstatus = \"final\"\nupdated = 2027-02-20\nstandalone = true\n"+
					"[table]\nfile = %q\nsource = \"example\"\n",
				part.Title, "example/"+part.ID, "example/"+part.File+".csv")
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f.tables[part.ID] = rows
	}
	return f
}

// besides are the parts that very large platforms have besides, with figures that keep all rules.
func besides(r *report.Report, p *report.Part) *profile.Table {
	x := profile.NewTable(r, p)
	put := func(key, measure string, n int) {
		c := &x.Entry([]string{key}).Cells[p.Measure(measure)]
		c.Text, c.There = strconv.Itoa(n), true
	}
	if p.ID == "10" {
		total := 0
		for i, c := range p.Dimensions[0].Codes[1:] {
			put(c.ID, "recipients", 100003+7*i)
			total += 100003 + 7*i
		}
		put("total", "recipients", total)
		return x
	}
	put("total", "internal", 120)
	put("total", "external", 340)
	put("total", "speakers", 455)
	for i, c := range p.Dimensions[0].Codes[1:] {
		put(c.ID, "speakers", 9+i)
	}
	return x
}

// problems are what a build says of the report. parts that changed are written anew.
func (f *filing) problems(t *testing.T, changed ...string) []source.Problem {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range f.files {
		files[name] = &fstest.MapFile{Data: text}
	}
	for id, rows := range f.tables {
		if slices.Contains(changed, id) || files[f.file(id)] == nil {
			files[f.file(id)] = &fstest.MapFile{Data: profile.Sheet{Rows: rows}.CSV()}
		}
	}
	var problems source.Problems
	var counts Counts
	ReadData(WithTemplates(files), false, nil, nil, &counts, &problems)
	return problems.Sorted()
}

// file is the path of a part's table.
func (f *filing) file(id string) string {
	for name := range f.files {
		if rest, ok := strings.CutPrefix(name, "data/datasets/example/"+id+"_"); ok && !strings.Contains(rest, "/") {
			return name
		}
	}
	return map[string]string{
		"9":  "data/datasets/example/9_human_resources.csv",
		"10": "data/datasets/example/10_AMAR.csv",
	}[id]
}

// fault is a mistake that is planted: where it has to be told, and the paragraph that has to be named.
type fault struct {
	file      string
	line      int // 0 for any
	paragraph string
}

// planter plants a mistake of one kind, another at each call.
type planter struct {
	rule string
	do   func(f *filing, random *rand.Rand) fault
}

// rows are the numbers of the rows of a part that fit.
func (f *filing) rows(id string, fits func(row []string) bool) (list []int) {
	for i, row := range f.tables[id] {
		if i > 0 && fits(row) {
			list = append(list, i)
		}
	}
	return list
}

func (f *filing) pick(id string, random *rand.Rand, fits func(row []string) bool) int {
	list := f.rows(id, fits)
	return list[random.IntN(len(list))]
}

func (f *filing) add(id string, row, column, n int) {
	was, _ := strconv.Atoi(f.tables[id][row][column])
	f.tables[id][row][column] = strconv.Itoa(was + n)
}

func (f *filing) at(id string, row int, paragraph string) fault {
	return fault{f.file(id), row + 1, paragraph}
}

func keyword(row []string) bool  { return strings.HasPrefix(row[3], "KEYWORD_") }
func category(row []string) bool { return strings.HasPrefix(row[3], "STATEMENT_") }

// above is the row of the category that a sub-category stands under.
func (f *filing) above(id string, row int) int {
	for !category(f.tables[id][row]) {
		row--
	}
	return row
}

func of(words ...string) func(row []string) bool {
	return func(row []string) bool {
		return !slices.ContainsFunc(words, func(w string) bool {
			return !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) == w })
		})
	}
}

var planters = []planter{
	{"sub-categories add up", func(f *filing, random *rand.Rand) fault {
		id := []string{"4", "5", "6"}[random.IntN(3)]
		row := f.pick(id, random, keyword)
		f.add(id, row, 5, 1+random.IntN(9))
		return f.at(id, f.above(id, row), "Annex II, I.7")
	}},
	{"categories add up to the total", func(f *filing, random *rand.Rand) fault {
		id := []string{"4", "5", "6"}[random.IntN(3)]
		f.add(id, 1, 5, 1+random.IntN(9))
		return f.at(id, 1, "Annex II, I.7")
	}},
	{"the same, of Member States", func(f *filing, random *rand.Rand) fault {
		row := f.pick("3", random, func(row []string) bool { return row[5] == "TOTAL" && keyword(row) })
		f.add("3", row, 6, 1+random.IntN(9))
		return f.at("3", row, "Annex II, I.7")
	}},
	{"blank totals", func(f *filing, random *rand.Rand) fault {
		id := []string{"4", "5", "6"}[random.IntN(3)]
		f.tables[id][1][5] = ""
		return f.at(id, 1, "Annex II, I.7")
	}},
	{"blank complaints", func(f *filing, _ *rand.Rand) fault {
		f.tables["7"][1][6] = ""
		return fault{f.file("7"), 0, "Annex I, part 7"}
	}},
	{"recipients add up", func(f *filing, random *rand.Rand) fault {
		f.add("10", 2+random.IntN(20), 6, 1+random.IntN(999))
		return f.at("10", 1, "Annex I, part 10")
	}},
	{"trusted flaggers are a part", func(f *filing, random *rand.Rand) fault {
		row := f.pick("4", random, keyword)
		pair := []int{5, 7, 11, 13}[random.IntN(4)]
		n, _ := strconv.Atoi(f.tables["4"][row][pair])
		f.tables["4"][row][pair+1] = strconv.Itoa(n + 1 + random.IntN(5))
		return f.at("4", row, "Annex I, part 4")
	}},
	{"automated measures are a part", func(f *filing, random *rand.Rand) fault {
		id := []string{"5", "6"}[random.IntN(2)]
		row := f.pick(id, random, keyword)
		n, _ := strconv.Atoi(f.tables[id][row][5])
		f.tables[id][row][6] = strconv.Itoa(n + 1 + random.IntN(5))
		return f.at(id, row, "Annex I, parts 5 and 6")
	}},
	{"descriptions", func(f *filing, random *rand.Rand) fault {
		id := []string{"4", "5", "6"}[random.IntN(3)]
		row := f.pick(id, random, of("KEYWORD_OTHER"))
		f.add(id, row, 5, 1+random.IntN(9))
		return f.at(id, row, "Annex II, I.7: a further sub-category has a description")
	}},
	{"different descriptions", func(f *filing, random *rand.Rand) fault {
		id := []string{"4", "5", "6"}[random.IntN(3)]
		row := f.pick(id, random, of("KEYWORD_OTHER"))
		f.tables[id][row][4] = "Described"
		f.tables[id] = slices.Insert(f.tables[id], row, slices.Clone(f.tables[id][row]))
		return f.at(id, row+1, "Annex II, I.7: further sub-categories of one category have different descriptions")
	}},
	{"codes of other parts", func(f *filing, random *rand.Rand) fault {
		where := map[string][]string{"4": {"STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"},
			"5": {"STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"},
			"6": {"STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER", "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"}}
		id := []string{"4", "5", "6"}[random.IntN(3)]
		row := slices.Clone(f.tables[id][1])
		row[3] = where[id][random.IntN(2)]
		f.tables[id] = append(f.tables[id], row)
		return f.at(id, len(f.tables[id])-1, "Annex II, I.6")
	}},
	{"codes that there are not", func(f *filing, random *rand.Rand) fault {
		id := []string{"3", "4", "5", "6"}[random.IntN(4)]
		row := f.pick(id, random, keyword)
		f.tables[id][row][3] += "S"
		return f.at(id, row, "Annex II, I.6")
	}},
	{"scopes that there are not", func(f *filing, random *rand.Rand) fault {
		id := []string{"7", "8", "9", "10"}[random.IntN(4)]
		row := 1 + random.IntN(len(f.tables[id])-1)
		f.tables[id][row][5] = "XX"
		return f.at(id, row, "Annex II, I.6")
	}},
	{"rows", func(f *filing, random *rand.Rand) fault {
		id := []string{"4", "5", "6", "7", "9", "10"}[random.IntN(6)]
		row := f.pick(id, random, func(row []string) bool { return !category(row) })
		f.tables[id] = slices.Delete(f.tables[id], row, row+1)
		return f.at(id, 0, "Annex II, I.6")
	}},
	{"rows twice", func(f *filing, random *rand.Rand) fault {
		id := []string{"7", "8", "9", "10"}[random.IntN(4)]
		row := 1 + random.IntN(len(f.tables[id])-1)
		f.tables[id] = append(f.tables[id], f.tables[id][row])
		return f.at(id, len(f.tables[id])-1, "Annex II, I.6")
	}},
	{"columns", func(f *filing, random *rand.Rand) fault {
		id := []string{"3", "4", "5", "6", "7", "8", "9", "10"}[random.IntN(8)]
		at := random.IntN(len(f.tables[id][0]))
		f.tables[id][0][at] = "Other"
		return f.at(id, 0, "Annex II, I.6")
	}},
	{"whole numbers", func(f *filing, random *rand.Rand) fault {
		id := []string{"3", "4", "5", "6"}[random.IntN(4)]
		column := map[string]int{"3": 6, "4": 5, "5": 5, "6": 5}[id]
		row := f.pick(id, random, keyword)
		f.tables[id][row][column] = []string{"2.97", "-3", "1,234", "12 ", "1e3", "~5", "n/a", "4.0"}[random.IntN(8)] + ""
		if f.tables[id][row][column] == "12 " {
			f.tables[id][row][column] = "1 2"
		}
		return f.at(id, row, "Annex II, I.4")
	}},
	{"shares", func(f *filing, random *rand.Rand) fault {
		row := f.pick("8", random, func(row []string) bool { return strings.Contains(row[4], "Accuracy of") })
		f.tables["8"][row][6] = []string{"97.55", "98.8%", "1.01", "-0.1", "0,93"}[random.IntN(5)]
		return f.at("8", row, "Annex II, I.4")
	}},
	{"shares of outcomes", func(f *filing, random *rand.Rand) fault {
		row := f.pick("7", random, of("Percentage of outcomes implemented"))
		f.tables["7"][row][6] = fmt.Sprint(1+random.IntN(99), ".", 1+random.IntN(9))
		return f.at("7", row, "Annex II, I.4")
	}},
	{"hours", func(f *filing, random *rand.Rand) fault {
		row := f.pick("4", random, keyword)
		f.tables["4"][row][9] = []string{"04:06:00", "18.75hrs", "-1", "42,03", "3 days"}[random.IntN(5)]
		return f.at("4", row, "Annex II, I.4")
	}},
	{"one service", func(f *filing, random *rand.Rand) fault {
		id := []string{"3", "4", "5", "6", "7", "8", "9", "10"}[random.IntN(8)]
		row := 1 + random.IntN(len(f.tables[id])-1)
		f.tables[id][row][1] = []string{"Example market", "", "Example"}[random.IntN(3)]
		return f.at(id, row, "Annex II, I.3")
	}},
	{"one period", func(f *filing, random *rand.Rand) fault {
		id := []string{"3", "4", "5", "6", "7", "8", "9", "10"}[random.IntN(8)]
		row := 1 + random.IntN(len(f.tables[id])-1)
		wrong := []string{"2026-01-01/2026-12-32", "2025-01-01/2025-12-31", "2026", "YYYY-MM-DD/YYYY-MM-DD"}
		f.tables[id][row][2] = wrong[random.IntN(len(wrong))]
		return f.at(id, row, "Annex II, I.3")
	}},
	{"for whom rows are", func(f *filing, random *rand.Rand) fault {
		f.files["data/site.toml"] = bytes.Replace(f.files["data/site.toml"], []byte(`"vlop"`), []byte(`"platform"`), 1)
		delete(f.files, "data/datasets/example-9.toml")
		delete(f.files, "data/datasets/example-10.toml")
		row := f.pick("8", random, func(row []string) bool { return len(row[5]) == 2 })
		f.tables["8"][row][6] = []string{"0", "1"}[random.IntN(2)]
		return f.at("8", row, "Annex II, I.1")
	}},
	{"parts", func(f *filing, random *rand.Rand) fault {
		id := []string{"3", "5", "6", "7", "8", "9", "10"}[random.IntN(7)]
		delete(f.files, "data/datasets/example-"+id+".toml")
		return fault{"data/site.toml", 0, "Annex II, I.2"}
	}},
	{"decisions", func(f *filing, random *rand.Rand) fault {
		indicator := []string{"Number of complaints submitted to the internal-complaints mechanism",
			"Complaint regarding a decision to suspend or terminate an account",
			"Number of disputes submitted to out-of-court dispute settlement bodies"}[random.IntN(3)]
		scope := []string{"Decisions upheld", "Decisions reversed", "Decisions partially reversed"}[random.IntN(3)]
		f.add("7", f.pick("7", random, of(indicator, scope)), 6, 2000+random.IntN(99))
		return f.at("7", f.pick("7", random, of(indicator, "Decisions upheld")), "Annex I, part 7")
	}},
	{"kinds of complaints", func(f *filing, random *rand.Rand) fault {
		row := f.pick("7", random, of("Complaint regarding a decision to suspend or terminate an account", "Total number"))
		f.add("7", row, 6, 1+random.IntN(99))
		return f.at("7", 1, "Annex I, part 7")
	}},
	{"complaints of flaggers", func(f *filing, random *rand.Rand) fault {
		row := f.pick("7", random, of("Complaint regarding a decision not to take action on a notice submitted "+
			"by a Trusted Flagger in accordance with Article 16", "Total number"))
		f.add("7", row, 6, 600+random.IntN(99))
		notice := f.pick("7", random, of("Complaint regarding a decision not to take action on a notice submitted "+
			"in accordance with Article 16", "Total number"))
		return f.at("7", notice, "Annex I, part 7")
	}},
	{"moderators of a language", func(f *filing, random *rand.Rand) fault {
		row := f.pick("9", random, func(row []string) bool { return len(row[5]) == 2 })
		f.add("9", row, 6, 500+random.IntN(99))
		return f.at("9", row, "Annex I, part 9")
	}},
	{"moderators", func(f *filing, random *rand.Rand) fault {
		f.add("9", 3, 6, 6+random.IntN(99))
		return f.at("9", 3, "Annex I, part 9")
	}},
	{"languages", func(f *filing, random *rand.Rand) fault {
		kind := []string{"Number of measures solely taken by automated means",
			"Number of measures not taken by automated means"}[random.IntN(2)]
		row := f.pick("8", random, func(row []string) bool { return len(row[5]) == 2 && strings.TrimSpace(row[4]) == kind })
		f.tables["8"][row][6] = strconv.Itoa(90000 + random.IntN(999))
		return fault{f.file("8"), 0, "Annex I, part 8"}
	}},
	{"own initiative", func(f *filing, random *rand.Rand) fault {
		row := f.pick("8", random, of("Number of measures solely taken by automated means", "Own-initiative"))
		f.add("8", row, 6, 1+random.IntN(99))
		return f.at("8", row, "Annex I, part 8")
	}},
	{"items", func(f *filing, random *rand.Rand) fault {
		row := f.pick("4", random, func(row []string) bool { return keyword(row) && row[5] != "0" })
		n, _ := strconv.Atoi(f.tables["4"][row][5])
		items, _ := strconv.Atoi(f.tables["4"][row][7])
		for r := row; r > 0; r = f.step(r) {
			f.add("4", r, 7, n-1-items)
		}
		return f.at("4", row, "Annex I, parts 3 and 4")
	}},
	{"years", func(f *filing, random *rand.Rand) fault {
		row := f.pick("4", random, func(row []string) bool { return keyword(row) && row[9] != "" })
		f.tables["4"][row][9] = strconv.Itoa(8761 + random.IntN(99999))
		return f.at("4", row, "Annex II, I.4")
	}},
	{"medians of nothing", func(f *filing, random *rand.Rand) fault {
		row := f.pick("4", random, func(row []string) bool { return keyword(row) && row[5] == "0" })
		f.tables["4"][row][9] = "0"
		return f.at("4", row, "Annex II, I.1")
	}},
}

// step is the row whose figure a row of part 4 is a part of: its category, then the total, then 0.
func (f *filing) step(row int) int {
	switch {
	case keyword(f.tables["4"][row]):
		return f.above("4", row)
	case row > 1:
		return 1
	}
	return 0
}

// TestPlantedFaults plants each kind of mistake into a sound report: each is told where it stands, with the
// paragraph that asks for it. VITRINE_FAULTS sets how many of each kind; in CI they are ten.
func TestPlantedFaults(t *testing.T) {
	times := 2
	switch {
	case testing.Short():
		times = 1
	case os.Getenv("VITRINE_CI") != "":
		times = 10
	}
	if n, err := strconv.Atoi(os.Getenv("VITRINE_FAULTS")); err == nil {
		times = n
	}
	if list := newFiling(t).problems(t); len(list) > 0 {
		t.Fatalf("the sound report: %v", list[0])
	}
	random := rand.New(rand.NewPCG(26, 2835))
	planted := 0
	for _, p := range planters {
		for range times {
			f := newFiling(t)
			want := p.do(f, random)
			planted++
			list := f.problems(t, slices.Collect(maps.Keys(f.tables))...)
			if !slices.ContainsFunc(list, func(x source.Problem) bool {
				return x.Pos.File == want.file && (want.line == 0 || x.Pos.Line == want.line) &&
					strings.Contains(x.Text, want.paragraph)
			}) {
				t.Errorf("%s: %+v is not told, but %v", p.rule, want, list[:min(3, len(list))])
				break
			}
		}
	}
	t.Logf("%d faults of %d kinds", planted, len(planters))
}

// TestRulesTellNoFigures holds that no message of a rule repeats a figure.
func TestRulesTellNoFigures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	figure := regexp.MustCompile(`[0-9]{5,}`)
	for _, p := range planters {
		f := newFiling(t)
		p.do(f, random)
		for _, x := range f.problems(t, slices.Collect(maps.Keys(f.tables))...) {
			if text := strings.ReplaceAll(x.Text, "8760", ""); figure.MatchString(text) {
				t.Errorf("%s: %s", p.rule, x)
			}
		}
	}
}
