package build

import (
	"io/fs"
	"slices"

	"vitrine/generator/bind"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/parallel"
	"vitrine/generator/report"
	"vitrine/generator/sheet"
	"vitrine/generator/source"
)

// Sheet reads a site, takes it through the gate, binds its figures, and makes its proof sheet. It reports
// what is wrong and returns nil. drafts says whether drafts are on it. Nothing is kept and nothing is written.
func Sheet(files fs.FS, drafts bool, problems *source.Problems) (*report.Site, []sheet.Item) {
	data := ReadData(files, drafts, nil, nil, new(Counts), problems)
	if data == nil {
		return nil, nil
	}
	site := data.Site
	binder := bind.New(site, locale.New(site))
	report.Attach(binder.Data(problems).Figures)
	maker := sheet.New(site, binder)
	articles := load.NewArticles(files, site, data.Reader)
	names := articles.Names(problems)
	made := make([][]sheet.Item, len(names))
	parallel.Each(len(names), func(i int) {
		defer recovered(names[i], problems)
		var own source.Problems
		if d := articles.Read(names[i], &own); d != nil && (drafts || !d.Draft) {
			if report.Attach(binder.Article(d, &own).Figures); !own.Failed() {
				made[i] = maker.Items(d)
			}
		}
		problems.AddAll(&own)
	})
	if problems.Failed() {
		return nil, nil
	}
	return site, append(maker.Data(site), slices.Concat(made...)...)
}
