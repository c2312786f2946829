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

// TestAddresses: an address is written as html/template writes it, whatever it is.
func TestAddresses(t *testing.T) {
	const text = `<a href="{{.}}" title="{{.}}"><img src="{{.}}"></a><a href="{{printf "%v" .}}">`
	addresses := template.FuncMap{inAddress: addressEscaper()}
	plain := template.Must(template.New("").Funcs(addresses).Parse(text))
	folded := template.Must(template.New("article.html").Funcs(addresses).Parse(text))
	fold(folded, nil)
	if made := folded.Tree.Root.String(); strings.Count(made, inAddress) != 3 || strings.Contains(made, "urlfilter") {
		t.Fatal(made)
	}
	for _, value := range []any{
		"/a/b-c_d.html", "", "#a", "/a b/?c=d&e=<\"'", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,<b>", "mailto:a@b",
		"https://example.org/a+b(c)'", "//example.org", "%zz%20", "ខ្មែរ", "a:b", "\x00\xff", 12, 1.5, nil, true,
		template.URL("javascript:f(\"a\")"), template.HTML("<b>&amp;</b>"), template.HTMLAttr("a=b"), []string{"a", "b"},
	} {
		var want, got strings.Builder
		if err := plain.Execute(&want, value); err != nil {
			t.Fatal(err)
		}
		if err := folded.Execute(&got, value); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%#v: %s\nwant %s", value, got.String(), want.String())
		}
	}
}
