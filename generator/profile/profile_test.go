package profile

import (
	"strings"
	"testing"

	"vitrine/generator/source"
)

// small is a profile that is sound.
const small = `title = "Counts"
name = "city"
set = { City = "{city}" }
deadline = "P2M"
[answers]
columns = ["id", "title", "kind"]
rows = [["city", "City", "text"]]
[applies]
column = "For"
answer = "city"
columns = ["id", "csv", "answers"]
rows = [["all", "All", "x"]]
[codes.kind]
columns = ["in", "id", "csv"]
rows = [["", "all", "ALL"], ["", "a", "A"], ["a", "b", "B"]]
[[part]]
id = "1"
file = "counts"
columns = ["For", "City", "Kind"]
rows = [{ applies = "all", members = ["all", "a", "b"] }]
[part.measures]
columns = ["id", "kind", "column", "part_of"]
rows = [["n", "count", "Number", ""], ["m", "count", "Others", "n"]]
[[part.dimension]]
id = "kind"
kind = "category"
codes = "kind"
column = "Kind"
total = "all"
[checks]
columns = ["check", "parts", "paragraph", "message"]
rows = [["total", "1", "§ 1", "it adds up"]]
[[rule]]
id = "r"
parts = ["1"]
when = "n>0"
holds = ["m[kind=a]<=n", "sum(m[kind=!all])<=n[kind=all]+1"]
message = "m is less"
level = "advice"
`

// TestMistakes: what a profile names has to be there, so that nothing that is misspelt switches a rule off.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"", "", ""},
		{`title = "Counts"`, `titel = "Counts"`, `unknown key "titel"`},
		{`name = "city"`, `name = "citty"`, `there is no answer "citty"`},
		{`"{city}"`, `"{town}"`, `there is no answer "town"`},
		{`"P2M"`, `"2 months"`, `is no length of time`},
		{`answer = "city"`, `answer = "tier"`, `there is no answer "tier"`},
		{`"City", "text"]`, `"City", "txt"]`, `"txt" is no kind of answer`},
		{`["a", "b", "B"]`, `["z", "b", "B"]`, `b is in "z"`},
		{`["", "a", "A"], ["a", "b", "B"]`, `["b", "a", "A"], ["a", "b", "B"]`, `or in itself`},
		{`["", "a", "A"]`, `["", "../a", "A"]`, `can't be the id of a code`},
		{`["m", "count"`, `["n_notes", "count"`, `can't be the id of a column`},
		{`["m", "count"`, `["kind", "count"`, `can't be the id of a column, or another has it`},
		{`["", "all", "ALL"]`, `["", "all"]`, `a row has 3 cells`},
		{`file = "counts"`, `file = "../counts"`, `can't be the name of a file`},
		{`applies = "all"`, `applies = "some"`, `there is no word "some" in [applies]`},
		{`members = ["all", "a", "b"]`, `members = ["all", "c"]`, `"c" is no code of kind`},
		{`rows = [{ applies = "all", members = ["all", "a", "b"] }]`, ``, `a part has rows`},
		{`"Others", "n"]`, `"Others", "x"]`, `part_of names "x"`},
		{`["n", "count"`, `["n", "cuont"`, `"cuont" is no kind of measure`},
		{`kind = "category"`, `kind = "catgory"`, `"catgory" is no kind of dimension`},
		{`codes = "kind"`, `codes = "kinds"`, `there is no list "kinds"`},
		{`total = "all"`, `total = "tot"`, `the total "tot" is no code of kind`},
		{`total = "all"`, `format = ["{yeer}-"]`, `a format has no token {yeer}`},
		{`["total", "1"`, `["total", "2"`, `there is no part "2"`},
		{`["total", "1"`, `["totals", "1"`, `there is no check "totals"`},
		{`parts = ["1"]`, `parts = ["2"]`, `there is no part "2"`},
		{`when = "n>0"`, `when = "garbage("`, `there is no function garbage`},
		{`m[kind=a]<=n`, `mm[kind=a]<=n`, `there is no measure "mm" in part 1`},
		{`m[kind=a]<=n`, `m[knd=a]<=n`, `"knd" is none`},
		{`m[kind=a]<=n`, `m[kind=c]<=n`, `"c" is no code of kind`},
		{`m[kind=a]<=n`, `m/2<=n`, `a rule adds and takes away`},
		{`m[kind=a]<=n`, `share(m)<=n`, `a rule adds and takes away`},
		{`m[kind=a]<=n`, `m`, `a rule compares two sums`},
		{`level = "advice"`, `level = "advise"`, `"advise" is no level`},
	} {
		text := strings.Replace(small, c.from, c.to, 1)
		if c.from != "" && text == small {
			t.Fatalf("%q is not there", c.from)
		}
		var problems source.Problems
		p := Parse("small", source.NewFile("small.toml", []byte(text)), &problems)
		said := ""
		for _, x := range problems.Sorted() {
			said += x.String() + "\n"
			if x.Pos.Line == 0 {
				t.Errorf("%s: no place: %s", c.to, x)
			}
		}
		if (p == nil) != (c.want != "") || !strings.Contains(said, c.want) || c.want == "" && said != "" {
			t.Errorf("%q: %q, want %q", c.to, said, c.want)
		}
	}
}

// TestBuiltIn: the profiles that come with the program are sound, and short.
func TestBuiltIn(t *testing.T) {
	names := Names()
	if len(names) != 2 {
		t.Errorf("%q", names)
	}
	for _, id := range names {
		var problems source.Problems
		if p := BuiltIn(id, &problems); p == nil || problems.Failed() {
			t.Errorf("%s: %v", id, problems.Sorted())
		}
		text, err := builtin.ReadFile(id + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		if n := len(text); n > 800*120 {
			t.Errorf("%s has %d characters", id, n)
		}
	}
	if BuiltIn("nothing", new(source.Problems)) != nil {
		t.Error("there is a profile of nothing")
	}
}
