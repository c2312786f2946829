package load

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"vitrine/generator/prose"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type articleFile struct {
	Title       strict.Value `toml:"title"`
	Summary     strict.Value `toml:"summary"`
	Date        strict.Date  `toml:"date"`
	Updated     strict.Date  `toml:"updated"`
	Authors     strict.Names `toml:"authors"`
	Topics      strict.Names `toml:"topics"`
	Draft       strict.Flag  `toml:"draft"`
	Page        strict.Flag  `toml:"page"`
	Aliases     strict.Names `toml:"aliases"`
	Image       strict.Value `toml:"image"`
	ImageAlt    strict.Value `toml:"image_alt"`
	Credit      strict.Value `toml:"credit"`
	Files       strict.Names `toml:"files"`
	Data        strict.Value `toml:"data"`
	Period      strict.Value `toml:"period"`
	Where       *strict.Node `toml:"where"`
	Figures     *strict.Node `toml:"figures"`
	Plain       strict.Names `toml:"plain"`
	Part        strict.Value `toml:"part"`
	Line        strict.Value `toml:"line"`
	Corrections []struct {
		Date strict.Date  `toml:"date"`
		Text strict.Value `toml:"text"`
		Node *strict.Node
	} `toml:"correction"`
}

// address works out an article's address on the site from the name of its file. It returns false,
// with a problem reported, when the article can't have one.
func (l *loader) address(name string, a *report.Document) bool {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(name, "content/"), ".md"), "/")
	at := source.Pos{File: name}
	if len(parts) == 3 && parts[2] == "index" {
		parts = parts[:2]
	}
	for _, part := range parts {
		if !idPattern.MatchString(part) {
			l.problems.Add(source.Problem{Pos: at, Text: fmt.Sprintf("%q can't be part of an address", part),
				Hint: "names of folders and files are made of a to z, 0 to 9, _ and -"})
			return false
		}
	}
	switch {
	case len(parts) == 2 && parts[1] == "index" && strings.HasSuffix(name, "/index/index.md"):
		l.problems.Addf(at, "the page of the section %s is content/%s/index.md", parts[0], parts[0])
		return false
	case len(parts) > 2:
		l.problems.Add(source.Problem{Pos: at, Text: "this article stands too deep",
			Hint: "articles are content/SECTION/SLUG.md, " +
				"or content/SECTION/SLUG/index.md with their images beside them"})
		return false
	case slices.Contains(reserved, parts[0]):
		l.problems.Addf(at, "the address /%s/ belongs to the site itself", parts[0])
		return false
	case len(parts) == 2:
		a.Section = parts[0]
	}
	a.Slug = parts[len(parts)-1]
	a.Path = report.ArticlePath(name)
	return true
}

// Articles reads the articles of a site of which everything else has been read. It is safe for use
// by several goroutines.
type Articles struct{ loader *loader }

// NewArticles returns a reader of the articles in fsys.
func NewArticles(fsys fs.FS, site *report.Site, reader *prose.Reader) *Articles {
	l := newLoader(fsys, Options{}, nil)
	l.read.Site, l.reader = site, reader
	return &Articles{l}
}

// Names lists the files of the articles, sorted.
func (a *Articles) Names(problems *source.Problems) []string {
	l := *a.loader
	l.problems = problems
	if info, err := fs.Stat(l.fsys, "content"); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		problems.Hintf(source.Pos{File: "content"}, "make it; a site without articles has a file .gitkeep there",
			"there is no such folder: all pages of articles would go")
		return nil
	}
	return slices.DeleteFunc(l.list("content"), func(n string) bool {
		ext := path.Ext(n)
		if lower := strings.ToLower(ext); ext != ".md" && (lower == ".md" || lower == ".markdown") {
			problems.Add(source.Problem{Pos: source.Pos{File: n}, Text: "this file is not read", Warning: true,
				Hint: "the name of an article ends in .md"})
		}
		return ext != ".md"
	})
}

// Read reads an article, or reports what is wrong with it. The result is nil when there is too
// much wrong to go on.
func (a *Articles) Read(name string, problems *source.Problems) *report.Document {
	l := *a.loader
	l.problems, l.read, l.mu = problems, &Read{Site: l.read.Site}, new(sync.Mutex)
	d := l.article(name)
	if d != nil {
		d.Files, d.Bytes = l.read.Files, l.read.Bytes
	}
	return d
}

// article reads an article. It returns nil when there is too much wrong to go on.
func (l *loader) article(name string) *report.Document {
	f := l.text(name, maxText, source.Pos{})
	if f == nil {
		return nil
	}
	a := &report.Document{File: name}
	if !l.address(name, a) {
		return nil
	}
	start, end, body, ok := frontMatter(f.Text)
	if !ok {
		text := "the article has no front matter"
		if bytes.HasPrefix(bytes.TrimPrefix(f.Text, []byte(byteOrderMark)), []byte("+++")) {
			text = "the front matter has no end"
		}
		l.problems.Add(source.Problem{Pos: f.Pos(0), Text: text,
			Hint: "it begins with a line +++, then TOML, then a line +++"})
		return nil
	}
	root := l.part(f, start, end)
	if root == nil {
		return nil
	}
	var m articleFile
	root.Decode(&m, l.problems)
	if m.Page.On { // a page of a folder that is no section of reports
		a.Section = ""
	}
	l.reader = l.reader.With(m.Plain.Texts())
	l.about(a, m, f.Pos(0))
	a.Places = places(root)
	l.topicsAndAliases(a, m)
	l.corrections(a, m)
	l.body(a, f, body)
	if a.Title == nil {
		return nil
	}
	a.Assets = l.files(a, m)
	a.Head = l.head(m)
	a.Line = l.lineOf(m, f.Pos(0))
	for _, t := range a.Texts() {
		t.EachFigure(func(f *report.Figure) { f.Head = a.Head })
	}
	return a
}

// head reads what the front matter says once for all addresses in the article; nil for nothing.
func (l *loader) head(m articleFile) *report.Head {
	h := &report.Head{Data: placed(m.Data), Period: placed(m.Period)}
	if m.Where != nil && m.Where.Kind == strict.Table {
		h.Where = l.where(m.Where, nil, false)
	} else if m.Where != nil {
		l.problems.Addf(m.Where.Pos(), `where must be a table like { country = "DE" }`)
	}
	if m.Figures != nil {
		l.namedFigures(h, m.Figures)
	}
	if h.Data.Text == "" && h.Period.Text == "" && h.Where == nil && h.Figures == nil {
		return nil
	}
	return h
}

func placed(v strict.Value) report.Placed { return report.Placed{Text: v.Text, Pos: v.Pos()} }

// namedFigures reads a table of names and addresses.
func (l *loader) namedFigures(h *report.Head, n *strict.Node) {
	if n.Kind != strict.Table {
		l.problems.Addf(
			n.Pos(),
			`[figures] is a table of names and addresses, like women = "/share(victims[sex=female])"`,
		)
		return
	}
	for _, entry := range n.Entries {
		switch {
		case !idPattern.MatchString(entry.Key):
			l.problems.Add(source.Problem{Pos: entry.KeyPos(), Text: fmt.Sprintf("%q can't name a figure", entry.Key),
				Hint: "names are made of a to z, 0 to 9, _ and -"})
		case entry.Kind != strict.String:
			l.problems.Addf(entry.Pos(), "a figure's address is a string, but this is %s", entry.Kind)
		default:
			h.Figures = append(
				h.Figures,
				report.NamedFigure{Name: entry.Key, Address: entry.Text(), AddressPos: entry.Places()(0)},
			)
		}
	}
}

// about reads what the front matter says of the article as a whole.
func (l *loader) about(a *report.Document, m articleFile, at source.Pos) {
	if l.require(at, "title", m.Title) {
		a.Title = l.textOf(m.Title, "")
	}
	if m.Summary.Set() {
		a.Summary = l.textOf(m.Summary, "")
	}
	if a.Section != "" && a.Slug != "index" {
		l.require(at, "date", m.Date.Value)
		l.require(at, "summary", m.Summary)
	}
	a.Date, a.Updated = l.date(m.Date), l.date(m.Updated)
	if a.Updated.Compare(a.Date) < 0 && !a.Updated.IsZero() {
		l.problems.Addf(m.Updated.Pos(), "the article was updated before its date")
	}
	a.Authors, a.Draft, a.Credit = m.Authors.Texts(), m.Draft.On, m.Credit.Text
}

// topicsAndAliases reads an article's topics, and its other addresses.
func (l *loader) topicsAndAliases(a *report.Document, m articleFile) {
	for _, t := range m.Topics {
		if report.TopicID(t.Text) == "" {
			l.problems.Addf(t.Pos(), "a topic needs a name")
			continue
		}
		a.Topics = append(a.Topics, t.Text)
	}
	for _, alias := range m.Aliases {
		if first := strings.Split(alias.Text, "/"); len(first) > 1 && slices.Contains(reserved, first[1]) {
			l.problems.Addf(alias.Pos(), "the address /%s/ belongs to the site itself", first[1])
			continue
		}
		if !aliasPattern.MatchString(alias.Text) || len(alias.Text) > 200 {
			l.problems.Add(source.Problem{Pos: alias.Pos(), Text: "an alias is an address on this site",
				Hint: `like "/old-section/old-name/"`})
			continue
		}
		a.Aliases = append(a.Aliases, report.Alias{Path: alias.Text, Pos: alias.Pos()})
	}
}

func (l *loader) corrections(a *report.Document, m articleFile) {
	for _, c := range m.Corrections {
		if l.require(c.Node.Pos(), "date", c.Date.Value) && l.require(c.Node.Pos(), "text", c.Text) {
			if l.date(c.Date).Compare(a.Date) < 0 {
				l.problems.Addf(c.Date.Pos(), "the article was corrected before its date")
			}
			a.Corrections = append(a.Corrections, report.Correction{Date: l.date(c.Date), Text: l.textOf(c.Text, "")})
		}
	}
}

// body reads the text of an article, which begins at start in its file, and its blocks.
func (l *loader) body(a *report.Document, f *source.File, start int) {
	var fences []prose.Fence
	a.Body, fences = l.reader.Article(f.Text[start:], func(i int) source.Pos { return f.Pos(start + i) }, l.problems)
	for _, fence := range fences {
		block := l.block(f, start, fence)
		if c, ok := block.(*report.Chart); ok && c.Map != nil {
			a.Maps = append(a.Maps, c.Map.Files...)
		}
		a.Body.Blocks = append(a.Body.Blocks, block)
	}
	prose.MarkTerms(a.Body, l.read.Site.Glossary)
	for _, b := range a.Body.Blocks {
		if slices.ContainsFunc(a.Body.Headings,
			func(h report.Heading) bool { return h.ID == b.Name() && b.Name() != "" }) {
			l.problems.Add(source.Problem{Pos: b.At(),
				Text: fmt.Sprintf("a heading of the article has the id %q too", b.Name()),
				Hint: "give the block another id, or fix the heading's with {#other}"})
		}
	}
}

// downloads are the endings of files that may be copied. A browser runs none of them.
var downloads = []string{
	".csv", ".tsv", ".json", ".txt", ".pdf", ".xlsx", ".ods", ".docx", ".odt", ".zip",
	".png", ".jpg", ".jpeg", ".webp",
}

// plainName matches the name of a file, or a path below the article's folder.
var plainName = regexp.MustCompile(`^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$`)

var aliasPattern = regexp.MustCompile(`^/[a-zA-Z0-9_][a-zA-Z0-9_.-]*(/[a-zA-Z0-9_][a-zA-Z0-9_.-]*)*/$`)

const byteOrderMark = "\ufeff"

// frontMatter finds the TOML between two lines of +++, and where the text after it begins.
func frontMatter(text []byte) (start, end, body int, ok bool) {
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	line := func(at int) (content []byte, next int) {
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			return bytes.TrimRight(text[at:at+i], " \t\r"), at + i + 1
		}
		return bytes.TrimRight(text[at:], " \t\r"), len(text)
	}
	first, next := line(start)
	if string(first) != "+++" {
		return 0, 0, 0, false
	}
	for at := next; at < len(text); {
		content, after := line(at)
		if string(content) == "+++" {
			return next, at, after, true
		}
		at = after
	}
	return 0, 0, 0, false
}

// files reads the images that an article shows, which are made anew without metadata, and the
// files that it lists.
func (l *loader) files(a *report.Document, m articleFile) []*report.Asset {
	r := &assetReader{loader: l, article: a, images: map[string]*report.Image{}}
	if m.Image.Set() {
		a.Image = r.image(m.Image.Text, m.ImageAlt.Text, m.Image.Pos())
	}
	for _, ref := range a.Body.Images {
		ref.Image = r.image(ref.Destination, ref.Alt, ref.Pos)
	}
	for _, b := range a.Body.Blocks {
		if p, ok := b.(*report.Picture); ok && p.Image != nil {
			p.Image.Image = r.image(p.Image.Destination, p.Image.Alt, p.Image.Pos)
		}
	}
	for _, v := range m.Files {
		if file, ok := r.file(v.Text, v.Pos()); ok {
			if data := l.listed(file, v.Pos()); data != nil {
				name := strings.TrimPrefix(a.Path, "/") + v.Text
				r.assets = append(r.assets, &report.Asset{Path: name, Bytes: data, From: file})
			}
		}
	}
	return r.assets
}

// assetReader reads the files in the folder of an article.
type assetReader struct {
	*loader
	article *report.Document
	images  map[string]*report.Image // by the names in the article
	assets  []*report.Asset
}

// file returns the path of a file that an article names, or reports why it can't have that file.
func (r *assetReader) file(name string, at source.Pos) (string, bool) {
	a := r.article
	file := path.Join(path.Dir(a.File), name)
	switch {
	case prose.AllowedURL(name) || strings.HasPrefix(name, "//"):
		r.problems.Add(source.Problem{Pos: at, Text: "an image from another site is not shown",
			Hint: "save it beside the article, if its licence allows"})
	case strings.Contains(name, "..") || path.IsAbs(name):
		r.problems.Addf(at, "%q does not stand beside the article", name)
	case !plainName.MatchString(name):
		r.problems.Add(source.Problem{Pos: at, Text: fmt.Sprintf("%q can't be part of an address", name),
			Hint: "names of files are made of letters from a to z, digits, _, - and ."})
	case path.Base(a.File) != "index.md":
		r.problems.Add(source.Problem{Pos: at, Text: "an article with files of its own has a folder of its own",
			Hint: fmt.Sprintf("move it to %s/index.md", strings.TrimSuffix(a.File, ".md"))})
	default:
		a.Beside = append(a.Beside, file)
		return file, true
	}
	return "", false
}

// image reads an image and makes it anew; an image that was read before is not made again.
func (r *assetReader) image(name, alt string, at source.Pos) *report.Image {
	if strings.TrimSpace(alt) == "" {
		r.problems.Add(source.Problem{Pos: at, Text: "the image has no alt",
			Hint: "say what it shows, for readers who can't see it"})
	}
	if first := r.images[name]; first != nil {
		img := *first
		img.Alt = alt
		return &img
	}
	file, ok := r.file(name, at)
	if !ok {
		return nil
	}
	data := r.bytesOf(file, maxAsset, at)
	if data == nil {
		return nil
	}
	unlock := r.lockDrawing(data)
	img, sizes, wrong := reencode(data, r.article.Path+strings.TrimSuffix(path.Base(name), path.Ext(name)))
	unlock()
	if wrong != nil {
		r.problems.Add(source.Problem{Pos: at, Text: file + ": " + wrong.text, Hint: wrong.hint})
		return nil
	}
	for _, asset := range sizes {
		asset.From = file
		r.assets = append(r.assets, asset)
	}
	img.Alt = alt
	r.images[name] = img
	return img
}

// listed returns a file that an article lists, as readers get it. It returns nil, with a problem
// reported, when the file can't be copied.
func (l *loader) listed(file string, at source.Pos) []byte {
	ext := strings.ToLower(path.Ext(file))
	switch {
	case slices.Contains(pictures, ext):
		l.problems.Add(source.Problem{Pos: at,
			Text: fmt.Sprintf("an image %s is not copied: "+
				"it may tell where it was taken, and that can't be taken out here", ext),
			Hint: "save it as JPEG or PNG"})
		return nil
	case !slices.Contains(downloads, ext):
		l.problems.Add(source.Problem{Pos: at,
			Text: fmt.Sprintf("a file %s is not copied: it could run in a reader's browser", ext),
			Hint: "these are: " + strings.Join(downloads, " ")})
		return nil
	}
	data := l.bytesOf(file, maxAsset, at)
	if data == nil {
		return nil
	}
	unlock := l.lockDrawing(data)
	defer unlock()
	contents, wrong := copied(file, data)
	if wrong != nil {
		l.problems.Add(source.Problem{Pos: at, Text: file + ": " + wrong.text, Hint: wrong.hint})
	}
	return contents
}
