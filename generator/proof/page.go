package proof

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// pageReader reads a page.
type pageReader struct {
	*Reader
	name   string
	from   string
	hidden map[string]bool
	ids    map[string]bool
	links  []string // as written
	shown  int      // withheld cells that show [c]

	attrs  []attr   // of the tag being read
	raw    string   // the element being read, when its text is no prose
	cell   string   // the id of the withheld cell being read
	inCell string   // its words
	depth  int      // of elements in it
	figure string   // the cell that the sentence's link leads to that is being read
	words  string   // of that link
	gives  bool     // and a value
	open   []string // cells that sentences show
	filled []string // the numbers of a map's regions that have a class
}

// get is an attribute of the tag being read.
func (r *pageReader) get(key string) string {
	for _, a := range r.attrs {
		if a.key == key {
			return a.value
		}
	}
	return ""
}

// integrity begins the digest of what a page loads.
var integrity = regexp.MustCompile(`^sha(?:256|384|512)-`)

// voidElements have no end tag.
var voidElements = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
	"track", "wbr"}

// readPage reads a page.
func (r *Reader) readPage(name string, text []byte, from string) Page {
	reader := func() *pageReader {
		return &pageReader{Reader: r, name: name, from: from, hidden: r.hidden[name], ids: map[string]bool{}}
	}
	p := reader()
	if !quick(text, p, relevant) {
		p = reader() // problems are found again, and told once
		scan(text, p, relevant)
	}
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		p.reportf("is empty")
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 || bytes.Contains(text, []byte("\ufeff")):
		p.reportf("holds bytes that are no text: its template is to be saved as UTF-8 without a byte order mark")
	}
	return p.page()
}

func (r *pageReader) start(tag string, attrs []attr) {
	r.attrs = attrs
	switch at := r.get("data-at"); {
	case tag == "figure":
		r.filled = nil
	case at != "" && r.get("class") != "blank":
		r.filled = append(r.filled, at)
	}
	id := r.element(tag)
	r.sentence(tag)
	if r.raw = ""; tag == "script" || tag == "style" || tag == "code" {
		r.raw = tag
	}
	switch {
	case r.cell == "" && !r.hidden[id] || slices.Contains(voidElements, tag):
	case r.cell != "":
		r.depth++
	default:
		r.cell, r.inCell, r.depth = id, "", 0
	}
}

func (r *pageReader) end(tag string) {
	r.raw = ""
	if r.figure != "" && tag == "a" {
		if strings.TrimSpace(r.words) != "[c]" || r.gives {
			if r.withholds(r.figure) {
				r.reportf("%s", exposed)
			}
			if !slices.Contains(r.open, r.figure) {
				r.open = append(r.open, r.figure)
			}
		}
		r.figure = ""
	}
	if r.cell == "" {
		return
	}
	if r.depth--; r.depth < 0 {
		r.shown++
		if strings.TrimSpace(r.inCell) != "[c]" {
			r.reportf("shows something else than [c] in the suppressed cell %s", r.cell)
		}
		r.cell = ""
	}
}

func (r *pageReader) text(text []byte) {
	if r.figure != "" {
		r.words += string(text)
	}
	if r.cell != "" {
		r.inCell += string(text)
	}
	if r.raw == "script" && bytes.Contains(text, []byte("[c]")) && openPoint(string(text), r.filled) {
		r.reportf("draws a suppressed figure in a chart")
	}
	if r.raw == "" && bytes.Contains(text, []byte("](")) &&
		(bytes.Contains(text, []byte("](value:")) || bytes.Contains(text, []byte("](plain:"))) {
		r.reportf("shows a link that stayed Markdown: %.60q", text)
	}
}

// relevant reports whether anything depends on an attribute.
func relevant(key []byte) bool {
	switch string(key) {
	case "id", "style", "href", "src", "action", "formaction", "poster", "data", "srcset", "type", "integrity",
		"http-equiv", "content", "class", "rel", "data-at":
		return true
	}
	return bytes.HasPrefix(key, []byte("on")) || bytes.HasPrefix(key, []byte("data-")) &&
		bytes.HasSuffix(key, []byte("-src"))
}

// element looks at a tag and returns its id.
func (r *pageReader) element(tag string) (id string) {
	for _, a := range r.attrs {
		switch {
		case a.key == "id":
			id = a.value
			if r.ids[id] {
				r.reportf("has the id %q twice", id)
			}
			r.ids[id] = true
		case a.key == "style":
			r.reportf("has a style attribute on %s, which its own policy blocks: %s", tag, a.value)
		case strings.HasPrefix(a.key, "on"):
			r.reportf("runs a script from the attribute %s", a.key)
		case a.key == "href" || a.key == "src" || a.key == "action" || a.key == "formaction" || a.key == "poster" ||
			a.key == "data":
			r.link(tag, a.key, a.value)
		case a.key == "srcset":
			for candidate := range strings.SplitSeq(a.value, ",") {
				r.link(tag, a.key, strings.Fields(candidate + " .")[0])
			}
		case strings.HasPrefix(a.key, "data-") && a.key != "data-at":
			r.link(tag, "src", a.value)
		}
	}
	switch tag {
	case "script":
		kind := r.get("type")
		inert := kind == "application/json" || kind == "application/ld+json"
		switch {
		case inert:
		case r.get("src") == "":
			r.reportf("has a script in the page")
		case !integrity.MatchString(r.get("integrity")):
			r.reportf("loads a script without its integrity: %s", r.get("src"))
		}
	case "style":
		r.reportf("has a style element, which its own policy blocks")
	case "iframe", "object", "embed", "base":
		r.reportf("has an element %s", tag)
	case "meta":
		if strings.EqualFold(r.get("http-equiv"), "refresh") {
			if _, to, ok := strings.Cut(r.get("content"), "url="); ok {
				r.links = append(r.links, to)
			}
		}
	}
	return id
}

// sentence notes a tag that begins a figure in a sentence, which links to its cell, or that
// gives its value.
func (r *pageReader) sentence(tag string) {
	if r.figure != "" && tag == "data" {
		r.gives = true
	}
	if tag != "a" || !slices.Contains(strings.Fields(r.get("class")), "figure") {
		return
	}
	u, err := url.Parse(r.get("href"))
	if err != nil {
		return
	}
	r.figure, r.words, r.gives = strings.TrimPrefix(u.Path, r.base.Path)+"index.html#"+u.Fragment, "", false
}

// onSite reports whether a link is plainly one to the site itself, as nearly all
// are.
func onSite(link string) bool {
	if len(link) < 2 || link[0] != '#' && (link[0] != '/' || link[1] == '/') {
		return false
	}
	for i := range len(link) {
		if c := link[i]; c <= ' ' || c >= 0x7f || c == '%' {
			return false
		}
	}
	return true
}

// link notes a link to check, and refuses what loads from elsewhere or runs.
func (r *pageReader) link(tag, key, value string) {
	if onSite(value) {
		r.links = append(r.links, value)
		return
	}
	u, err := url.Parse(strings.TrimSpace(value))
	if err != nil {
		r.reportf("links to %q, which is no address", value)
		return
	}
	switch u.Scheme {
	case "", "http", "https", "mailto":
	default:
		r.reportf("links to the scheme %s", u.Scheme)
		return
	}
	rel := r.get("rel")
	loads := key != "href" || tag != "a" && tag != "area" && tag != "link" ||
		tag == "link" && !slices.Contains([]string{"canonical", "alternate", "license", "next", "prev"}, rel)
	if loads && u.Host != "" && u.Host != r.base.Host {
		r.reportf("loads from another site: %s", u.Host)
		return
	}
	r.links = append(r.links, value)
}
