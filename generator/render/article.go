package render

import (
	"cmp"
	"slices"
	"strings"

	"vitrine/generator/card"
	"vitrine/generator/feeds"
	"vitrine/generator/picture"
	"vitrine/generator/report"
)

// Article is the sheet of an article, those at its old addresses and of its charts, and the
// picture for sharing.
func (p *Pages) Article(a *report.Article) (sheets []Sheet, files []File) {
	v := Article{Draft: a.Draft, Heading: markup(a.Title.HTML), Lead: markup(a.Summary.HTML), Head: a.Head,
		Authors: strings.Join(a.Authors, ", "),
		Date: p.day(
			a.Date,
		), Updated: p.day(a.Updated), Image: markup(a.Image), Credit: a.Credit, Contents: a.Contents, Links: a.Printed,
		Related: mentions(p.relatedTo(a))}
	if len(a.ReadBy) > 0 {
		v.Read = p.locale.Word("read-by", "people", strings.Join(a.ReadBy, ", "), "date", p.locale.Date(a.ReadOn))
	}
	for _, c := range a.Corrections {
		v.Corrections = append(v.Corrections, Correction{c.ID, p.day(c.Date), markup(c.Text.HTML)})
	}
	for _, id := range a.Datasets {
		v.Datasets = append(v.Datasets, p.datasetLink(p.site.Dataset(id)))
	}
	for _, title := range a.Topics {
		v.Topics = append(v.Topics, p.topics[report.TopicID(title)])
	}
	v.Newer, v.Older = p.siblings(a)
	if a.Date.Year != 0 {
		v.Cite = []feeds.Reference{feeds.CiteArticle(p.site, a, p.locale)}
	}
	page := Page{Path: a.Path, Title: a.Title.Plain, Description: a.Summary.Plain, JSONLD: feeds.ArticleLD(p.site, a),
		HasChart: len(
			a.Charts,
		) > 0, HasCards: a.Cards > 0, Breadcrumbs: []Link{p.home()}, Citations: p.citations(a), Article: []Article{v}}
	image := card.Card{Title: a.Title.Plain, Label: a.Summary.Plain}
	if a.Headline.Figure != "" {
		image.Figure, image.Label = a.Headline.Figure, a.Headline.Label
	}
	if above := p.above(a); above != nil {
		page.Breadcrumbs = append(page.Breadcrumbs, Link{above.Title.Plain, above.Path})
	}
	if s := p.site.Section(a.Section); s != nil {
		page.Breadcrumbs = append(page.Breadcrumbs, Link{s.Title, s.Path()})
		image.Kind = s.Title
	}
	if len(a.Charts) > 0 {
		page.Card, files = p.chartCard(a.Path[1:len(a.Path)-1], image, a.File, a, a.Charts[0])
	} else {
		page.Card, files = p.card(a.Path[1:len(a.Path)-1], image, a.File)
	}
	sheet := p.sheet("article.html", a.File, page)
	sheet.Body = a
	sheets = append(p.redirects(a), sheet)
	if p.view.Embeds {
		for _, c := range a.Charts {
			sheets = append(sheets, p.embed(a, c))
		}
	}
	return sheets, files
}

// embed is the sheet of a chart alone, for other sites' frames.
func (p *Pages) embed(a *report.Article, c report.ShownChart) Sheet {
	v := p.shownChart(a, c)
	sheet := p.sheet("embed.html", a.File, Page{Path: embedPath(c.ID), Title: c.Words, Noindex: true,
		HasChart: true, Embed: []Embed{v}})
	sheet.Body = a
	return sheet
}

// shownChart is a chart on another page than its article's, but for what the article's body holds of it.
func (p *Pages) shownChart(a *report.Article, c report.ShownChart) Embed {
	return Embed{ID: c.ID, Caption: markup(c.Title), Subtitle: c.Subtitle, Note: markup(c.Note),
		Sources: p.sourcesOf(c.Sources), Article: mention(a)}
}

// above is the page of the folder that a page stands in, or nil.
func (p *Pages) above(a *report.Article) *report.Article {
	folder, _, deeper := strings.Cut(strings.Trim(a.Path, "/"), "/")
	if a.Section != "" || !deeper {
		return nil
	}
	i := slices.IndexFunc(p.site.Articles, func(x *report.Article) bool { return x.Path == "/"+folder+"/" })
	if i < 0 {
		return nil
	}
	return p.site.Articles[i]
}

// redirects are the sheets at the old addresses of an article.
func (p *Pages) redirects(a *report.Article) (sheets []Sheet) {
	for _, alias := range a.Aliases {
		sheets = append(sheets, p.sheet("redirect.html", a.File,
			Page{Path: alias.Path, Title: a.Title.Plain, Redirect: a.Path,
				RedirectURL: p.site.URL(a.Path), Noindex: true}))
	}
	return sheets
}

// movedDatasets are the sheets at the old addresses of a dataset's page.
func (p *Pages) movedDatasets(d *report.Dataset) (sheets []Sheet) {
	for _, alias := range d.Aliases {
		sheets = append(sheets, p.sheet("redirect.html", datasetFile(d), Page{Path: "/data/" + alias + "/",
			Title: d.Title.In(p.locale.Language), Redirect: d.Path(), RedirectURL: p.site.URL(d.Path()),
			Noindex: true}))
	}
	return sheets
}

// citations are the notes of an article's figures.
func (p *Pages) citations(a *report.Article) (list []Citation) {
	for i, c := range a.Citations {
		list = append(list, Citation{i + 1, p.sourcesOf(c.Sources)})
	}
	return list
}

func (p *Pages) sourcesOf(ids []string) (list []SourceLink) {
	for _, id := range ids {
		list = append(list, p.sourceLink(p.site.Source(id)))
	}
	return list
}

func mention(a *report.Article) Mention { return Mention{markup(a.Title.Bare), a.Path} }

func mentions(articles []*report.Article) (list []Mention) {
	for _, a := range articles {
		list = append(list, mention(a))
	}
	return list
}

// mostRelated is how many related reports a page names.
const mostRelated = 3

// relatedTo are the reports that share most datasets with an article, the newest first among
// equals.
func (p *Pages) relatedTo(a *report.Article) []*report.Article {
	list := slices.DeleteFunc(slices.Clone(p.related[strings.Join(a.Datasets, " ")]),
		func(x *report.Article) bool { return x == a })
	return list[:min(mostRelated, len(list))]
}

// sharing are the reports that use most of some datasets, one more than a page names. Of a
// dataset that everybody uses only the newest count.
func (p *Pages) sharing(datasets []string) []*report.Article {
	shared := map[*report.Article]int{}
	var list []*report.Article
	for _, id := range datasets {
		for _, other := range p.byDataset[id][:min(perPage+1, len(p.byDataset[id]))] {
			if other.Section == "" {
				continue
			}
			if shared[other]++; shared[other] == 1 {
				list = append(list, other)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y *report.Article) int {
		return cmp.Or(shared[y]-shared[x], y.Date.Compare(x.Date), cmp.Compare(x.Path, y.Path))
	})
	return list[:min(mostRelated+1, len(list))]
}

// siblings are the reports before and after one in its section's list.
func (p *Pages) siblings(a *report.Article) (newer, older []Mention) {
	s := p.site.Section(a.Section)
	i, listed := p.position[a]
	if s == nil || !listed {
		return nil, nil
	}
	if i > 0 {
		newer = []Mention{mention(s.Articles[i-1])}
	}
	if i+1 < len(s.Articles) {
		older = []Mention{mention(s.Articles[i+1])}
	}
	return newer, older
}

// card is the picture for sharing of a page: its whole address, and its file.
func (p *Pages) card(name string, c card.Card, from string) (url string, files []File) {
	if !p.site.Extras.ShareImages {
		return "", nil
	}
	c.Site, c.Host = p.site.Title, host(p.site)
	file := "cards/" + name + ".png"
	return p.site.URL("/" + file), []File{{Path: file, From: from, Card: &c}}
}

// chartCard is card with a chart of an article.
func (p *Pages) chartCard(name string, c card.Card, from string, a *report.Article, chart report.ShownChart) (
	url string, files []File) {
	c.Caption, c.Sum = chart.Words, a.BodySum+chart.ID+p.palette
	url, files = p.card(name, c, from)
	for i := range files {
		files[i].Drawing = func(body func(*report.Article) string) string {
			svg, missing := picture.Literal(body(a)[chart.Drawing.From:chart.Drawing.To], p.colors)
			if missing != "" {
				return ""
			}
			return string(svg)
		}
	}
	return url, files
}

// host is the site's address as people write it.
func host(site *report.Site) string {
	return strings.TrimRight(site.BaseURL.Host+site.BaseURL.Path, "/")
}
