package render

import (
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// ownTemplates are Vitrine's templates with its English words.
func ownTemplates(t *testing.T) *Templates {
	t.Helper()
	return templatesOf(t, os.DirFS("../.."))
}

func templatesOf(t *testing.T, files fs.FS) *Templates {
	t.Helper()
	words := report.Words{}
	file := map[string]any{}
	if _, err := toml.DecodeFile("../../templates/words/en.toml", &file); err != nil {
		t.Fatal(err)
	}
	for key, word := range file {
		words[key], _ = word.(string)
	}
	var problems source.Problems
	site := &report.Site{Language: "en", Words: words, BaseURL: &url.URL{Path: "/"}}
	templates := ParseTemplates(files, site, locale.New(site), &problems)
	if templates == nil {
		t.Fatal(problems.Sorted())
	}
	return templates
}

// TestTextsOfTemplates: what is known of a template changes with it and with what it calls, and with
// nothing else.
func TestTextsOfTemplates(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range map[string]string{"home": `{{template "menu"}}`, "article": `{{template "foot"}}`,
		"parts": `{{define "menu"}}{{template "foot"}}{{end}}{{define "foot"}}the end{{end}}`} {
		files["templates/"+name+".html"] = &fstest.MapFile{Data: []byte(text)}
	}
	for _, name := range slices.Concat(pageTemplates, blockTemplates) {
		if files["templates/"+name] == nil {
			files["templates/"+name+".html"] = &fstest.MapFile{Data: []byte(fmt.Sprintf("{{define %q}}{{end}}", name))}
		}
	}
	before := templatesOf(t, files)
	for _, edit := range []struct{ file, text, changed string }{
		{"home", "new", "home.html"},
		{"parts", `{{define "menu"}}more{{end}}{{define "foot"}}the end{{end}}`, "home.html menu"},
		{"parts", `{{define "menu"}}{{template "foot"}}{{end}}{{define "foot"}}fin{{end}}`,
			"article.html foot home.html menu"},
	} {
		edited := maps.Clone(files)
		edited["templates/"+edit.file+".html"] = &fstest.MapFile{Data: []byte(edit.text)}
		var changed []string
		for name, texts := range templatesOf(t, edited).Texts {
			if !slices.Equal(texts, before.Texts[name]) {
				changed = append(changed, name)
			}
		}
		slices.Sort(changed)
		if got := strings.Join(changed, " "); got != edit.changed {
			t.Errorf("%s as %q changes %s", edit.file, edit.text, got)
		}
	}
}

// TestSubtitle: what stands under a chart's title is text, and takes no room where there is none.
func TestSubtitle(t *testing.T) {
	templates := ownTemplates(t)
	for subtitle, want := range map[string]string{
		"Persons, <2024>": `<p class="subtitle">Persons, &lt;2024&gt;</p>`, "": "",
	} {
		block := Block{ID: "x", Subtitle: subtitle, Dataset: []DatasetLink{{ID: "d", Path: "/data/d/"}}}
		page := Page{Embed: []Embed{{ID: "x", Subtitle: subtitle}}}
		for name, view := range map[string]any{"block-chart": block, "embed.html": page} {
			text, err := templates.html(name, view)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), want) || want == "" && strings.Contains(string(text), "subtitle") {
				t.Errorf("%s with the subtitle %q is\n%s", name, subtitle, text)
			}
		}
	}
}

// TestEmbedCode: what a title holds does not break out of the code for other sites' pages.
func TestEmbedCode(t *testing.T) {
	const want = `<iframe src="https://example.org/embed/x/" title="&lt;b&gt; &#34;and&#34;" width="100%" ` +
		`height="400" loading="lazy"></iframe>`
	if got := embedCode("https://example.org/embed/x/", `<b> "and"`, 400); got != want {
		t.Errorf("the code is\n%s\nnot\n%s", got, want)
	}
}
