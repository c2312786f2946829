package render

import (
	"maps"
	"path"
	"slices"
	"strings"

	"vitrine/generator/feeds"
	"vitrine/generator/release"
	"vitrine/generator/report"
)

// Releases are the sheets of the releases and of their list, and what belongs to them: the log,
// each release's manifest, nonce and proof, and their feed. now are the SHA-256 sums of all
// other files of the site, in hexadecimal.
func (p *Pages) Releases(store *release.Store, now map[string]string) (sheets []Sheet, files []File) {
	l := p.locale
	add := func(name string, text []byte) { files = append(files, File{Path: name, From: release.Dir, Text: text}) }
	var views []Release // the first one first
	var log []Log
	if store.Chain != nil {
		for i, kept := range store.Logs {
			log = []Log{p.log(store.Chain, i)}
			published := kept.Published()
			for _, name := range slices.Sorted(maps.Keys(published)) {
				add(release.LogDir("releases", i+1)+"/"+name, published[name])
			}
		}
		for i, kept := range store.Kept {
			views = append(views, p.release(store, i))
			at := release.Folder + kept.ID + "/"
			add(at+kept.ID+".tlog-proof", store.Logs[kept.Log-1].Proof(kept.Index, kept.Index+1, kept.Checkpoint))
			if kept.Withdrawal == nil {
				add(at+"manifest.txt", kept.Text)
				add(at+"nonce", kept.Nonce)
			}
		}
	}
	crumbs := []Link{p.home(), {l.Word("releases"), "/releases/"}}
	for _, v := range views {
		sheets = append(sheets, p.sheet("release.html", release.Dir,
			Page{Path: v.Path, Title: l.Word("release-of", "id", v.ID),
				Description: v.Title, Release: []Release{v}, Breadcrumbs: crumbs}))
	}
	slices.Reverse(views)
	add(path.Join(release.Folder, "feed.xml"), p.releaseFeed(store, views))
	all := Releases{Log: log}
	if len(views) > 0 {
		all.Last = views[:1]
		if last := store.Kept[len(store.Kept)-1]; last.Withdrawal == nil {
			if d := differ(sums(last.Manifest), now); len(d.Some) > 0 {
				all.Unreleased = []FileDelta{d}
			}
		}
	}
	pages := pagesFor(len(views))
	for n := 1; n <= pages; n++ {
		v := all
		v.List = List{Number: n, Pages: pages, Previous: pageAt("/releases/", n-1, pages),
			Next: pageAt("/releases/", n+1, pages)}
		v.Releases = onPage(views, n)
		sheets = append(sheets, p.sheet("releases.html", release.Dir,
			Page{Path: pageAt("/releases/", n, pages), Title: l.Word("releases"),
				Description: l.Word("releases-about"), Releases: []Releases{v}, Breadcrumbs: crumbs[:1]}))
	}
	return sheets, files
}

// differ compares two lists of files by their sums.
func differ(was, is map[string]string) (d FileDelta) {
	var changed, added, removed []string
	for name, sum := range is {
		switch before, there := was[name]; {
		case !there:
			added = append(added, name)
		case before != sum:
			changed = append(changed, name)
		}
	}
	for name := range was {
		if _, there := is[name]; !there {
			removed = append(removed, name)
		}
	}
	all := slices.Concat(changed, added, removed)
	slices.Sort(all)
	return FileDelta{Added: len(added), Changed: len(changed), Removed: len(removed),
		Some: all[:min(len(all), perPage)], More: max(0, len(all)-perPage)}
}

// sums are the files of a manifest but its nonce.
func sums(m release.Manifest) map[string]string {
	files := map[string]string{}
	for _, line := range m {
		if release.Covers(line.Path) {
			files[line.Path] = line.Sum
		}
	}
	return files
}

func (p *Pages) log(c *release.Chain, i int) Log {
	l := c.Logs[i]
	dir := "/" + release.LogDir("releases", i+1) + "/"
	v := Log{Origin: l.Key.Name, Key: l.Key.String(), Path: dir, URL: p.site.URL(dir), Size: len(l.Entries)}
	for name := range l.Files() {
		if strings.HasPrefix(name, "tile/entries/") && name > v.Entries {
			v.Entries = name
		}
	}
	return v
}

// release is the view of the release at index i.
func (p *Pages) release(store *release.Store, i int) Release {
	kept, told := store.Kept[i], p.site.Releases[i]
	at := "/" + release.Folder + kept.ID + "/"
	v := Release{ID: kept.ID, Title: kept.Title, Index: int(kept.Index), Sum: kept.Entry.Manifest,
		Day: p.day(told.Date), Path: at, Proof: at + kept.ID + ".tlog-proof", Manifest: at + "manifest.txt",
		ManifestURL: p.site.URL(at + "manifest.txt"), Files: len(kept.Manifest),
		Log: []Log{p.log(store.Chain, kept.Log-1)}}
	if kept.Withdrawal != nil {
		day, _ := report.ParseDate(kept.Withdrawal.Date) // the log has read it
		v.Withdrawn = []Withdrawn{{p.day(day), kept.Withdrawal.Reason}}
	}
	before := &report.Release{}
	if i > 0 {
		before = p.site.Releases[i-1]
		if kept.Withdrawal == nil && store.Kept[i-1].Withdrawal == nil {
			v.Delta = []FileDelta{differ(sums(store.Kept[i-1].Manifest), sums(kept.Manifest))}
		}
	}
	if i > 0 && kept.Withdrawal == nil && store.Kept[i-1].Withdrawal == nil {
		v.Changed = p.figuresChanged(before, told)
	}
	v.New, v.Articles = p.articleChanges(before, told)
	v.Revisions, v.Datasets = p.revisionChanges(before, told), p.datasetsAdded(before, told)
	return v
}

// figuresChanged says how many published figures a release changed.
func (p *Pages) figuresChanged(before, told *report.Release) string {
	n := 0
	for id, figures := range before.Figures {
		n += told.Figures[id].Changed(figures)
	}
	if n == 0 {
		return p.locale.Word("release-same")
	}
	return p.locale.Count("release-changed", n)
}

// datasetsAdded are the datasets that the release before did not have.
func (p *Pages) datasetsAdded(before, told *report.Release) (list []DatasetLink) {
	for _, d := range p.site.Datasets {
		_, there := told.Updated[d.ID]
		if _, was := before.Updated[d.ID]; there && !was {
			list = append(list, p.datasetLink(d))
		}
	}
	return list
}

// articleChanges are the articles that a release added or changed and that are still there.
func (p *Pages) articleChanges(before, told *report.Release) (added, changed []Mention) {
	for _, text := range told.Articles {
		address, _, _ := strings.Cut(text, " ")
		if slices.Contains(before.Articles, text) {
			continue
		}
		isNew := !slices.ContainsFunc(before.Articles, func(s string) bool {
			return strings.HasPrefix(s,
				address+" ")
		})
		for _, a := range p.site.Articles {
			old := slices.ContainsFunc(a.Aliases, func(x report.Alias) bool { return x.Path == address })
			if a.Path != address && !old {
				continue
			}
			moved := slices.ContainsFunc(a.Aliases, func(x report.Alias) bool {
				return slices.ContainsFunc(before.Articles, func(s string) bool {
					return strings.HasPrefix(s, x.Path+" ")
				})
			})
			if isNew && !moved {
				added = append(added, mention(a))
			} else {
				changed = append(changed, mention(a))
			}
			break
		}
	}
	return added, changed
}

// revisionChanges are the revisions that a release brought.
func (p *Pages) revisionChanges(before, told *report.Release) (list []RevisionChange) {
	for _, id := range slices.Sorted(maps.Keys(told.Revisions)) {
		dataset, name, _ := strings.Cut(id, "/")
		d := p.site.Dataset(dataset)
		if _, there := before.Revisions[id]; there || d == nil {
			continue
		}
		for _, rev := range d.Revisions {
			if rev.ID == name {
				list = append(list, RevisionChange{d.Title.In(p.locale.Language), d.Path() + "#revision-" + name,
					rev.Kind, revised(rev, p.locale)})
			}
		}
	}
	return list
}

// releaseFeed tells of each release with its checkpoint, so that whoever keeps what feeds bring
// can prove later what the log was. views are the newest first.
func (p *Pages) releaseFeed(store *release.Store, views []Release) []byte {
	site, l := p.site, p.locale
	feed := p.newFeed(site.Title+": "+l.Word("releases"), "/releases/", "/"+path.Join(release.Folder, "feed.xml"))
	for i, v := range views[:min(perPage, len(views))] {
		n := len(store.Kept) - 1 - i
		day := site.Releases[n].Date
		feed.Entries = append(feed.Entries, feeds.Entry{Title: l.Word("release-of", "id", v.ID),
			URL:       site.URL(v.Path),
			Published: day, Updated: day, Summary: v.Title, Content: string(store.Kept[n].Checkpoint)})
	}
	return feeds.Atom(feed)
}
