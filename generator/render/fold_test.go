package render

import (
	"html/template"
	"strings"
	"testing"
)

// TestFold: what is folded is what would have been written, wherever it stands, and
// of what can't be folded nothing changes.
func TestFold(t *testing.T) {
	text := `{{define "article.html"}}<!doctype html><title>{{say "a <b> & c"}}</title><p title="{{say "\"' <"}}">{{say "<i>&+\"'"}} {{.}}</p>
<a href="{{say "/a b/?c=d&e=<"}}" onclick="f({{say "x</script>"}})">{{say "one" | printf "%s %s" .}}{{if .}}{{say "yes"}}{{else}}{{say "no"}}{{end}}</a>
{{with .}}{{say "in"}}{{end}}{{range list}}{{say "again"}}{{end}}{{template "part" .}}<script>{{say "in a </script>"}}</script>{{unknown "gone"}}{{end}}{{define "part"}}{{say "part"}}{{end}}`
	calls := 0
	funcs := template.FuncMap{
		"say":     func(s string) string { calls++; return s },
		"unknown": func(s string) string { return s },
		"list":    func() []int { return []int{1, 2} },
	}
	write := func(fold func(*template.Template)) (string, int) {
		set := template.Must(template.New("").Funcs(funcs).Parse(text))
		fold(set)
		calls = 0
		var b strings.Builder
		if err := set.ExecuteTemplate(&b, "article.html", "data"); err != nil {
			t.Fatal(err)
		}
		return b.String(), calls
	}
	want, before := write(func(*template.Template) {})
	got, after := write(func(set *template.Template) {
		fold(set, map[string]func(string) (string, bool){"say": func(s string) (string, bool) { return s, true }, "unknown": func(string) (string, bool) { return "", false }})
	})
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if before != 12 || after != 3 { // in scripts, and in a longer pipe
		t.Errorf("%d calls, and %d when folded", before, after)
	}
}
