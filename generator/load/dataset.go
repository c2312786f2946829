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
	Title         *strict.Node      `toml:"title"`       // a name; a text, or one for each language
	Summary       *strict.Node      `toml:"summary"`     // what the dataset holds, in a sentence
	Status        strict.Value      `toml:"status"`      // provisional, final, revised or withdrawn
	Published     strict.Date       `toml:"published"`   // when its first version appeared, where it has been revised
	Updated       strict.Date       `toml:"updated"`     // the day of the last change: raised with every change
	Method        *strict.Node      `toml:"method"`      // how the figures were made
	Quality       *strict.Node      `toml:"quality"`     // what is known of their faults
	Licence       strict.Value      `toml:"licence"`     // else that of data/site.toml
	Contact       strict.Value      `toml:"contact"`     // else that of data/site.toml
	Aliases       strict.Names      `toml:"aliases"`     // ids that the dataset had before: its addresses and releases go on
	Draft         strict.Flag       `toml:"draft"`       // true keeps it out of what is published
	Standalone    strict.Flag       `toml:"standalone"`  // true publishes it though no article uses it
	Part          strict.Value      `toml:"part"`        // REPORT/PART of data/site.toml: its columns are the profile's
	People        strict.Names      `toml:"people"`      // of a part: the ids of the measures that count people
	Beyond        *strict.Node      `toml:"beyond"`      // of a part: codes of other parts that its file has, and why
	Reason        *strict.Node      `toml:"reason"`      // of a part: why measures in a unit of people count none; published
	Complete      strict.Flag       `toml:"complete"`    // false when not every combination of members has a row
	Dimensions    []dimensionFile   `toml:"dimension"`   // by what is counted, a table each
	Attributes    []attributeFile   `toml:"attribute"`   // a column that says something of a row and does not identify it
	Measures      []measureFile     `toml:"measure"`     // what is counted, a table each
	Table         *tableFile        `toml:"table"`       // the rows, or the files that have them
	Fixes         []fixFile         `toml:"fix"`         // a mistake in a file that nobody edits, and what is read instead
	Notes         []noteFile        `toml:"note"`        // words or a mark on many cells
	Conflicts     []conflictFile    `toml:"conflict"`    // why sources differ
	Discrepancies []discrepancyFile `toml:"discrepancy"` // totals and parts that do not fit
	Statements    []statementFile   `toml:"statement"`   // what somebody said of the figures
	Revisions     []revisionFile    `toml:"revision"`    // a published figure that has changed, and why
	Withdrawals   []withdrawalFile  `toml:"withdrawal"`  // figures that should never have been published
	Unchanged     []unchangedFile   `toml:"unchanged"`   // what was withheld in a release and is the same today
	Disclosure    *disclosureFile   `toml:"disclosure"`  // how small counts of people are protected here
}

type tableFile struct {
	Columns strict.Names `toml:"columns"` // ids of dimensions, measures and attributes, and "source", in order
	Rows    *strict.Node `toml:"rows"`    // a list of rows, each a list of cells
	File    strict.Value `toml:"file"`    // a file beside this one, kept byte for byte: .csv, .tsv, .xlsx, .ods or .json
	Files   []tableFile  `toml:"files"`   // several files, each with the keys in which it differs
	SHA256  strict.Value `toml:"sha256"`  // of the file, so that a change of it is seen
	Source  *strict.Node `toml:"source"`  // an id of data/sources.toml for all rows, or { column = "Source" }
	Ignore  strict.Names `toml:"ignore"`  // columns that are passed over; * stands for any words

	Sheet     strict.Value `toml:"sheet"`     // of a workbook
	Encoding  strict.Value `toml:"encoding"`  // of text, like windows-1252; else it is found out
	Delimiter strict.Value `toml:"delimiter"` // of text; of two characters either parts cells
	Decimal   strict.Value `toml:"decimal"`   // the sign before decimals
	Group     strict.Value `toml:"group"`     // the sign between thousands
	Range     strict.Value `toml:"range"`     // what stands between the ends of a range, like "-" in 0-249
	Skip      strict.Count `toml:"skip"`      // rows above the head
	Header    strict.Count `toml:"header"`    // rows of the head
	Until     strict.Value `toml:"until"`     // what the first row behind the table begins with; "" for an empty row
	Fill      strict.Names `toml:"fill"`      // columns in which empty cells repeat the one above
	Sections  strict.Value `toml:"sections"`  // the id of the dimension whose members stand as headings between rows
	Symbols   *strict.Node `toml:"symbols"`   // what stands in place of a figure, and what it means: { "-" = "[x]" }
	Only      *strict.Node `toml:"only"`      // rows to read: { FREQ = "A", GEO = "!EU" }
	Set       *strict.Node `toml:"set"`       // dimensions that the file lacks: { year = "2024" }
	Node      *strict.Node
}

// datasetReader reads one dataset's file.
type datasetReader struct {
	*loader
	header   *report.Dataset
	raw      *raw.Dataset
	file     *datasetFile
	words    []map[string]string // of each dimension with declared members, their words in files, in small letters
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
	r := &datasetReader{loader: l, header: h, raw: &raw.Dataset{Header: h}, file: &f, taken: map[string]bool{},
		open: map[string]bool{}}
	h.Title = r.title(at, f.Title)
	l.require(at, "status", f.Status)
	l.require(at, "updated", f.Updated.Value)
	for _, alias := range f.Aliases {
		if l.checkID(idPattern, "dataset", alias.Text, alias.Pos()) {
			h.Aliases = append(h.Aliases, alias.Text)
		}
	}
	if !f.Part.Set() {
		r.dimensions()
		r.attributes()
		r.measures()
	}
	if f.Table == nil {
		l.problems.Addf(at, "[table] is missing: the dataset has no rows")
		return nil
	}
	read := r.rows
	if f.Part.Set() {
		read = r.partRows
	}
	if !read() {
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
