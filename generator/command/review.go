package command

import (
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vitrine/generator/ledger"
	"vitrine/generator/output"
	"vitrine/generator/release"
)

//go:embed review.html
var reviewHTML string

// reviewTemplate is what differs from the last release, as a page.
var reviewTemplate = template.Must(template.New("review").Parse(reviewHTML))

// reviewPage is what its template gets.
type reviewPage struct {
	Problem string
	Release string // "" where there is none
	Empty   bool
	ledger.Difference
	Charts []reviewedChart // that differ
	Pages  []string        // the addresses of pages that differ, with the site's path before them
}

// reviewedChart is a chart as the release had it, where it is still in public/, and as it is.
type reviewedChart struct {
	ID      string
	Was, Is template.URL // "" where there is none to show
	Hidden  bool         // what it was may not be seen now
}

// review answers with what differs from the last release, in the site as it was last built.
func (s *server) review(w http.ResponseWriter) {
	s.mu.Lock()
	site, out := s.report, s.site
	s.mu.Unlock()
	var page reviewPage
	if site == nil {
		page.Problem = "The site has problems; what differs is shown once they are gone."
	} else if difference, last := ledger.SinceRelease(site); last == nil {
		page.Problem = "There is no release yet."
	} else {
		page.Difference, page.Release, page.Empty = difference, last.ID, difference.Empty()
		page.files(s.dir, out, s.base)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = reviewTemplate.Execute(w, page) // who closes the page has seen enough
}

// files compares charts and pages with the manifest of the release. It has their digests alone: a chart as it was is
// taken from public/, where that still has it.
func (p *reviewPage) files(dir string, now *output.Site, base string) {
	store, _ := release.ReadStore(os.DirFS(dir)) // what is wrong with it stops a build
	i := slices.IndexFunc(store.Kept, func(k *release.Kept) bool { return k.ID == p.Release })
	if i < 0 {
		return
	}
	manifest := store.Kept[i].Manifest
	names := now.Paths()
	for _, line := range manifest {
		names = append(names, line.Path)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		info, there := now.Info(name)
		was := manifest.File(name)
		if !release.Covers(name) || there && hex.EncodeToString(info.Sum[:]) == was {
			continue
		}
		switch {
		case strings.HasPrefix(name, "charts/") && path.Ext(name) == ".svg":
			c := reviewedChart{ID: strings.TrimSuffix(path.Base(name), ".svg"), Hidden: p.Secret()}
			text, err := os.ReadFile(filepath.Join(dir, "public", name))
			if err == nil && release.Sum(text) == was && !c.Hidden {
				c.Was = picture(text)
			}
			if text, ok := now.File(name); ok {
				c.Is = picture(text)
			}
			p.Charts = append(p.Charts, c)
		case path.Base(name) == "index.html":
			p.Pages = append(p.Pages, base+strings.TrimSuffix(name, "index.html"))
		}
	}
}

// picture is an SVG as the address of a picture, in which it can run nothing.
func picture(svg []byte) template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg))
}
