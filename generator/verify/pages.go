package verify

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"vitrine/generator/release"
)

// Pages about releases are in no manifest, since they tell of manifests. What they
// say can't be proved, but what they may do can: they show text, run and load only
// what the releases published, and name no other key and no other digest than the
// log has.

// maxPage bounds a page about releases, in bytes.
const maxPage = 8 << 20

// textElements are those that only show something. Others are looked at one by one.
var textElements = strings.Fields(`
	a abbr address area article aside b bdi bdo blockquote body br button caption circle cite code col
	colgroup data dd defs del desc details dfn div dl dt ellipse em fieldset figcaption figure footer form g
	h1 h2 h3 h4 h5 h6 head header hgroup hr html i img input ins kbd label legend li line link main map mark
	menu meta nav noscript ol option p path picture polygon polyline pre q rect rp rt ruby s samp script
	search section select small source span strong sub summary sup svg symbol table tbody td template text
	tfoot th thead time title tr tspan u ul use var wbr`)

// loading are the attributes that name something that a browser loads.
var loading = []string{"src", "srcset", "poster", "data", "background", "formaction", "action", "manifest",
	"imagesrcset", "lowsrc", "dynsrc", "code", "archive", "classid", "codebase", "profile", "longdesc", "cite", "ping"}

var (
	keyLike = regexp.MustCompile(`[^\s'"<>]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}`)
	charset = regexp.MustCompile(`(?i)<meta[^>]*charset\s*=\s*["']?\s*([^\s"'/>;]*)`)
	hrefOf  = regexp.MustCompile(`\bhref\s*=\s*["']([^"']*)["']`)
	sumLike = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
)

// pages looks at the pages about releases, by their paths. known are the paths of
// the site's files.
func (r *reader) pages(names []string, known map[string]string) {
	found := make([][]string, len(names))
	r.each(len(names), func(i int) {
		text, err := fs.ReadFile(r.site, names[i])
		switch {
		case err != nil:
			found[i] = []string{fmt.Sprintf("missing: %s, a page about the releases%s", names[i], because(err))}
		case len(text) > maxPage:
			found[i] = []string{fmt.Sprintf("%s is too large for a page about the releases", names[i])}
		case path.Ext(names[i]) == ".xml":
			found[i] = r.feed(names[i], text, known)
		default:
			found[i] = r.page(names[i], text, known)
		}
	})
	for _, list := range found {
		slices.Sort(list)
		r.doubts(slices.Compact(list))
	}
}

// page looks at a page as a browser reads it, with scripts and without.
func (r *reader) page(name string, text []byte, known map[string]string) (wrong []string) {
	v := r.visit(name, known)
	v.encoding(text)
	for _, scripting := range []bool{true, false} {
		root, err := html.ParseWithOptions(bytes.NewReader(text), html.ParseOptionEnableScripting(scripting))
		if err != nil {
			return []string{name + " can't be read as a page"}
		}
		for node := range root.Descendants() {
			switch node.Type {
			case html.ElementNode:
				v.element(node)
			case html.TextNode, html.CommentNode:
				v.words(node.Data)
			}
		}
	}
	return v.wrong
}

// visit is the reading of one page.
type visit struct {
	*reader
	name       string
	known      map[string]string
	host, base string // of the site's address
	wrong      []string
}

// visit begins the reading of a page or of the feed.
func (r *reader) visit(name string, known map[string]string) *visit {
	v := &visit{reader: r, name: name, known: known}
	v.host, v.base, _ = strings.Cut(strings.TrimSuffix(r.chain.Logs[0].Key.Name, release.LogDir(folder, 1)), "/")
	return v
}

// encoding looks whether a browser reads the bytes as they are read here: as UTF-8, without the marks and the
// characters that lead to another reading.
func (v *visit) encoding(text []byte) {
	odd := func(c rune) bool { return c == '\ufeff' || c < ' ' && !strings.ContainsRune("\t\n\f\r", c) }
	declared := 0
	for _, m := range charset.FindAllSubmatch(text, -1) {
		if declared++; !strings.EqualFold(string(m[1]), "utf-8") {
			v.doubtf("says that it is written in %q, and pages about releases are in utf-8", m[1])
		}
	}
	ascii := !slices.ContainsFunc(text, func(b byte) bool { return b >= utf8.RuneSelf })
	if !utf8.Valid(text) || bytes.ContainsFunc(text, odd) || declared == 0 && !ascii {
		v.doubtf("can be read in more than one way: it is not plain utf-8, or does not say so")
	}
}

// doubtf adds a doubt about the page.
func (v *visit) doubtf(format string, args ...any) {
	v.wrong = append(v.wrong, v.name+" "+fmt.Sprintf(format, args...))
}

// element looks at an element and its attributes.
func (v *visit) element(n *html.Node) {
	get := func(key string) string {
		for _, a := range n.Attr {
			if strings.EqualFold(a.Key, key) {
				return a.Val
			}
		}
		return ""
	}
	if !slices.Contains(textElements, n.Data) {
		v.doubtf("has an element %s, and pages about releases have none", n.Data)
		return
	}
	for _, a := range n.Attr {
		v.words(a.Val)
		key := strings.ToLower(a.Key)
		switch {
		case strings.HasPrefix(key, "on") || key == "style" || key == "srcdoc":
			v.doubtf("has an attribute %s, and pages about releases have none", key)
		case strings.HasSuffix(key, "srcset"):
			for candidate := range strings.SplitSeq(a.Val, ",") {
				v.loads(strings.Fields(candidate + " .")[0])
			}
		case key == "action" || key == "formaction":
			v.leads(a.Val, true)
		case slices.Contains(loading, key):
			v.loads(a.Val)
		case key == "href" && (n.Data == "a" || n.Data == "area" || n.Data == "link" && linking(get("rel"))):
			v.leads(a.Val, false)
		case key == "href":
			v.loads(a.Val)
		}
	}
	switch kind := strings.ToLower(get("type")); {
	case n.Data == "script" && get("src") == "" && kind != "application/json" && kind != "application/ld+json":
		v.doubtf("has a script of its own")
	case n.Data == "meta" &&
		!slices.Contains([]string{"", "content-security-policy", "content-type"}, strings.ToLower(get("http-equiv"))):
		v.doubtf("has a meta element %s, and pages about releases have none", get("http-equiv"))
	}
}

// linking reports whether a link element of some kind leads elsewhere without loading anything.
func linking(rel string) bool {
	return slices.Contains([]string{"canonical", "alternate", "license", "next", "prev"}, rel)
}

// resolve returns where an address on the page leads; false for what is none, or runs.
func (v *visit) resolve(address string) (*url.URL, bool) {
	address = strings.Map(func(c rune) rune {
		if c < ' ' {
			return -1 // browsers skip these
		}
		return c
	}, strings.ReplaceAll(strings.TrimSpace(address), `\`, "/"))
	page := &url.URL{Scheme: "https", Host: v.host, Path: "/" + v.base + strings.TrimSuffix(v.name, "index.html")}
	u, err := page.Parse(address)
	return u, err == nil
}

// leads looks at a link.
func (v *visit) leads(address string, form bool) {
	u, ok := v.resolve(address)
	if !ok || !slices.Contains([]string{"https", "http", "mailto", "tel"}, u.Scheme) || form && u.Host != v.host {
		v.doubtf("leads to %q", address)
	}
}

// loads looks at what a browser gets with the page: a file of the site's.
func (v *visit) loads(address string) {
	if strings.HasPrefix(address, "#") {
		return
	}
	u, ok := v.resolve(address)
	name, below := "", false
	if ok {
		name, below = strings.CutPrefix(u.Path, "/"+v.base)
	}
	if ok && (name == "" || strings.HasSuffix(name, "/")) {
		name += "index.html"
	}
	published := v.known[name] != "" // it has a sum, against which it was held
	switch {
	case !ok || u.Scheme != "https" && u.Scheme != "http" || u.Host != v.host:
		v.doubtf("loads %q, which is not of this site", address)
	case (!below || !published) && len(v.manifests[v.chain.Last().ID]) > 0:
		v.doubtf("loads %q, which no release published", address)
	}
}

// words looks for keys and digests that are not the log's.
func (v *visit) words(text string) {
	for _, key := range keyLike.FindAllString(text, -1) {
		if k, err := release.ParseKey(key); err != nil || k.Witness() {
			continue
		}
		if !slices.ContainsFunc(v.chain.Logs, func(l *release.Log) bool { return l.Key.String() == key }) {
			v.doubtf("names the key %s, which is not the log's", key)
		}
	}
	for _, sum := range sumLike.FindAllString(text, -1) {
		if !slices.ContainsFunc(v.chain.Releases, func(x *release.Release) bool {
			return x.Manifest == sum || strings.Contains(x.Title, sum) ||
				x.Withdrawal != nil && strings.Contains(x.Withdrawal.Reason, sum)
		}) {
			v.doubtf("names the sha256 %s, which is not in the log", short(sum))
		}
	}
}

// feed looks at the feed: it shows text alone, in the style of the site, and the checkpoints that it carries have
// to be the log's.
func (r *reader) feed(name string, text []byte, known map[string]string) []string {
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Entries []struct {
			ID      string `xml:"id"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(text, &feed); err != nil {
		return []string{name + " is no feed"}
	}
	v := r.visit(name, known)
	v.markup(text)
	for _, entry := range feed.Entries {
		if !slices.ContainsFunc(r.chain.Logs, func(l *release.Log) bool {
			c, err := release.ReadCheckpoint([]byte(entry.Content), l.Key)
			return err == nil && c.Origin == l.Key.Name && l.Extends(c)
		}) {
			v.doubtf("carries a checkpoint that is not the log's: %s", entry.ID)
		}
	}
	return v.wrong
}

// markup looks at what a browser makes of a feed: Atom, with links in XHTML.
func (v *visit) markup(text []byte) {
	const atom, xhtml = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
	if !utf8.Valid(text) || bytes.HasPrefix(text, []byte("\ufeff")) {
		v.doubtf("can be read in more than one way: it is not plain utf-8")
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := decoder.Token()
		if err != nil {
			return // the end: it could be read as a feed
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Space != atom && !(t.Name.Space == xhtml && (t.Name.Local == "div" || t.Name.Local == "a")) {
				v.doubtf("has an element %s, and the feed has none", t.Name.Local)
			}
			for _, a := range t.Attr {
				if a.Name.Local == "href" || a.Name.Local == "src" {
					v.leads(a.Value, false)
				} else if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") {
					v.doubtf("has an attribute %s, and the feed has none", a.Name.Local)
				}
			}
		case xml.ProcInst:
			style := hrefOf.FindSubmatch(t.Inst)
			switch {
			case t.Target == "xml":
			case t.Target == "xml-stylesheet" && style != nil && bytes.Contains(t.Inst, []byte(`type="text/css"`)):
				v.loads(string(style[1]))
			default:
				v.doubtf("has an instruction %s, and the feed has none", t.Target)
			}
		case xml.Directive:
			v.doubtf("has a declaration, and the feed has none")
		}
	}
}
