package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"vitrine/generator/locale"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// Templates are the pages' looks: templates/*.html, html/template. Each file
// can call what any other defines; functions give words, dates and addresses.
type Templates struct {
	set     *template.Template
	buffers sync.Pool

	// Texts are the sources of a template and of all that it calls, by its name, and BlockTexts
	// those that articles' texts are made with: of these and of views nothing else is made.
	Texts      map[string][]string
	BlockTexts []string
}

// errWord is what a template asked for and no language file has.
type wordError struct{ key, language string }

func (e wordError) Error() string {
	return fmt.Sprintf("templates/words/%s.toml has no word %q", e.language, e.key)
}

// functions are what templates can call.
func functions(site *report.Site, l *locale.Locale) template.FuncMap {
	return template.FuncMap{
		"word": func(key string, pairs ...any) (string, error) {
			if !l.Has(key) {
				return "", wordError{key, l.Language}
			}
			return l.Word(key, pairs...), nil
		},
		"count": func(key string, n int, pairs ...any) (string, error) {
			if !l.Has(key + "-other") {
				return "", wordError{key + "-other", l.Language}
			}
			return l.Count(key, n, pairs...), nil
		},
		"href": site.Href,
		"pagedir": func() string { // of the page, where it is not what browsers take
			return unless("ltr", locale.Direction(l.Language))
		},
		"dir": func(language string) string { // of a text in a language, where it is not the page's
			return unless(locale.Direction(l.Language), locale.Direction(language))
		},
	}
}

// ParseTemplates reads the templates of a site. nil when one has a mistake.
func ParseTemplates(fsys fs.FS, site *report.Site, l *locale.Locale, problems *source.Problems) *Templates {
	var names []string
	entries, err := fs.ReadDir(fsys, "templates")
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) == ".html" && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, "templates/"+e.Name())
		}
	}
	if err != nil || len(names) == 0 {
		problems.Addf(source.Pos{File: "templates"}, "there are no templates: the folder has no .html files")
		return nil
	}
	read := true
	set := template.New("").Funcs(functions(site, l)).Option("missingkey=error")
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err == nil {
			_, err = set.New(path.Base(name)).Parse(string(text))
		}
		if err != nil {
			problems.Add(templateProblem(err))
			read = false
		}
	}
	for _, name := range slices.Concat(pageTemplates, blockTemplates) {
		if read && set.Lookup(name) == nil { // a file that can't be read may define it
			problems.Add(source.Problem{Pos: source.Pos{File: "templates"},
				Text: "no file here is or defines " + name,
				Hint: fmt.Sprintf(
					"write {{define %q}} … {{end}} in one of them, or take it from Vitrine's own templates",
					name,
				)})
		}
	}
	circles(set, problems)
	if problems.Failed() {
		return nil
	}
	texts := map[string][]string{}
	for _, t := range set.Templates() {
		texts[t.Name()] = called(set, []string{t.Name()})
	}
	return &Templates{set: set, Texts: texts, BlockTexts: called(set, blockTemplates)}
}

// eachCall calls do for what a part of a template calls.
func eachCall(n parse.Node, do func(call *parse.TemplateNode)) {
	branch := func(b *parse.BranchNode) {
		eachCall(b.List, do)
		if b.ElseList != nil {
			eachCall(b.ElseList, do)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, inner := range n.Nodes {
			eachCall(inner, do)
		}
	case *parse.TemplateNode:
		do(n)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}

// circles reports templates that call themselves, which would never end.
func circles(set *template.Template, problems *source.Problems) {
	const running, done = 1, 2
	state := map[string]int{}
	var visit func(name string)
	visit = func(name string) {
		called := set.Lookup(name)
		if called == nil || called.Tree == nil || state[name] == done {
			return
		}
		state[name] = running
		eachCall(called.Tree.Root, func(call *parse.TemplateNode) {
			if state[call.Name] == running {
				place, _ := called.Tree.ErrorContext(call)
				p := templateProblem(fmt.Errorf("template: %s: %s is called again while it runs, and never ends",
					place, call.Name))
				p.Hint = "take the call out"
				problems.Add(p)
				return
			}
			visit(call.Name)
		})
		state[name] = done
	}
	var names []string
	for _, t := range set.Templates() {
		names = append(names, t.Name())
	}
	slices.Sort(names)
	for _, name := range names {
		visit(name)
	}
}

// called are the sources of some templates and of all that they call, in the order of their
// names.
func called(set *template.Template, names []string) (texts []string) {
	sources := map[string]string{}
	var visit func(name string)
	visit = func(name string) {
		if t := set.Lookup(name); t != nil && t.Tree != nil && sources[name] == "" {
			sources[name] = t.Tree.Root.String()
			eachCall(t.Tree.Root, func(call *parse.TemplateNode) { visit(call.Name) })
		}
	}
	for _, name := range names {
		visit(name)
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		texts = append(texts, name, sources[name])
	}
	return texts
}

// Pages are made with pageTemplates, and articles' texts with blockTemplates.
var (
	pageTemplates = []string{"home.html", "article.html", "list.html", "dataset.html", "source.html", "404.html",
		"redirect.html",
		"releases.html", "release.html", "embed.html"}
	blockTemplates = []string{
		"block-chart",
		"cards",
		"picture",
		"grid",
		"block-table",
		"block-compare",
		"block-statements",
		"block-headline",
		"block-figure",
	}
)

// Page makes a page and passes on what was written, which must be copied to be kept. A mistake
// in a template is reported.
func (t *Templates) Page(s *Sheet, problems *source.Problems, pass func(text []byte)) {
	err := s.Wrong
	if err == nil {
		err = t.run(s.Template, &s.View, pass)
	}
	if err != nil {
		problems.Add(templateProblem(err))
	}
}

// run executes a template and passes on what it wrote, which must be copied to be kept.
func (t *Templates) run(name string, data any, pass func(text []byte)) error {
	b, ok := t.buffers.Get().(*bytes.Buffer)
	if !ok {
		b = &bytes.Buffer{}
	}
	defer t.buffers.Put(b)
	b.Reset()
	err := t.set.ExecuteTemplate(b, name, data)
	if err == nil {
		pass(b.Bytes())
	}
	return err
}

// into executes a template of a part of a page onto what is written of it.
func (t *Templates) into(w io.Writer, name string, data any) error {
	return t.set.ExecuteTemplate(w, name, data)
}

// html executes a template of a part of a page.
func (t *Templates) html(name string, data any) (made template.HTML, err error) {
	err = t.run(name, data, func(text []byte) { made = template.HTML(text) })
	return made, err
}

var templatePlace = regexp.MustCompile(`(?s)^(?:html/)?template: ?"?([^:"]+)"?:(\d+)?:?(?:(\d+):)? ?(.*)$`)
var goState = regexp.MustCompile(`: \{state.*$|, \{state.*$`)
var goType = regexp.MustCompile(`in type \*?[\w.]+`)
var templateTrail = regexp.MustCompile(`(?s)^executing "[^"]*" at <(.*?)>: (.*)$`)

// templateProblem says in which template and line an error is.
func templateProblem(err error) source.Problem {
	text := err.Error()
	if at := strings.LastIndex(text, ": template: "); at >= 0 { // a page ran it for a part of itself
		text = text[at+2:]
	}
	p := source.Problem{Pos: source.Pos{File: "templates"}, Text: text}
	parts := templatePlace.FindStringSubmatch(text)
	if parts == nil {
		if name, ok := strings.CutPrefix(text, "html/template: "); ok {
			p.Text = name
		}
		return p
	}
	p.File = "templates/" + parts[1]
	p.Line, _ = strconv.Atoi(parts[2])
	p.Col, _ = strconv.Atoi(parts[3])
	p.Col++ // the library counts from 0
	p.Text = parts[4]
	if trail := templateTrail.FindStringSubmatch(p.Text); trail != nil {
		p.Text = fmt.Sprintf("{{%s}}: %s", trail[1], trail[2])
	}
	p.Text = goType.ReplaceAllString(p.Text, "here")
	p.Text = goState.ReplaceAllString(p.Text, "")
	if strings.Contains(p.Text, "can't evaluate field") {
		p.Hint = "what is shown here has no such field: Vitrine's own templates show those that it has"
	}
	var word wordError
	if errors.As(err, &word) {
		p.Text, p.Hint = word.Error(), "add it there, or take the word from the template"
	}
	return p
}
