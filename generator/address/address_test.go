package address

import (
	"strings"
	"testing"
)

// TestParse reads addresses and writes them again.
func TestParse(t *testing.T) {
	for _, c := range []struct{ text, written string }{
		{"d/n", "d/n"},
		{"/n?2024-Q1", "/n?2024-Q1"},
		{"women?previous", "women?previous"},
		{"d/(a-b)/b?year=2024&sex=!f", "d/(a-b)/b?year=2024&sex=!f"},
		{"d/a-(b-c)", "d/a-(b-c)"},
		{"d/a/(b/c)", "d/a/(b/c)"},
		{"d/n[2015..2018]>n[previous]", "d/n[2015..2018]>n[previous]"},
		{"d/a>b>=3.5", "d/a>b>=3.5"},
		{"d/change(m/n,region=south&2019)", "d/change(m/n,region=south&2019)"},
		{"d/every(n>n[previous])?*", "d/every(n>n[previous])?*"},
		{"d/share(n[sex=f,m])>1/2", "d/share(n[sex=f,m])>1/2"},
		{"d/per(sum(n),day)?2018-06/2018-12", "d/per(sum(n),day)?2018-06/2018-12"},
		{"d/month?*&at=max(n)", "d/month?*&at=max(n)"},
		{"d/n?date=2017-10-26/..", "d/n?date=2017-10-26/.."},
		{"d/count()", "d/count()"},
		{"d/cells(2022-09-27)", "d/cells(2022-09-27)"},
		{"d/n?year=2024&as=percent.1", "d/n?year=2024"},
	} {
		a, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %s at %d", c.text, err.Text, err.Offset)
			continue
		}
		if got := a.String(); got != c.written {
			t.Errorf("%s is written %s", c.text, got)
		}
	}
	if a, _ := Parse("d/n?as=percent.1"); a.Style != "percent.1" {
		t.Errorf("the style is %q", a.Style)
	}
}

// TestMistakes says what is wrong with an address, and where.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		text, wrong string
		offset      int
	}{
		{"", "an address is", 0},
		{"d/", "a measure is missing", 2},
		{"d/n[2024", "a closing square bracket", 8},
		{"d/n)", `")" is not expected`, 3},
		{"d/avg(n)", "there is no function avg", 2},
		{"d/every(n)", "write every(CLAIM)", 2},
		{"d/per(n,days)", "write per(MEASURE,day)", 2},
		{"d/n?year=1&year=2", "twice", 11},
		{"d/n?year=", "KEY=VALUE", 9},
		{"d/n?year=1,,2", "a member is missing", 13},
		{"d/n?at=n", "write at=max", 4},
		{"d/" + strings.Repeat("(", 30) + "n", "nested too deep", 22},
		{"d/n" + strings.Repeat("+n", 300), "at most 200 terms", 402},
	} {
		_, err := Parse(c.text)
		if err == nil || !strings.Contains(err.Text, c.wrong) || err.Offset != c.offset {
			t.Errorf("%.30s: %+v, want %q at %d", c.text, err, c.wrong, c.offset)
		}
	}
}

// FuzzParse: what is read is written as it is read again, and mistakes lie in the text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"d/n", "/a>b[*]?2024-Q1&at=max(n)", "x?previous",
		"d/change(a/b,c=d)", "d/((", "d/n?=", "d/1.5<n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := Parse(text)
		if err != nil {
			if err.Offset < 0 || err.Offset > len(text) {
				t.Errorf("%q: a mistake at %d", text, err.Offset)
			}
			return
		}
		again, err := Parse(a.String())
		if err != nil || again.String() != a.String() {
			t.Errorf("%q is written %q, which is read otherwise: %v", text, a.String(), err)
		}
	})
}
