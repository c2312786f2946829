package load

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type siteFile struct {
	Title      strict.Value   `toml:"title"`          // the name of the site
	Summary    strict.Value   `toml:"summary"`        // what it is, in a sentence
	BaseURL    strict.Value   `toml:"base_url"`       // where it stands, with a slash at the end
	Language   strict.Value   `toml:"language"`       // of its pages, like en or pt-BR
	Publisher  strict.Value   `toml:"publisher"`      // who answers for it
	Contact    strict.Value   `toml:"contact"`        // where a reader reports an error
	Licence    strict.Value   `toml:"licence"`        // of its data
	LicenceURL strict.Value   `toml:"licence_url"`    // where the licence can be read
	Strict     strict.Flag    `toml:"strict_figures"` // true makes numbers without a source an error
	Plain      strict.Names   `toml:"plain"`          // words with digits that are no figures
	Navigation []navItem      `toml:"navigation"`     // the links of the menu
	Headline   []headlineItem `toml:"headline"`       // the big figures of the first page
	Finding    strict.Value   `toml:"finding"`        // the id of the chart on the first page
	Reports    *strict.Node   `toml:"report"`         // reports that a law asks for, a table for each service
	Proof      struct {
		Required strict.Flag `toml:"required"` // a release is refused while a sentence is unread
	} `toml:"proof"` // the reading of sentences
	Access     *accessFile     `toml:"accessibility"` // makes a statement on accessibility
	Disclosure *disclosureFile `toml:"disclosure"`    // how small counts of people are protected
	Extras     struct {
		Search      strict.Flag `toml:"search"`       // the page that searches
		ShareImages strict.Flag `toml:"share_images"` // the pictures that show a page where it is shared
		Embeds      strict.Flag `toml:"embeds"`       // pages of charts for other sites, and charts as files
		Pictures    strict.Flag `toml:"pictures"`     // charts as pictures in the page
	} `toml:"extras"` // what is made besides pages
}

type navItem struct {
	Title strict.Value `toml:"title"` // the words
	Path  strict.Value `toml:"path"`  // an address on this site
	Node  *strict.Node
}

type accessFile struct {
	Checked     strict.Date  `toml:"checked"`     // when it was tried
	Limits      strict.Value `toml:"limits"`      // what is not accessible, and why
	Enforcement strict.Value `toml:"enforcement"` // whom a reader can turn to
	Node        *strict.Node
}

type disclosureFile struct {
	Method    strict.Value `toml:"method"`    // suppress or none
	Threshold strict.Count `toml:"threshold"` // counts of people below it are withheld
	Zeros     strict.Flag  `toml:"zeros"`     // true withholds zeros too
	Seed      strict.Value `toml:"seed"`      // decides which others are withheld; in data/site.toml alone, and never published
	Reason    *strict.Node `toml:"reason"`    // why nobody is protected, or what readers should know; published
	Keep      *strict.Node `toml:"keep"`      // cells that are never withheld to protect others
	Node      *strict.Node
}

// toml reads a TOML file into dst; false means that it can't be used.
func (l *loader) toml(name string, dst any) (*strict.Node, bool) {
	f := l.text(name, maxText, source.Pos{})
	if f == nil {
		return nil, false
	}
	root := l.part(f, 0, len(f.Text))
	if root == nil {
		return nil, false
	}
	if dst != nil {
		root.Decode(dst, l.problems)
	}
	return root, true
}

// places says where the values of a table stand.
func places(n *strict.Node) report.Places {
	p := report.Places{}
	for _, entry := range n.Entries {
		p[entry.Key] = entry.Pos()
	}
	return p
}

// require reports a key that must be there and is not, or is empty.
func (l *loader) require(at source.Pos, key string, v strict.Value) bool {
	if strings.TrimSpace(v.Text) != "" {
		return true
	}
	if v.Set() {
		if at = v.Pos(); v.Node.Kind != strict.String {
			return false // its kind has been reported
		}
	}
	l.problems.Addf(at, "%s is missing", key)
	return false
}

// site reads data/site.toml, and the words of its language. Without words there is no reader
// of texts.
func (l *loader) site(words []string) {
	const name = "data/site.toml"
	var f siteFile
	root, ok := l.toml(name, &f)
	if !ok {
		return
	}
	site, at := l.read.Site, root.Pos()
	l.require(at, "title", f.Title)
	l.require(at, "publisher", f.Publisher)
	l.require(at, "licence", f.Licence)
	site.Title, site.Publisher, site.Contact = f.Title.Text, f.Publisher.Text, f.Contact.Text
	site.Licence, site.LicenceURL, site.Places = f.Licence.Text, f.LicenceURL.Text, places(root)
	site.Strict, site.Plain = f.Strict.On, f.Plain.Texts()
	if site.LicenceURL != "" && !prose.AllowedURL(site.LicenceURL) {
		l.problems.Addf(f.LicenceURL.Pos(), "licence_url is not a web address")
	}
	if l.require(at, "base_url", f.BaseURL) {
		if site.BaseURL = baseURL(f.BaseURL.Text); site.BaseURL == nil {
			l.problems.Hintf(f.BaseURL.Pos(), `write for example base_url = "https://example.org/report/"`,
				"base_url is not the address of a site")
		}
	}
	site.Language = "en"
	if f.Language.Set() {
		site.Language = f.Language.Text
		if _, err := language.Parse(site.Language); err != nil {
			l.problems.Addf(f.Language.Pos(), "%q is not a language tag like en or zh-Hant", site.Language)
			return
		}
	}
	l.words(site, words, f.Language.Pos())
	l.reader = prose.NewReader(site.Plain, site.Words, site.Phrasing)
	l.read.Reader = l.reader
	if f.Summary.Set() {
		site.Summary = l.textOf(f.Summary, "")
	}
	l.navigation(f.Navigation)
	on := func(f strict.Flag) bool { return f.On || !f.Set() }
	site.Extras = report.Extras{Search: on(f.Extras.Search), ShareImages: on(f.Extras.ShareImages),
		Embeds: on(f.Extras.Embeds), Pictures: on(f.Extras.Pictures)}
	site.Headlines, site.Finding = l.headlineItems(f.Headline, ""), placed(f.Finding)
	site.Proof.Required = f.Proof.Required.On
	l.access(f.Access)
	l.reports(f.Reports)
	site.Disclosure = report.Disclosure{}
	if f.Disclosure != nil {
		site.Disclosure = l.disclosure(f.Disclosure, report.Disclosure{}, "")
		if f.Disclosure.Keep != nil {
			l.problems.Addf(f.Disclosure.Keep.KeyPos(), "keep can stand in a dataset alone")
		}
		if s := f.Disclosure.Seed; s.Set() && len(s.Text) < minSeed {
			l.problems.Hintf(s.Pos(), `"openssl rand -hex 16" makes one`, "a seed has at least %d characters", minSeed)
		}
		l.read.Seed = f.Disclosure.Seed.Text
	}
}

// access reads what a site states of its accessibility, where it does.
func (l *loader) access(f *accessFile) {
	if f == nil {
		return
	}
	site := l.read.Site
	site.Access = &report.Accessibility{Checked: l.date(f.Checked)}
	l.require(f.Node.Pos(), "checked", f.Checked.Value)
	if f.Limits.Set() {
		site.Access.Limits = l.textOf(f.Limits, "")
	}
	if f.Enforcement.Set() {
		site.Access.Enforcement = l.textOf(f.Enforcement, "")
	}
	if site.Contact == "" {
		l.problems.Hintf(f.Node.Pos(), `contact = "…" at the top of this file`,
			"whoever can't read the site needs somebody to turn to")
	}
}

func (l *loader) navigation(items []navItem) {
	for _, n := range items {
		if !l.require(n.Node.Pos(), "title", n.Title) || !l.require(n.Node.Pos(), "path", n.Path) {
			continue
		}
		path := n.Path.Text
		if (!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//")) && !prose.AllowedURL(path) {
			l.problems.Addf(n.Path.Pos(), "a path of the navigation begins with / or is a web address")
		}
		item := report.NavItem{Title: n.Title.Text, Path: path, Pos: n.Path.Pos()}
		l.read.Site.Navigation = append(l.read.Site.Navigation, item)
	}
}

// baseURL is the address of a site, with a slash at its end; nil when it is none.
func baseURL(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" ||
		u.Fragment != "" || !basePath.MatchString(u.EscapedPath()) || strings.Contains(u.Path, "..") {
		return nil
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + "/"
	return u
}

// basePath is what the path of a base URL may be: nothing that needs escaping.
var basePath = regexp.MustCompile(`^(?:/[A-Za-z0-9._~-]+)*/?$`)

type sourceFile struct {
	Publisher strict.Value `toml:"publisher"` // who published it
	Title     strict.Value `toml:"title"`     // its title
	URL       strict.Value `toml:"url"`       // its address
	Agency    strict.Value `toml:"agency"`    // the news agency behind it
	Author    strict.Value `toml:"author"`    // who wrote it
	Origin    strict.Value `toml:"origin"`    // the body whose figures these are
	Speaker   strict.Value `toml:"speaker"`   // who gave the figures
	Published strict.Date  `toml:"published"` // when, as a day or a month
	Accessed  strict.Date  `toml:"accessed"`  // when you read it
	Language  strict.Value `toml:"language"`  // in which it is
	Archived  strict.Value `toml:"archived"`  // the address of a copy
	Licence   strict.Value `toml:"licence"`   // under which it may be used
	Note      strict.Value `toml:"note"`      // what readers should know of it
}

// sources reads data/sources.toml.
func (l *loader) sources() {
	root, ok := l.toml("data/sources.toml", nil)
	if !ok {
		l.unsure = true
		return
	}
	for _, entry := range root.Entries {
		if !l.checkID(idPattern, "source", entry.Key, entry.KeyPos()) {
			continue
		}
		var f sourceFile
		if !entry.Decode(&f, l.problems) {
			continue
		}
		s := &report.Source{
			ID: entry.Key, Pos: entry.KeyPos(), Publisher: f.Publisher.Text, Title: f.Title.Text, URL: f.URL.Text,
			Agency: f.Agency.Text, Author: f.Author.Text, Origin: f.Origin.Text, Speaker: f.Speaker.Text,
			Language: f.Language.Text, Archived: f.Archived.Text, Licence: f.Licence.Text,
			Published: l.date(f.Published), Accessed: l.date(f.Accessed), Places: places(entry),
		}
		if s.Published.Compare(s.Accessed) > 0 && !s.Accessed.IsZero() {
			l.problems.Addf(f.Accessed.Pos(), "the source was published after it was accessed")
		}
		if l.require(entry.KeyPos(), "publisher", f.Publisher) && f.Publisher.Text == "…" {
			l.problems.Addf(f.Publisher.Pos(), "the publisher is still to be written")
		}
		l.require(entry.KeyPos(), "accessed", f.Accessed.Value)
		if s.Title == "" && s.URL == "" {
			l.problems.Addf(entry.KeyPos(), "the source %s has neither a title nor a url", s.ID)
		}
		for _, u := range []strict.Value{f.URL, f.Archived} {
			if u.Set() && !prose.AllowedURL(u.Text) {
				l.problems.Addf(u.Pos(), "this is not a web address: it begins with neither http: nor https:")
			}
		}
		if f.Note.Set() {
			s.Note = l.textOf(f.Note, "")
		}
		l.read.Site.Sources = append(l.read.Site.Sources, s)
	}
}

// date reads a date of any precision. It is the zero Date when none was written.
func (l *loader) date(d strict.Date) report.Date {
	if d.Text == "" {
		return report.Date{}
	}
	date, err := report.ParseDate(d.Text)
	switch {
	case err != nil:
		l.problems.Addf(d.Pos(), "%s", err)
	case date.Year < firstYear || date.Year > lastYear:
		l.problems.Addf(d.Pos(), "the year %d can't be meant: is a digit wrong?", date.Year)
	}
	return date
}

// Nothing that a site names was published before the first of these years, nor will be after the last.
const firstYear, lastYear = 1400, 2200

// textOf reads a string as inline Markdown.
func (l *loader) textOf(v strict.Value, home string) *report.Text {
	return l.inline(v.Node, home)
}

// inline reads a node as inline Markdown. home is the dataset in whose file it stands, or "".
func (l *loader) inline(n *strict.Node, home string) *report.Text {
	if n == nil {
		return nil
	}
	return l.reader.Inline([]byte(n.Text()), n.Places(), home, l.problems)
}

// label reads a word: a string, or a table of one for each language.
func (l *loader) label(n *strict.Node) report.Label {
	if n == nil {
		return nil
	}
	label := report.Label{}
	l.eachLanguage(n, func(language string, v *strict.Node) { label[language] = v.Text() })
	return label
}

// prose reads a text: a string, or a table of one for each language.
func (l *loader) prose(n *strict.Node, home string) report.Prose {
	if n == nil {
		return nil
	}
	p := report.Prose{}
	l.eachLanguage(n, func(language string, v *strict.Node) { p[language] = l.inline(v, home) })
	return p
}

// eachLanguage calls f for a string, with the language "", or for one of each language.
func (l *loader) eachLanguage(n *strict.Node, f func(language string, text *strict.Node)) {
	if n.Kind == strict.String {
		f("", n)
		return
	}
	if n.Kind != strict.Table || len(n.Entries) == 0 {
		l.problems.Hintf(n.Pos(), `or one for each language: { en = "Age", zh = "年龄" }`,
			"%s must be a string, but it is %s", n.Key, n.Kind)
		return
	}
	for _, v := range n.Entries {
		if _, err := language.Parse(v.Key); err != nil {
			l.problems.Addf(v.KeyPos(), "%q is not a language tag", v.Key)
		} else if v.Kind != strict.String {
			l.problems.Addf(v.Pos(), "%s must be a string, but it is %s", v.Key, v.Kind)
		} else {
			f(v.Key, v)
		}
	}
}

// minSeed is the least length of a seed, so that nobody guesses it.
const minSeed = 16

// disclosure reads a rule of protection. Keys that it leaves out are as in base.
func (l *loader) disclosure(f *disclosureFile, base report.Disclosure, home string) report.Disclosure {
	d := base
	if f.Method.Set() {
		d.Method = l.oneOf(f.Method, "suppress", "none")
	}
	if f.Threshold.Set() {
		d.Threshold = f.Threshold.N
		if raw := f.Threshold.Node.Raw(); raw == "0" || raw == "1" {
			l.problems.Addf(f.Threshold.Node.Pos(), "a threshold is 2 or more")
		}
	}
	if f.Zeros.Set() {
		d.Zeros = f.Zeros.On
	}
	if f.Reason != nil {
		d.Reason = l.prose(f.Reason, home)
	}
	if d.Method == "suppress" && d.Threshold == 0 && !f.Threshold.Set() {
		l.problems.Addf(f.Node.Pos(), "threshold is missing")
	}
	if d.Method == "none" && d.Reason == nil {
		l.problems.Addf(f.Node.Pos(), "reason is missing: to protect nobody needs a reason, which is published")
	}
	return d
}

// oneOf reports a word that is none of those allowed.
func (l *loader) oneOf(v strict.Value, allowed ...string) string {
	if v.Set() && !slices.Contains(allowed, v.Text) {
		l.problems.Hintf(v.Pos(), source.DidYouMean(v.Text, allowed), "%s can't be %q", v.Node.Key, v.Text)
	}
	return v.Text
}
