package build

import (
	"encoding/hex"
	"path"
	"slices"

	"vitrine/generator/bundle"
	"vitrine/generator/chart"
	"vitrine/generator/memo"
	"vitrine/generator/parallel"
	"vitrine/generator/release"
	"vitrine/generator/render"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// pages makes all pages and the files that go with them: first those of articles and data, then
// what tells of all other files.
func (b *build) pages(p *render.Pages, templates *render.Templates, releases *release.Store) {
	parts := p.Parts()
	parallel.Each(len(parts), func(i int) {
		defer recovered(parts[i].From, b.Problems)
		sheets, files := parts[i].Make()
		b.sheets(sheets, templates)
		b.files(files)
		b.Progress("making pages", i, len(parts))
	})
	b.files([]render.File{p.Headers(b.out.Paths())})
	sums := map[string]string{}
	for _, name := range b.out.Paths() {
		if release.Covers(name) {
			f, _ := b.out.Info(name)
			sums[name] = hex.EncodeToString(f.Sum[:])
		}
	}
	sheets, files := p.Releases(releases, sums)
	b.sheets(sheets, templates)
	b.files(files)
	if b.Compress && !b.failed() {
		b.Progress("compressing", 0, 0)
		b.compress()
	}
}

// sheets follows the page rule.
func (b *build) sheets(sheets []render.Sheet, templates *render.Templates) {
	var filled *report.Article // whose body is at hand
	var body string
	for i := range sheets {
		s := &sheets[i]
		var sum memo.Digest
		if s.Body != nil {
			sum = memo.Digest(s.Body.BodySum)
		}
		key := b.keys.page(s, sum)
		if b.keep(key, []string{s.File}) {
			continue
		}
		if s.Body != nil {
			if s.Body != filled {
				filled, body = s.Body, b.texts.body(s.Body)
			}
			s.Fill(body)
		}
		templates.Page(s, b.Problems, func(text []byte) { b.add(s.File, text, s.From, key) })
	}
}

// files follows the file rule for pictures for sharing; other files are made each time.
func (b *build) files(files []render.File) {
	for _, f := range files {
		if f.Make != nil {
			f.Text = f.Make(b.texts.body)
		}
		if f.Card == nil {
			b.add(f.Path, f.Text, f.From, "")
			continue
		}
		key := b.keys.card(f.Card)
		if !b.keep(key, []string{f.Path}) {
			draw := func() []byte {
				c := *f.Card
				if f.Drawing != nil {
					c.Chart = f.Drawing(b.texts.body)
				}
				return c.PNG()
			}
			b.add(f.Path, b.stored(key, draw), f.From, key)
		}
	}
}

// compress follows the file rule for the compressed copies of texts.
func (b *build) compress() {
	names := b.out.Paths()
	parallel.Each(len(names), func(i int) {
		name := names[i]
		info, _ := b.out.Info(name)
		if info.Size < small || !slices.Contains(compressible, path.Ext(name)) {
			return
		}
		defer recovered(info.From, b.Problems)
		for _, p := range packers {
			key := b.keys.packed(p.ending, info)
			if !b.keep(key, []string{name + p.ending}) {
				text, _ := b.out.File(name)
				b.add(name+p.ending, b.stored(key, func() []byte { return p.pack(text) }), info.From, key)
			}
		}
	})
}

// stored is what is kept under a key, or else made, and kept.
func (b *build) stored(key memo.Digest, make func() []byte) []byte {
	name := "file " + hex.EncodeToString([]byte(key))
	if text, ok := b.Store.Get(name); ok {
		return text
	}
	text := make()
	b.Store.Put(name, text)
	return text
}

// add puts a file on the site. Without a key, nothing is kept of it.
func (b *build) add(name string, text []byte, from string, key memo.Digest) {
	if err := b.out.Add(name, text, from); err != nil {
		b.taken.Addf(source.Pos{File: from}, "%s", err)
		return
	}
	if key == ("") || !b.keys.known {
		return
	}
	info, _ := b.out.Info(name)
	made := file{From: info.From, Size: info.Size, Sum: string(info.Sum[:])}
	if page, ok := b.reader.Page(name); ok {
		made.Page = &page
	}
	b.results.files.Put(name, key, made)
}

// kept leaves a file of the build before on its path.
func (b *build) kept(name string, f file, key memo.Digest) {
	if err := b.out.Keep(name, f.info()); err != nil {
		b.taken.Addf(source.Pos{File: f.From}, "%s", err)
		return
	}
	if f.Page != nil {
		b.reader.Keep(name, f.Page)
	}
	b.results.files.Put(name, key, f)
}

// assets makes the style sheet and the scripts of the reader's browser.
func (b *build) assets(site *report.Site, style []byte) (render.Assets, []render.File) {
	b.Progress("bundling scripts", 0, 0)
	favicon := render.ReadAsset(b.Files, "favicon.svg", b.Problems)
	feed := render.ReadAsset(b.Files, "feed.css", b.Problems)
	live, search, cards := b.script("chart.js"), b.script("search.js"), b.script("cards.js")
	var engine, embed []byte
	types := render.ChartTypes(site)
	if len(types) > 0 {
		engine = b.Bundle(chart.Engine(types))
	}
	if render.HasCharts(site) && site.Extras.Embeds {
		embed = b.script("embed.js")
	}
	if !render.HasCharts(site) || len(types) > 0 && engine == nil {
		live = nil // no page needs it, or none can have it
	}
	return render.NewAssets(style, feed, favicon, cards, live, engine, search, embed)
}

func (b *build) script(name string) []byte {
	text := render.ReadAsset(b.Files, name, b.Problems)
	if text == nil {
		return nil
	}
	return b.Bundle(bundle.Script{Name: "templates/assets/" + name, Text: string(text)})
}
