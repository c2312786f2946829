package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Arrange puts articles in their order and into the sections and topics of a site, and reports
// what two of them claim: an address, a title, the id of a block.
func Arrange(site *report.Site, articles []*report.Article, problems *source.Problems) {
	slices.SortStableFunc(articles, func(a, b *report.Article) int {
		return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Path, b.Path))
	})
	for _, a := range articles {
		section := section(site, a.Section)
		switch {
		case a.Slug != "index" || section == nil:
			site.Articles = append(site.Articles, a)
			if section != nil {
				section.Articles = append(section.Articles, a)
			}
		case section.Page != nil:
			problems.Addf(a.Pos(), "the section %s has its page in %s", a.Section, section.Page.File)
		default:
			section.Page, section.Title = a, a.Title.Plain
		}
	}
	slices.SortFunc(site.Sections, func(a, b *report.Section) int { return cmp.Compare(a.ID, b.ID) })
	arrangeTopics(site)
	unique(site, problems)
	finding(site, problems)
	lines(site, problems)
}

// lines reports texts of reports that two articles say, and those that nobody says.
func lines(site *report.Site, problems *source.Problems) {
	said := claims{}
	for _, a := range site.Articles {
		if a.Line != "" {
			said.add("line", a.Line, a.Pos(), problems)
		}
	}
	for _, r := range site.Reports {
		for _, p := range r.Profile.Parts {
			_, without := r.Except[p.ID]
			if p.Length == 0 || !p.OfTexts() || without {
				continue
			}
			var missing []string
			for _, id := range r.Lines(p) {
				_, inline := r.Texts[p.ID+"/"+id]
				if _, there := said[r.ID+"/"+p.ID+"/"+id]; !there && !inline {
					missing = append(missing, id)
				}
			}
			if len(missing) > 0 {
				problems.Add(source.Problem{Pos: r.Pos, Warning: true,
					Text: fmt.Sprintf("part %s of the report %s has no text for %s", p.ID, r.ID,
						strings.Join(missing, ", ")),
					Hint: fmt.Sprintf(`an article with part = "%s/%s" and line = "%s" says one`,
						r.ID, p.ID, missing[0])})
			}
		}
	}
}

// finding makes sure that the chart of the first page is there.
func finding(site *report.Site, problems *source.Problems) {
	var ids []string
	for _, a := range site.Articles {
		for _, c := range a.Charts {
			ids = append(ids, c.ID)
		}
	}
	if id := site.Finding; id.Text != "" && !slices.Contains(ids, id.Text) {
		problems.Add(source.Problem{Pos: id.Pos, Text: fmt.Sprintf("no article has a chart with the id %q", id.Text),
			Hint: source.DidYouMean(id.Text, ids)})
	}
}

// section is the section of an id, which is begun if there is none; nil for "".
func section(site *report.Site, id string) *report.Section {
	if id == "" {
		return nil
	}
	if s := site.Section(id); s != nil {
		return s
	}
	s := &report.Section{ID: id, Title: strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", " ")}
	site.Sections = append(site.Sections, s)
	return s
}

// arrangeTopics gives each topic one spelling, that of the newest article.
func arrangeTopics(site *report.Site) {
	topics := map[string]*report.Topic{}
	for _, a := range site.Articles {
		for _, title := range a.Topics {
			id := report.TopicID(title)
			if topics[id] == nil {
				topics[id] = &report.Topic{ID: id, Title: title}
				site.Topics = append(site.Topics, topics[id])
			}
			if n := len(topics[id].Articles); n == 0 || topics[id].Articles[n-1] != a {
				topics[id].Articles = append(topics[id].Articles, a)
			}
		}
	}
	order := collate.New(language.Make(site.Language))
	slices.SortFunc(site.Topics, func(a, b *report.Topic) int {
		return cmp.Or(order.CompareString(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
}

// claims say who has a name that can be given only once.
type claims map[string]source.Pos

// add reports a name that somebody else has.
func (c claims) add(what, name string, pos source.Pos, problems *source.Problems) {
	if first, taken := c[name]; taken {
		problems.Addf(pos, "the %s %q is taken: %s has it", what, name, first)
		return
	}
	c[name] = pos
}

// unique makes sure that no two articles share an address or a title, no two datasets a title,
// and no two blocks an id.
func unique(site *report.Site, problems *source.Problems) {
	n := len(site.Articles)
	addresses, titles, blocks := make(claims, n), make(claims, n), make(claims, n)
	datasets := claims{}
	for _, d := range site.Datasets {
		datasets.add("title", d.Title.In(site.Language), d.Pos, problems)
	}
	for _, s := range site.Sections {
		if s.Page != nil {
			addresses[s.Page.Path] = s.Page.Pos()
		}
	}
	for _, a := range site.Articles {
		addresses.add("address", a.Path, a.Pos(), problems)
		for _, alias := range a.Aliases {
			addresses.add("address", alias.Path, alias.Pos, problems)
		}
		titles.add("title", a.Name, a.NamePos, problems)
		for _, b := range a.Blocks {
			blocks.add("id", b.ID, b.Pos, problems)
		}
	}
}
