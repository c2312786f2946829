package render

import (
	"html/template"
	"io"
	"testing"
)

type grid struct{ Title string }

// inner runs another template, as a block's view does for its picture and its table.
type inner struct{ set *template.Template }

func (v inner) Table() (template.HTML, error) {
	return "", v.set.ExecuteTemplate(io.Discard, "grid.html", grid{})
}

// TestTemplateProblem: of a mistake in a part of a page its own place is told, in an
// editor's words.
func TestTemplateProblem(t *testing.T) {
	set := template.New("")
	template.Must(set.New("page.html").Parse("<p>\n{{.Table}}"))
	template.Must(set.New("grid.html").Parse("<table>\n<tr>{{.Head}}"))
	err := set.ExecuteTemplate(io.Discard, "page.html", inner{set})
	if got, want := templateProblem(err).String(), "templates/grid.html:2:7: {{.Head}}: can't evaluate field Head here\n    what is shown here has no such field: Vitrine's own templates show those that it has"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
