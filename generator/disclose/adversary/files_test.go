package adversary

import (
	"fmt"
	"math/big"
	"testing"
)

// TestFiles has published tables that the attacker must break, each in another way, and one
// that he must not.
func TestFiles(t *testing.T) {
	at := func(file, key string) string { return Name(file, []string{key, "p"}, "n") }
	for name, c := range map[string]struct {
		files  map[string]string
		assume func(f *Files)
		asked  string
		lo, hi string
	}{
		"a total and all parts but one": {map[string]string{"d": "sex,source,n,n_marks\nall,p,50,\nwomen,p,47,\nmen,p,,c\n"},
			func(f *Files) { f.Sum(at("d", "all"), at("d", "women"), at("d", "men")) }, at("d", "men"), "3", "3"},
		"two files": {map[string]string{"d": "sex,source,n\nwomen,p,57\nmen,p,\n",
			"e": "place,source,n\nall,p,60\n"}, func(f *Files) {
			f.Sum(at("d", "all"), at("d", "women"), at("d", "men"))
			f.Sum(at("d", "all"), at("e", "all"))
		}, at("d", "men"), "3", "3"},
		"an order": {map[string]string{"d": "place,source,n\nall,p,20\na,p,5\nb,p,\nc,p,\n"}, func(f *Files) {
			f.Sum(at("d", "all"), at("d", "a"), at("d", "b"), at("d", "c"))
			f.AtLeast(at("d", "b"), at("d", "c"))
		}, at("d", "b"), "15/2", "15"},
		"a quotient": {map[string]string{"d": "sex,source,n\nmen,p,\n"},
			func(f *Files) { f.Between(at("d", "men"), 3, 3) }, at("d", "men"), "3", "3"},
		"nothing": {map[string]string{"d": "sex,source,n\nall,p,50\nwomen,p,\nmen,p,\n"},
			func(f *Files) { f.Sum(at("d", "all"), at("d", "women"), at("d", "men")) }, at("d", "men"), "0", "50"},
	} {
		f := NewFiles()
		for file, text := range c.files {
			if _, err := f.Read(file, text, 2); err != nil {
				t.Fatal(err)
			}
		}
		c.assume(f)
		lo, hi, possible := f.Bounds(c.asked)
		if got := fmt.Sprint(possible, " ", show(lo), " ", show(hi)); got != "true "+c.lo+" "+c.hi {
			t.Errorf("%s: %s", name, got)
		}
	}
	f := NewFiles()
	if _, err := f.Read("d", "no table", 2); err == nil {
		t.Error("a file without keys was read")
	}
	f.Assume(3, map[string]int64{"x": 1})
	f.Assume(4, map[string]int64{"x": 1})
	if _, _, possible := f.Bounds("x"); possible {
		t.Error("a contradiction was not seen")
	}
}

func show(r *big.Rat) string {
	if r == nil {
		return "open"
	}
	return r.RatString()
}
