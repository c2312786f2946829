package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// parted is a part of a dataset of months, places and one measure, of which each row is
// "PERIOD PLACE FIGURE/MARKS SOURCE"; without a source it is the police's.
func parted(rows ...string) Part {
	d := &report.Dataset{
		ID: "d",
		Dimensions: []*report.Dimension{
			{ID: "month", Kind: report.KindPeriod},
			{ID: "place", Total: "all", Members: []*report.Member{{ID: "all"}, {ID: "north"}, {ID: "york", Parent: "north"},
				{ID: "leeds", Parent: "north"}, {ID: "south"}, {ID: "west"}}},
		},
		Measures: []*report.Measure{{ID: "n", Unit: report.Label{"": "persons"}, People: true},
			{ID: "rate", Unit: report.Label{"": "per 1,000"}, Per: report.Per{Number: 1000}}},
	}
	sources := map[string][]*report.Source{}
	for _, text := range rows {
		f := append(strings.Fields(text), "police")
		if sources[f[3]] == nil {
			sources[f[3]] = []*report.Source{{ID: f[3]}}
		}
		months := d.Dimensions[0]
		if months.Member(f[0]) == nil {
			period, err := report.ParsePeriod(f[0])
			if err != nil {
				panic(err)
			}
			months.Members = append(months.Members, &report.Member{ID: f[0], Period: period})
		}
		cell := figure(f[2])
		cell.Sources = sources[f[3]]
		d.Rows = append(d.Rows, &report.Row{Keys: f[:2], Sources: cell.Sources, Cells: []report.Cell{cell, {Sources: cell.Sources}}})
	}
	return Part{Dataset: d, Rows: d.Rows, Measures: []int{0}}
}

// figure is a cell like 5, >5, ~5, 5/p, or c, x, z.
func figure(text string) (cell report.Cell) {
	number, marks, _ := strings.Cut(text, "/")
	for _, mark := range marks {
		cell.Marks = append(cell.Marks, string(mark))
	}
	states := map[string]report.State{"c": report.Suppressed, "x": report.Missing, "z": report.NotApplicable}
	if state, ok := states[number]; ok {
		cell.State = state
		return cell
	}
	digits := strings.TrimLeft(number, "<>=~")
	cell.Bound = report.Bound(strings.TrimSuffix(number, digits))
	value, err := report.ParseDecimal(digits)
	if err != nil {
		panic(err)
	}
	cell.Value = value
	return cell
}

// written are the rows of a part: keys, the first figure with its marks, and sources.
func written(p Part) string {
	var list []string
	for _, row := range p.Rows {
		text := strings.Join(row.Keys, " ") + " " + row.Cells[0].Code()
		for _, mark := range row.Cells[0].Marks {
			text += "/" + mark
		}
		if ids := row.SourceIDs(); ids != "police" {
			text += " " + ids
		}
		list = append(list, strings.TrimSpace(text))
	}
	return strings.Join(list, "; ")
}

func partWords() *locale.Locale {
	words := report.Words{"others": "others ({n})", "part-of-year": "{from} to {to}"}
	for i := range 12 {
		words[fmt.Sprintf("month-%d", i+1)] = fmt.Sprint("month ", i+1)
	}
	return locale.New(&report.Site{Language: "en", Words: words})
}

// TestSum: a sum says what its parts say together, and no more; its marks and sources are all of theirs.
func TestSum(t *testing.T) {
	for _, c := range []struct {
		name     string
		rows     []string
		bySource bool
		want     string // rows, or the mistake
	}{
		{"numbers", []string{"2020 south 5", "2020 west 7"}, false, "2020 12"},
		{"a total is no part", []string{"2020 all 30", "2020 south 5", "2020 west 7"}, false, "2020 12"},
		{"nor is a whole", []string{"2020 north 30", "2020 york 5", "2020 leeds 7", "2020 south 1"}, false, "2020 13"},
		{"but where its parts are not there", []string{"2020 north 30", "2020 south 1", "2021 york 5", "2021 north 30"}, false, "2020 31; 2021 5"},
		{"a total alone", []string{"2020 all 30", "2021 south 5"}, false, "2020 30; 2021 5"},
		{"withheld", []string{"2020 south 5", "2020 west c", "2021 south x", "2021 west c"}, false, "2020 [c]; 2021 [c]"},
		{"a total does not tell it", []string{"2020 all 9", "2020 south 5", "2020 west c"}, false, "2020 [c]"},
		{"missing", []string{"2020 south 5", "2020 west x"}, false, "2020 [x]"},
		{"what can't apply", []string{"2020 south 5", "2020 west z", "2021 south z", "2021 west z"}, false, "2020 5; 2021 [z]"},
		{"bounds", []string{"2020 south 5", "2020 west >7", "2021 south <5", "2021 west <5"}, false, "2020 >12; 2021 <10"},
		{"a bound on either side", []string{"2020 south 5", "2020 west <5"}, false, "2020 5..10"},
		{"rounded", []string{"2020 south ~50", "2020 west 7"}, false, "2020 ~57"},
		{"a bound is not rounded", []string{"2020 south ~100", "2020 west <6"}, false, "2020 50..156"},
		{"decimals", []string{"2020 south 0.5", "2020 west 0.25"}, false, "2020 0.75"},
		{"negative ones", []string{"2020 south -5", "2020 west 2"}, false, "2020 -3"},
		{"marks", []string{"2020 south 5/p", "2020 west 7/eb", "2021 west 7/u"}, false, "2020 12/p/b/e; 2021 7/u"},
		{"sources", []string{"2020 south 5", "2020 west 7 court"}, false, "2020 12 court,police"},
		{"rivals apart", []string{"2020 south 5", "2020 south 6 court", "2020 west 1", "2020 west 2 court"}, true, "2020 6; 2020 8 court"},
		{"rivals apart, of which one has the total", []string{"2020 south 5", "2020 all 6 court"}, true, "2020 5; 2020 6 court"},
		{"rivals", []string{"2020 south 5", "2020 south 6 court"}, false, "two sources speak of one thing, which can't be added up"},
	} {
		p, mistake := parted(c.rows...).Sum([]string{"place"}, nil, c.bySource, source.Pos{})
		if got := either(p, mistake); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	p := parted("2020 all 9", "2020 south 5")
	for name, c := range map[string]struct {
		ids      []string
		where    report.Where
		measures []int
		want     string
	}{
		"no dimension":       {[]string{"plaec"}, nil, []int{0}, `d has no dimension "plaec" (did you mean "place"?)`},
		"a total by where":   {[]string{"place"}, report.Where{{Key: "place"}}, []int{0}, "this would add the total of place to its parts (leave it out with place = !all)"},
		"all dimensions":     {[]string{"month", "place"}, nil, []int{0}, "5"},
		"a rate is no total": {[]string{"place"}, report.Where{{Key: "place"}}, []int{1}, "rate is a rate, per 1,000, and rates can't be added (divide sums of what it was computed from)"},
	} {
		p.Measures = c.measures
		made, mistake := p.Sum(c.ids, c.where, false, source.Pos{})
		got := either(made, mistake)
		if mistake != nil && mistake.Hint != "" {
			got += " (" + mistake.Hint + ")"
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func either(p Part, mistake *Mistake) string {
	if mistake != nil {
		return mistake.Text
	}
	return written(p)
}

// TestSumSays: what is said of parts is said of their sum: notes, and that a source denies one. Nothing
// is said of one that is withheld.
func TestSumSays(t *testing.T) {
	p := parted("2020 south 5", "2020 west 7", "2021 south c", "2021 west 7", "2020 west 9 court")
	note := &report.Text{}
	p.Dataset.Notes = []*report.Note{{Where: report.Where{{Key: "place", Members: []string{"west"}}}, Mark: "p", Text: report.Prose{"": note}}}
	p.Dataset.Conflicts = []*report.Conflict{{}}
	p.Rows[0].Cells[0].Note = &report.Text{}
	p.Rows = p.Rows[:4]
	sum, mistake := p.Sum([]string{"place"}, nil, false, source.Pos{})
	if got := either(sum, mistake); got != "2020 12/p; 2021 [c]" {
		t.Fatal(got)
	}
	if !sum.Denied(sum.Rows[0], 0) || sum.Denied(sum.Rows[1], 0) {
		t.Error("a source that denies a part is not told of, or of another one")
	}
	notes := sum.NotesOn(sum.Rows[0], 0)
	if len(notes) != 2 || len(sum.NotesOn(sum.Rows[1], 0)) != 0 {
		t.Errorf("%d notes, and %d on what is withheld", len(notes), len(sum.NotesOn(sum.Rows[1], 0)))
	}
	sum, mistake = sum.Step("month", "year", false, source.Pos{})
	if got := either(sum, mistake); got != "2020 12/p; 2021 [c]" || len(sum.NotesOn(sum.Rows[0], 0)) != 2 || !sum.Denied(sum.Rows[0], 0) {
		t.Errorf("after another step: %s", got)
	}
	grid := sum.Points(partWords(), "", "", []string{"2020"}, []string{"n"}, func(int, int) (*report.Row, int) { return sum.Rows[0], 0 })
	if cell := grid.Rows[0].Cells[1]; !cell.Differs || len(cell.Notes) != 2 || !slices.Equal(cell.Marks, []string{"p"}) {
		t.Errorf("the table has %+v", cell)
	}
}

// TestStep: only periods that are filled are added up, of each place alone.
func TestStep(t *testing.T) {
	months := func(place string, from, to int) (rows []string) {
		for i := from; i <= to; i++ {
			rows = append(rows, fmt.Sprintf("2020-%02d %s 1", i, place))
		}
		return rows
	}
	for _, c := range []struct {
		name   string
		rows   []string
		length string
		want   string
	}{
		{"months to a year", months("south", 1, 12), "year", "2020 south 12"},
		{"to quarters, of which one has a gap", months("south", 1, 5), "quarter", "2020-01/2020-03 south 3"},
		{"one place has all months, one does not", slices.Concat(months("south", 1, 12), months("west", 1, 3)), "year", "2020 south 12"},
		{"a year that is there", append(months("south", 1, 12), "2020 south 13"), "year", "2020 south 13"},
		{"of one place alone", slices.Concat(months("south", 1, 12), []string{"2020 west 13"}), "year", "2020 south 12; 2020 west 13"},
		{"written otherwise", append(months("south", 1, 12), "2020-01/2020-12 south 13"), "year", "2020 south 13"},
		{"quarters beside months", append(months("south", 1, 6), "2020-01/2020-03 south 5"), "half-year", "2020-01/2020-06 south 8"},
		{"half-years", []string{"2020-01/2020-06 south 5", "2020-07/2020-12 south >6"}, "year", "2020 south >11"},
		{"a month withheld", []string{"2020-01 south 5", "2020-02 south c", "2020-03 south 1"}, "quarter", "2020-01/2020-03 south [c]"},
		{"a quarter beside a month withheld", []string{"2020-01 south 5", "2020-02 south c", "2020-03 south 1", "2020-01/2020-03 south 9"}, "quarter",
			"2020-01/2020-03 south 9"},
		{"weeks", []string{"2020-01-06/2020-01-12 south 5"}, "month", ""},
		{"open ones", []string{"2020/.. south 5"}, "year", ""},
		{"a break", []string{"2020-01 south 5", "2020-02 south 1/b", "2020-03 south 1/f"}, "quarter", "2020-01/2020-03 south 7/b/f"},
		{"rivals", []string{"2020 south 5", "2020 south 6 court"}, "year", "two sources speak of one thing, which can't be added up"},
	} {
		p, mistake := parted(c.rows...).Step("month", c.length, false, source.Pos{})
		if got := either(p, mistake); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	p := parted(months("south", 1, 12)...)
	p.Dataset.Dimensions[0].Running = true
	_, mistake := p.Step("month", "year", false, source.Pos{})
	if mistake == nil || mistake.Text != "month has running totals, which can't be added" {
		t.Errorf("running totals: %v", mistake)
	}
	for _, key := range []string{"place", "measure", "source", ""} {
		if _, mistake := p.Step(key, "year", false, source.Pos{}); mistake == nil || mistake.Hint == "" {
			t.Errorf("%q: %v", key, mistake)
		}
	}
}

// TestFold: the years of months lie over one another. Whole years, and parts that overlap, have no place.
func TestFold(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []string
		want string
	}{
		{"months", []string{"2020-02 south 5", "2021-01 south 6", "2021-02 south c"}, "02 2020 south 5; 01 2021 south 6; 02 2021 south [c]"},
		{"half-years", []string{"2020-01/2020-06 south 5", "2021-01/2021-06 south 6"}, "01/06 2020 south 5; 01/06 2021 south 6"},
		{"whole years", []string{"2020 south 5", "2021-01/2021-12 south 6", "2021-02 south 1"}, "02 2021 south 1"},
		{"months and quarters", []string{"2020-01/2020-03 south 5", "2021-02 south 6"}, "month 1 to month 3 and month 2 of a year overlap, so they can't follow one another"},
		{"over the end of a year", []string{"2020-12/2021-01 south 5", "2021-02 south 6"}, "02 2021 south 6"},
		{"rivals stay apart", []string{"2020-02 south 5", "2020-02 south 6 court"}, "02 2020 south 5; 02 2020 south 6 court"},
		{"29 February", []string{"2020-02-29 south 5", "2021-02-28 south 6"}, "02-29 2020 south 5; 02-28 2021 south 6"},
	} {
		p, mistake := parted(c.rows...).Fold("month", partWords(), source.Pos{})
		if got := either(p, mistake); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if mistake == nil && p.Dataset.Dimensions[0].ID == p.Dataset.Dimensions[1].ID {
			t.Errorf("%s: two dimensions have one id", c.name)
		}
	}
	p := parted("2020-02 south 5")
	p.Dataset.Dimensions[0].ID = "year" // a usual name
	if p, mistake := p.Fold("year", partWords(), source.Pos{}); mistake != nil || p.Dataset.Index(YearID) != 1 {
		t.Error("a dimension that is called year can't be folded")
	}
}

// TestOrder: greatest first; nothing is known of what is withheld, so that it stands last, and its
// member is one of the others.
func TestOrder(t *testing.T) {
	order := func(p Part) string { return strings.Join(p.Dataset.Dimensions[1].IDs(), " ") }
	l := partWords()
	for _, c := range []struct {
		name   string
		rows   []string
		by     string
		sorted string
		top    string // of two: the rows, or the mistake
	}{
		{"by size", []string{"2020 york 5", "2020 south 7", "2020 west 6"}, "value", "south west york", "2020 (others) 5; 2020 south 7; 2020 west 6"},
		{"by title", []string{"2020 york 5", "2020 south 7", "2020 west 6"}, "title", "south west york", "2020 (others) 5; 2020 south 7; 2020 west 6"},
		{"withheld", []string{"2020 york c", "2020 south 7", "2020 west 6"}, "value", "south west york", "2020 (others) [c]; 2020 south 7; 2020 west 6"},
		{"withheld in one of two years", []string{"2020 york 900", "2021 york c", "2020 south 7", "2021 south 1", "2020 west 6"}, "value", "south west york",
			"2020 (others) 900; 2021 (others) [c]; 2020 south 7; 2021 south 1; 2020 west 6"},
		{"two withheld", []string{"2020 york c", "2020 south c", "2020 west 6"}, "value", "west york south", "2020 (others) [c]; 2020 west 6"},
		{"equal ones", []string{"2020 york 5", "2020 south 5", "2020 west 5"}, "value", "york south west", "2020 york 5; 2020 south 5; 2020 (others) 5"},
		{"negative ones", []string{"2020 york -5", "2020 south 0", "2020 west -1"}, "value", "south west york", "2020 (others) -5; 2020 south 0; 2020 west -1"},
		{"missing", []string{"2020 york x", "2020 south 5", "2020 west 6"}, "value", "west south york", "2020 (others) [x]; 2020 south 5; 2020 west 6"},
		{"no more than two", []string{"2020 south 5", "2020 west 6"}, "value", "west south", "2020 south 5; 2020 west 6"},
		{"sums of years", []string{"2020 york 5", "2021 york 5", "2020 south 7", "2020 west 6"}, "value", "york south west",
			"2020 york 5; 2021 york 5; 2020 south 7; 2020 (others) 6"},
		{"a total", []string{"2020 all 18", "2020 york 5", "2020 south 7"}, "value", "all south york", "all holds south, so the others would count some twice"},
		{"a whole", []string{"2020 north 18", "2020 york 5", "2020 south 7"}, "value", "north south york", "north holds york, so the others would count some twice"},
	} {
		p := parted(c.rows...)
		sorted, mistake := p.SortBy("place", c.by, 0, l, source.Pos{})
		if mistake != nil || order(sorted) != c.sorted {
			t.Errorf("%s: %s, %v", c.name, order(sorted), mistake)
		}
		top, left, mistake := p.Top("place", 2, 0, false, l, source.Pos{})
		if got := either(top, mistake); got != c.top || left != 0 {
			t.Errorf("%s: the top is %s, without %d", c.name, got, left)
		}
	}
	for _, key := range []string{"source", "measure", ""} {
		if _, mistake := parted("2020 south 5").SortBy(key, "value", 0, l, source.Pos{}); mistake == nil || mistake.Hint == "" {
			t.Errorf("sorted by %q: %v", key, mistake)
		}
	}
	if _, _, mistake := parted("2020 south 5", "2021 south 6").Top("month", 1, 0, false, l, source.Pos{}); mistake == nil || mistake.Hint == "" {
		t.Errorf("the top of times: %v", mistake)
	}
}

// TestTopOfRates: what does not add up is left out; a member that is called others is one like all.
func TestTopOfRates(t *testing.T) {
	p := parted("2020 york 5", "2020 south 7", "2020 west 6")
	for i, row := range p.Rows {
		row.Cells[1].Value = report.Whole(10 * (i + 1))
	}
	p.Measures = []int{1}
	made, left, mistake := p.Top("place", 2, 1, false, partWords(), source.Pos{})
	if mistake != nil || left != 1 || len(made.Rows) != 2 || made.Rows[1].Cells[1].Code() != "30" {
		t.Errorf("%v, %d left out, %d rows", mistake, left, len(made.Rows))
	}
	p = parted("2020 others 50", "2020 south 7", "2020 west 6")
	p.Dataset.Dimensions[1].Members = append(p.Dataset.Dimensions[1].Members, &report.Member{ID: "others"})
	made, _, mistake = p.Top("place", 1, 0, false, partWords(), source.Pos{})
	if got := either(made, mistake); got != "2020 others 50; 2020 (others) 13" {
		t.Error(got)
	}
}
