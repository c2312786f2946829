package render

import (
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strings"

	"vitrine/generator/prose"
	"vitrine/generator/release"
	"vitrine/generator/report"
)

// releasesView is the list of releases.
type releasesView struct {
	*listView
	Releases   []*releaseView // of this page, the newest first
	Last       *releaseView
	Log        *logView   // nil before the first release
	Unreleased *fileDelta // how the site differs from the last release, or nil
}

// logView is the log as a reader who checks it needs it.
type logView struct {
	Origin  string
	Key     string
	Path    string // from the site's root
	Size    int
	Entries string // the path of the last bundle of entries
}

// releaseView is one release.
type releaseView struct {
	*release.Release
	Day       report.Date
	Path      string
	Proof     string // paths
	Manifest  string
	Withdrawn report.Date // when it was withdrawn
	Files     int
	Delta     *fileDelta // nil when the release before is withdrawn
	Articles  []articleChange
	Revised   []revisionChange
	Log       *logView
}

type articleChange struct {
	Title string
	Path  string
	New   bool
}

type revisionChange struct {
	Title   string
	Path    string
	Kind    string
	Revised string // how much
}

// fileDelta is how one list of files differs from another.
type fileDelta struct {
	Added, Changed, Removed []string
}

// Some are the first files that differ.
func (d *fileDelta) Some() []string {
	list := slices.Concat(d.Changed, d.Added, d.Removed)
	slices.Sort(list)
	return list[:min(len(list), perPage)]
}

// More is how many others differ.
func (d *fileDelta) More() int {
	return max(0, len(d.Added)+len(d.Changed)+len(d.Removed)-perPage)
}

func differ(was, is map[string]string) *fileDelta {
	d := &fileDelta{}
	for _, name := range slices.Sorted(maps.Keys(is)) {
		switch old, there := was[name]; {
		case !there:
			d.Added = append(d.Added, name)
		case old != is[name]:
			d.Changed = append(d.Changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if _, there := is[name]; !there {
			d.Removed = append(d.Removed, name)
		}
	}
	return d
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

// releaseFiles writes what belongs to the releases: the log, each release's
// manifest, nonce and proof, a page for each, their list and their feed. All
// else of the site is there by now.
func (r *renderer) releaseFiles(store *release.Store) {
	var views []*releaseView
	var log *logView
	if store.Chain != nil {
		for i, l := range store.Logs {
			log = newLogView(store.Chain, i)
			for name, contents := range l.Published() {
				r.file(release.LogDir("releases", i+1)+"/"+name, contents, release.Dir)
			}
		}
		for i, kept := range store.Kept {
			views = append(views, r.releaseView(store, i))
			at := release.Folder + kept.ID + "/"
			proof := store.Logs[kept.Log-1].Proof(kept.Index, kept.Index+1, kept.Checkpoint)
			r.file(at+kept.ID+".tlog-proof", proof, release.Dir)
			if kept.Withdrawal == nil {
				r.file(at+"manifest.txt", kept.Text, release.Dir)
				r.file(at+"nonce", kept.Nonce, release.Dir)
			}
		}
	}
	crumbs := []Link{r.homeLink(), {r.locale.Word("releases"), "/releases/"}}
	for _, v := range views {
		title := r.locale.Word("release-of", "id", v.ID)
		r.write("release.html", &page{writer: r.writer(), Path: v.Path, Title: title, Description: v.Title, Release: v, Breadcrumbs: crumbs}, release.Dir)
	}
	slices.Reverse(views)
	r.releaseFeed(store, views)
	all := releasesView{Log: log}
	if len(views) > 0 {
		all.Last = views[0]
		if last := store.Kept[len(store.Kept)-1]; last.Withdrawal == nil {
			all.Unreleased = r.unreleased(last.Manifest)
		}
	}
	pages, at := paged("/releases/", len(views))
	for n := 1; n <= pages; n++ {
		view := all
		view.listView = &listView{Number: n, Pages: pages, Previous: at(n - 1), Next: at(n + 1)}
		view.Releases = onPage(views, n)
		r.write("releases.html", &page{writer: r.writer(), Path: at(n), Title: r.locale.Word("releases"), Description: r.locale.Word("releases-about"), Releases: &view, Breadcrumbs: crumbs[:1]}, release.Dir)
	}
}

// unreleased is how the site differs from its last release, or nil.
func (r *renderer) unreleased(last release.Manifest) *fileDelta {
	now := map[string]string{}
	for _, name := range r.out.Paths() {
		if release.Covers(name) {
			f, _ := r.out.Info(name)
			now[name] = hex.EncodeToString(f.Sum[:])
		}
	}
	d := differ(sums(last), now)
	if len(d.Some()) == 0 {
		return nil
	}
	return d
}

func newLogView(c *release.Chain, i int) *logView {
	l := c.Logs[i]
	v := &logView{Origin: l.Key.Name, Key: l.Key.String(), Path: "/" + release.LogDir("releases", i+1) + "/", Size: len(l.Entries)}
	for name := range l.Files() {
		if strings.HasPrefix(name, "tile/entries/") && name > v.Entries {
			v.Entries = name
		}
	}
	return v
}

func (r *renderer) releaseView(store *release.Store, i int) *releaseView {
	kept, told := store.Kept[i], r.site.Releases[i]
	at := "/" + release.Folder + kept.ID + "/"
	v := &releaseView{Release: kept.Release, Day: told.Date, Path: at, Proof: at + kept.ID + ".tlog-proof", Manifest: at + "manifest.txt", Log: newLogView(store.Chain, kept.Log-1)}
	if kept.Withdrawal != nil {
		v.Withdrawn, _ = report.ParseDate(kept.Withdrawal.Date) // the log has read it
	}
	v.Files = len(kept.Manifest)
	before := &report.Release{}
	if i > 0 {
		before = r.site.Releases[i-1]
		if kept.Withdrawal == nil && store.Kept[i-1].Withdrawal == nil {
			v.Delta = differ(sums(store.Kept[i-1].Manifest), sums(kept.Manifest))
		}
	}
	for _, text := range told.Articles {
		address, _, _ := strings.Cut(text, " ")
		if slices.Contains(before.Articles, text) {
			continue
		}
		c := articleChange{Path: address, New: !slices.ContainsFunc(before.Articles, func(s string) bool { return strings.HasPrefix(s, address+" ") })}
		for _, a := range r.site.Articles {
			old := slices.ContainsFunc(a.Aliases, func(x report.Alias) bool { return x.Path == address })
			if a.Path == address || old {
				c.Title, c.Path = prose.Plain(a.Whole().Title), a.Path
			}
		}
		if c.Title != "" { // what is there no longer is not named
			v.Articles = append(v.Articles, c)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(told.Revisions)) {
		dataset, name, _ := strings.Cut(id, "/")
		d := r.site.Dataset(dataset)
		if _, known := before.Revisions[id]; known || d == nil {
			continue
		}
		for _, rev := range d.Revisions {
			if rev.ID == name {
				v.Revised = append(v.Revised, revisionChange{d.Title.In(r.locale.Language), d.Path() + "#revision-" + name, rev.Kind, revised(rev, r.locale)})
			}
		}
	}
	return v
}

// releaseFeed tells of each release with its checkpoint, so that whoever keeps
// what feeds bring can prove later what the log was.
func (r *renderer) releaseFeed(store *release.Store, views []*releaseView) {
	site, l := r.site, r.locale
	self := path.Join("/", release.Folder, "feed.xml")
	feed := atomFeed{Lang: site.Language, Title: site.Title + ": " + l.Word("releases"), ID: site.URL("/releases/"), Author: atomAuthor{site.Publisher},
		Links: []atomLink{{"", site.URL("/releases/")}, {"self", site.URL(self)}}, Updated: instant(report.Date{})}
	for i, v := range views {
		if i == 0 {
			feed.Updated = instant(v.Day)
		}
		if i == perPage {
			break
		}
		address := site.URL(v.Path)
		kept := store.Kept[len(store.Kept)-1-i]
		feed.Entries = append(feed.Entries, atomEntry{Title: l.Word("release-of", "id", v.ID), ID: address, Link: atomLink{"", address}, Published: instant(v.Day), Updated: instant(v.Day),
			Summary: v.Title, Content: string(kept.Checkpoint)})
	}
	r.file(strings.TrimPrefix(self, "/"), xmlFile(feed), release.Dir)
}
