package render

import (
	"regexp"
	"strings"

	"vitrine/generator/picture"
	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// charts writes, for each chart of an article, what stands outside its page: a
// picture as a file and a page for other sites' frames.
func (r *renderer) charts(a *report.Article) {
	if !r.site.Extras.Embeds {
		return
	}
	for _, b := range a.Body.Blocks {
		c, ok := b.(*report.Chart)
		if !ok {
			continue
		}
		w := r.writer()
		_, v := w.blockView(c)
		p := &page{writer: w, Path: v.EmbedPath(), Title: prose.Plain(c.Title), Noindex: true, HasChart: true, Embed: &embedView{v, a}}
		r.write("embed.html", p, a.File)
		if r.site.Extras.Pictures {
			r.chartFile(v, a)
		}
	}
}

// embedView is a chart alone, with the article that it is from.
type embedView struct {
	blockView
	Article *report.Article
}

// chartFile writes the picture with its title and sources, in the colours of
// the light theme.
func (r *renderer) chartFile(v blockView, a *report.Article) {
	var marks, below, sources []string
	for _, m := range v.Chart.Marks {
		marks = append(marks, "["+m+"] "+r.locale.Word("mark-"+m))
	}
	below = append(below, v.Chart.Hints(r.locale)...)
	if v.Note != nil {
		below = append(below, prose.Plain(v.Note))
	}
	if len(marks) > 0 {
		below = append([]string{strings.Join(marks, " · ")}, below...)
	}
	for _, s := range v.Sources {
		sources = append(sources, r.locale.Source(s))
	}
	below = append(below, r.locale.Count("sources", len(v.Sources))+": "+strings.Join(sources, "; "), r.site.Title+" · "+r.site.URL(a.Path)+"#"+v.ID)
	wide := v.Chart.Views[0]
	file, missing := picture.File(wide.Option, wide.Picture, prose.Plain(v.Title), below, r.Assets.Colors)
	if missing != "" {
		r.problems.Pages.Addf(source.Pos{File: "templates/assets/style.css"}, "the colour --%s is missing, or is not like #1f5f99: charts need it", missing)
		return
	}
	r.file(v.FilePath()[1:], file, a.File)
}

var colorRule = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-fA-F]{3,8})\b`)

// lightColors are the colours of a style sheet by their variables' names, each
// as it is given first: that of the light theme.
func lightColors(css []byte) map[string]string {
	colors := map[string]string{}
	for _, m := range colorRule.FindAllSubmatch(css, -1) {
		if name := string(m[1]); colors[name] == "" {
			colors[name] = string(m[2])
		}
	}
	return colors
}

// Integrity lets a browser refuse a file that is not the one the page was made
// with.
func (a Asset) Integrity() string { return "sha256-" + a.Digest }
