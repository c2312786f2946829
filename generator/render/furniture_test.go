package render

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// ownTemplates are Vitrine's templates with its English words.
func ownTemplates(t *testing.T) *Templates {
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
	templates := ParseTemplates(os.DirFS("../.."), site, locale.New(site), &problems)
	if templates == nil {
		t.Fatal(problems.Sorted())
	}
	return templates
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
