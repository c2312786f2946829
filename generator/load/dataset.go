package load

import (
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type datasetFile struct {
	Title         *strict.Node      `toml:"title"`
	Summary       *strict.Node      `toml:"summary"`
	Status        strict.Value      `toml:"status"`
	Published     strict.Date       `toml:"published"`
	Updated       strict.Date       `toml:"updated"`
	Method        *strict.Node      `toml:"method"`
	Quality       *strict.Node      `toml:"quality"`
	Licence       strict.Value      `toml:"licence"`
	Contact       strict.Value      `toml:"contact"`
	Aliases       strict.Names      `toml:"aliases"`
	Draft         strict.Flag       `toml:"draft"`
	Standalone    strict.Flag       `toml:"standalone"`
	Complete      strict.Flag       `toml:"complete"`
	Dimensions    []dimensionFile   `toml:"dimension"`
	Attributes    []attributeFile   `toml:"attribute"`
	Measures      []measureFile     `toml:"measure"`
	Table         *tableFile        `toml:"table"`
	Fixes         []fixFile         `toml:"fix"`
	Notes         []noteFile        `toml:"note"`
	Conflicts     []conflictFile    `toml:"conflict"`
	Discrepancies []discrepancyFile `toml:"discrepancy"`
	Statements    []statementFile   `toml:"statement"`
	Revisions     []revisionFile    `toml:"revision"`
	Withdrawals   []withdrawalFile  `toml:"withdrawal"`
	Unchanged     []unchangedFile   `toml:"unchanged"`
	Disclosure    *disclosureFile   `toml:"disclosure"`
}

type tableFile struct {
	Columns strict.Names `toml:"columns"`
	Rows    *strict.Node `toml:"rows"`
	File    strict.Value `toml:"file"`
	Files   []tableFile  `toml:"files"`
	SHA256  strict.Value `toml:"sha256"`
	Source  *strict.Node `toml:"source"`
	Ignore  strict.Names `toml:"ignore"`

	Sheet     strict.Value `toml:"sheet"`
	Encoding  strict.Value `toml:"encoding"`
	Delimiter strict.Value `toml:"delimiter"`
	Decimal   strict.Value `toml:"decimal"`
	Group     strict.Value `toml:"group"`
	Range     strict.Value `toml:"range"`
	Skip      strict.Count `toml:"skip"`
	Header    strict.Count `toml:"header"`
	Until     strict.Value `toml:"until"`
	Fill      strict.Names `toml:"fill"`
	Sections  strict.Value `toml:"sections"`
	Symbols   *strict.Node `toml:"symbols"`
	Only      *strict.Node `toml:"only"`
	Set       *strict.Node `toml:"set"`
	Node      *strict.Node
}

// datasetReader reads one dataset's file.
type datasetReader struct {
	*loader
	header   *report.Dataset
	raw      *raw.Dataset
	file     *datasetFile
	words    []map[string]string // of each dimension with declared members, the words for them in files, in small letters
	formulas []formula
	open     map[string]bool // the dimensions that get the members that rows name besides those listed
	taken    map[string]bool // the ids of statements, discrepancies and so on, behind their kinds
}

// dataset reads a dataset's file; nil when it is of no use.
func (l *loader) dataset(name string) *raw.Dataset {
	var f datasetFile
	root, ok := l.toml(name, &f)
	if !ok {
		return nil
	}
	id := strings.TrimSuffix(strings.TrimPrefix(name, "data/datasets/"), ".toml")
	at := root.Pos()
	if !l.checkID(idPattern, "dataset", id, source.Pos{File: name}) {
		return nil
	}
	site := l.read.Site
	h := &report.Dataset{
		ID: id, Pos: at, Files: []string{name}, Summary: l.prose(f.Summary, id),
		Status:    l.oneOf(f.Status, "provisional", "final", "revised", "withdrawn"),
		Published: l.date(f.Published), Updated: l.date(f.Updated),
		Method: l.prose(f.Method, id), Quality: l.prose(f.Quality, id),
		Licence: f.Licence.Text, Contact: f.Contact.Text, Draft: f.Draft.On, Standalone: f.Standalone.On,
		Disclosure: site.Disclosure, Places: places(root),
	}
	if h.Licence == "" {
		h.Licence, h.Places["licence"] = site.Licence, site.Places["licence"]
	}
	if h.Contact == "" {
		h.Contact, h.Places["contact"] = site.Contact, site.Places["contact"]
	}
	r := &datasetReader{loader: l, header: h, raw: &raw.Dataset{Header: h}, file: &f, taken: map[string]bool{}, open: map[string]bool{}}
	h.Title = r.title(at, f.Title)
	l.require(at, "status", f.Status)
	l.require(at, "updated", f.Updated.Value)
	for _, alias := range f.Aliases {
		if l.checkID(idPattern, "dataset", alias.Text, alias.Pos()) {
			h.Aliases = append(h.Aliases, alias.Text)
		}
	}
	r.dimensions()
	r.attributes()
	r.measures()
	if f.Table == nil {
		l.problems.Addf(at, "[table] is missing: the dataset has no rows")
		return nil
	}
	if !r.rows() {
		return r.raw
	}
	r.remarks()
	r.revisions()
	r.protection(at)
	return r.raw
}

// requireNode is require for a value that may be several things.
func (l *loader) requireNode(at source.Pos, key string, n *strict.Node) {
	if n == nil || n.Kind == strict.String && strings.TrimSpace(n.Text()) == "" {
		if n != nil {
			at = n.Pos()
		}
		l.problems.Addf(at, "%s is missing", key)
	}
}

// title reads a title, which is a name: it holds no link. bind looks for numbers in it.
func (r *datasetReader) title(at source.Pos, n *strict.Node) report.Label {
	r.requireNode(at, "title", n)
	if n == nil {
		return nil
	}
	r.eachLanguage(n, func(_ string, v *strict.Node) {
		t := r.inline(v, r.header.ID)
		for _, f := range t.Figures {
			r.problems.Addf(f.Pos, "a title of a dataset or a measure holds no links: it is a name")
		}
		r.header.Titles = append(r.header.Titles, t)
	})
	return r.label(n)
}

// protection reads how the people that a dataset counts are protected.
func (r *datasetReader) protection(at source.Pos) {
	h := r.header
	if f := r.file.Disclosure; f != nil {
		h.Disclosure = r.disclosure(f, h.Disclosure, h.ID)
		if f.Seed.Set() {
			r.problems.Addf(f.Seed.Node.KeyPos(), "seed can stand in data/site.toml alone")
		}
		r.kept(f.Keep)
	}
	people := slices.ContainsFunc(h.Measures, func(m *report.Measure) bool { return m.People })
	if people && h.Disclosure.Method == "" {
		r.problems.Hintf(at, `add [disclosure] with method = "suppress" and threshold = 5, here or in data/site.toml`,
			"the dataset counts people, and nothing says how they are protected")
	}
	if !people {
		h.Disclosure = report.Disclosure{}
	}
}

// kept reads which cells are never suppressed for the sake of others: a where, or a list of
// them.
func (r *datasetReader) kept(n *strict.Node) {
	switch {
	case n == nil:
	case n.Kind == strict.Array:
		for _, item := range n.Items {
			if item.Kind != strict.Table {
				r.problems.Addf(item.Pos(), `keep is a list of tables like { age = "all" }`)
				continue
			}
			r.raw.Keep = append(r.raw.Keep, r.where(item))
		}
	default:
		r.raw.Keep = append(r.raw.Keep, r.where(n))
	}
}
