package load

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"vitrine/generator/ledger"
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
	Draft         strict.Flag       `toml:"draft"`
	Standalone    strict.Flag       `toml:"standalone"`
	Complete      strict.Flag       `toml:"complete"`
	Dimensions    []dimensionFile   `toml:"dimension"`
	Attributes    []attributeFile   `toml:"attribute"`
	Measures      []measureFile     `toml:"measure"`
	Table         *tableFile        `toml:"table"`
	Notes         []noteFile        `toml:"note"`
	Conflicts     []conflictFile    `toml:"conflict"`
	Discrepancies []discrepancyFile `toml:"discrepancy"`
	Statements    []statementFile   `toml:"statement"`
	Revisions     []revisionFile    `toml:"revision"`
	Withdrawals   []withdrawalFile  `toml:"withdrawal"`
	Unchanged     []unchangedFile   `toml:"unchanged"`
	Disclosure    *disclosureFile   `toml:"disclosure"`
}

type dimensionFile struct {
	ID      strict.Value `toml:"id"`
	Title   *strict.Node `toml:"title"`
	Kind    strict.Value `toml:"kind"`
	Members []memberFile `toml:"members"`
	Total   strict.Value `toml:"total"`
	Running strict.Flag  `toml:"running"`
	Column  strict.Value `toml:"column"`
	Node    *strict.Node
}

type memberFile struct {
	ID     strict.Value `toml:"id"`
	Title  *strict.Node `toml:"title"`
	Short  *strict.Node `toml:"short"`
	CSV    strict.Names `toml:"csv"`
	Parent strict.Value `toml:"parent"`
	Node   *strict.Node
}

type attributeFile struct {
	ID     strict.Value `toml:"id"`
	Title  *strict.Node `toml:"title"`
	Kind   strict.Value `toml:"kind"`
	Column strict.Value `toml:"column"`
	Node   *strict.Node
}

type measureFile struct {
	ID          strict.Value `toml:"id"`
	Title       *strict.Node `toml:"title"`
	Unit        *strict.Node `toml:"unit"`
	Decimals    strict.Count `toml:"decimals"`
	People      strict.Flag  `toml:"people"`
	Reason      *strict.Node `toml:"reason"`
	PartOf      strict.Value `toml:"part_of"`
	SumOf       strict.Names `toml:"sum_of"`
	DerivedFrom strict.Names `toml:"derived_from"`
	SameAs      strict.Value `toml:"same_as"`
	Scale       []memberFile `toml:"scale"`
	Column      strict.Value `toml:"column"`
	Node        *strict.Node
}

type tableFile struct {
	Columns strict.Names `toml:"columns"`
	Rows    *strict.Node `toml:"rows"`
	File    strict.Value `toml:"file"`
	SHA256  strict.Value `toml:"sha256"`
	Source  strict.Value `toml:"source"`
	Ignore  strict.Names `toml:"ignore"`
	Node    *strict.Node
}

type noteFile struct {
	Where    *strict.Node `toml:"where"`
	Measures strict.Names `toml:"measures"`
	Mark     strict.Value `toml:"mark"`
	Text     *strict.Node `toml:"text"`
	Node     *strict.Node
}

type conflictFile struct {
	Differs  strict.Value `toml:"differs"`
	Measures strict.Names `toml:"measures"`
	Where    *strict.Node `toml:"where"`
	Same     *strict.Node `toml:"same"`
	Reason   *strict.Node `toml:"reason"`
	Node     *strict.Node
}

type discrepancyFile struct {
	ID        strict.Value `toml:"id"`
	Dimension strict.Value `toml:"dimension"`
	Measures  strict.Names `toml:"measures"`
	Where     *strict.Node `toml:"where"`
	Gap       *strict.Node `toml:"gap"`
	Cells     strict.Count `toml:"cells"`
	Rest      *strict.Node `toml:"rest"`
	Reason    *strict.Node `toml:"reason"`
	Node      *strict.Node
}

type statementFile struct {
	ID     strict.Value `toml:"id"`
	Date   strict.Date  `toml:"date"`
	Who    strict.Value `toml:"who"`
	Role   strict.Value `toml:"role"`
	Stance strict.Value `toml:"stance"`
	Where  *strict.Node `toml:"where"`
	Source strict.Value `toml:"source"`
	Text   *strict.Node `toml:"text"`
	Quote  strict.Value `toml:"quote"`
	Node   *strict.Node
}

// datasetReader reads one dataset's file.
type datasetReader struct {
	*loader
	header *report.Dataset
	raw    *raw.Dataset
	file   *datasetFile
	words  []map[string]string // of each dimension with declared members, the words for them in CSV
	ids    bool                // columns and members are named by their ids, as in a release's figures
}

func (l *loader) dataset(name string) *raw.Dataset {
	var f datasetFile
	file := *l
	file.sound = l.options.Sound(name)
	root, ok := file.toml(name, &f)
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
		Status: l.oneOf(f.Status, "provisional", "final", "revised", "withdrawn"), Published: l.date(f.Published), Updated: l.date(f.Updated),
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
	r := &datasetReader{loader: l, header: h, raw: &raw.Dataset{Header: h}, file: &f}
	h.Title = r.title(at, f.Title)
	l.require(at, "status", f.Status)
	l.require(at, "updated", f.Updated.Value)
	r.dimensions()
	r.measures()
	if f.Table == nil {
		l.problems.Addf(at, "[table] is missing: the dataset has no rows")
		return nil
	}
	if !r.rows() {
		return r.raw
	}
	r.extras()
	r.revisions()
	r.protection(at)
	return r.raw
}

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

func (r *datasetReader) protection(at source.Pos) {
	h := r.header
	if f := r.file.Disclosure; f != nil {
		h.Disclosure = r.disclosure(f, h.Disclosure, h.ID)
		if f.Seed.Set() {
			r.problems.Addf(f.Seed.Node.KeyPos(), "seed can stand in data/site.toml alone")
		}
		r.keep(f.Keep)
	}
	people := slices.ContainsFunc(h.Measures, func(m *report.Measure) bool { return m.People })
	if people && h.Disclosure.Method == "" {
		r.problems.Hintf(at, "add [disclosure] with method = \"suppress\" and threshold = 5, here or in data/site.toml", "the dataset counts people, and nothing says how they are protected")
	}
	if !people {
		h.Disclosure = report.Disclosure{}
	}
}

// keep reads which cells are never suppressed for the sake of others: a where,
// or a list of them.
func (r *datasetReader) keep(n *strict.Node) {
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

func (r *datasetReader) dimensions() {
	taken := map[string]bool{"source": true}
	claim := func(v strict.Value, node *strict.Node) bool {
		if !r.require(node.Pos(), "id", v) || !r.checkID(measureID, "dimension", v.Text, v.Pos()) {
			return false
		}
		if taken[v.Text] {
			r.problems.Addf(v.Pos(), "the id %q is taken", v.Text)
			return false
		}
		taken[v.Text] = true
		return true
	}
	complete := !r.file.Complete.Set() || r.file.Complete.On
	for _, f := range r.file.Dimensions {
		if !claim(f.ID, f.Node) {
			continue
		}
		r.requireNode(f.Node.Pos(), "title", f.Title)
		r.require(f.Node.Pos(), "kind", f.Kind)
		d := &report.Dimension{
			ID: f.ID.Text, Pos: f.ID.Pos(), Title: r.label(f.Title), Complete: complete, Running: f.Running.On, Total: f.Total.Text,
			Kind:    r.oneOf(f.Kind, report.KindPeriod, report.KindGeo, report.KindCategory, report.KindOrdinal),
			Members: r.members(f.Members, "member"),
		}
		for _, m := range d.Members {
			var err error
			if m.Period, err = report.ParsePeriod(m.ID); err != nil && d.Kind == report.KindPeriod && len(m.Title) == 0 {
				r.problems.Addf(d.Pos, "the member %q is no period: %s", m.ID, err)
			}
		}
		if d.Total != "" && d.Members != nil && d.Member(d.Total) == nil {
			r.problems.Hintf(f.Total.Pos(), source.DidYouMean(d.Total, d.IDs()), "%q is no member of %s", d.Total, d.ID)
		}
		for _, m := range d.Members {
			if slices.Contains(d.Ancestors(m.ID), m.ID) {
				r.problems.Addf(d.Pos, "the member %s is a part of itself", m.ID)
			}
		}
		for _, m := range f.Members {
			if m.Parent.Set() && d.Member(m.Parent.Text) == nil {
				r.problems.Hintf(m.Parent.Pos(), source.DidYouMean(m.Parent.Text, d.IDs()), "%q is no member of %s", m.Parent.Text, d.ID)
			}
		}
		r.header.Dimensions = append(r.header.Dimensions, d)
	}
	for _, f := range r.file.Attributes {
		if !claim(f.ID, f.Node) {
			continue
		}
		r.requireNode(f.Node.Pos(), "title", f.Title)
		kind := r.oneOf(f.Kind, "period", "text")
		r.header.Attributes = append(r.header.Attributes, &report.Attribute{ID: f.ID.Text, Pos: f.Node.Pos(), Title: r.label(f.Title), Kind: kind})
	}
}

func (r *datasetReader) members(files []memberFile, what string) []*report.Member {
	var members []*report.Member
	seen := map[string]bool{}
	for _, f := range files {
		if !r.require(f.Node.Pos(), "id", f.ID) {
			continue
		}
		if !memberID.MatchString(f.ID.Text) {
			r.problems.Hintf(f.ID.Pos(), "ids are made of a to z, 0 to 9, _ and -; title holds the words that readers see", "%q can't be the id of a %s", f.ID.Text, what)
			continue
		}
		if seen[f.ID.Text] {
			r.problems.Addf(f.ID.Pos(), "the %s %q is here twice", what, f.ID.Text)
			continue
		}
		seen[f.ID.Text] = true
		members = append(members, &report.Member{ID: f.ID.Text, Pos: f.Node.Pos(), Title: r.label(f.Title), Short: r.label(f.Short), CSV: f.CSV.Texts(), Parent: f.Parent.Text})
	}
	return members
}

func (r *datasetReader) measures() {
	h := r.header
	for _, f := range r.file.Measures {
		at := f.Node.Pos()
		if !r.require(at, "id", f.ID) || !r.checkID(measureID, "measure", f.ID.Text, f.ID.Pos()) {
			continue
		}
		if strings.HasSuffix(f.ID.Text, "_bound") || strings.HasSuffix(f.ID.Text, "_marks") || strings.HasSuffix(f.ID.Text, "_notes") {
			r.problems.Addf(f.ID.Pos(), "ids that end in _bound, _marks or _notes are columns of the CSV file")
			continue
		}
		if f.ID.Text == "source" || h.Measure(f.ID.Text) != nil || h.Index(f.ID.Text) >= 0 || h.AttributeIndex(f.ID.Text) >= 0 {
			r.problems.Addf(f.ID.Pos(), "the id %q is taken", f.ID.Text)
			continue
		}
		m := &report.Measure{
			ID: f.ID.Text, Pos: f.ID.Pos(), Title: r.title(at, f.Title), Unit: r.label(f.Unit), Decimals: f.Decimals.N,
			People: f.People.On, Reason: r.prose(f.Reason, h.ID), PartOf: f.PartOf.Text, SameAs: f.SameAs.Text, SumOf: f.SumOf.Texts(), DerivedFrom: bareMeasures(f.DerivedFrom),
			Scale: r.members(f.Scale, "grade"),
		}
		if m.Decimals > 9 {
			r.problems.Addf(f.Decimals.Node.Pos(), "a measure has at most 9 decimals")
		}
		if m.Rating() {
			for _, n := range []*strict.Node{f.Unit, f.Decimals.Node, f.PartOf.Node} {
				if n != nil {
					r.problems.Addf(n.KeyPos(), "a rating has no %s: it is never counted or added", n.Key)
				}
			}
			for _, g := range f.Scale {
				r.requireNode(g.Node.Pos(), "title", g.Title)
			}
		} else {
			r.requireNode(at, "unit", f.Unit)
			if f.People.On && f.Reason != nil {
				r.problems.Hintf(f.Reason.KeyPos(), "take one of both out", "reason says why a measure whose unit is people counts none, but people = true")
			}
			if !f.People.Set() {
				r.problems.Hintf(at, "people = true for counts of people, else people = false", "people is missing")
			}
		}
		h.Measures = append(h.Measures, m)
	}
	if len(h.Measures) == 0 {
		r.problems.Addf(h.Pos, "[[measure]] is missing: the dataset counts nothing")
	}
	for _, f := range r.file.Measures {
		refs := append(strict.Names{}, f.SumOf...)
		r.derivations(h.Measure(f.ID.Text), f.DerivedFrom)
		for _, ref := range f.DerivedFrom {
			ref.Text, _, _ = strings.Cut(ref.Text, "[")
			refs = append(refs, ref)
		}
		if f.PartOf.Set() {
			refs = append(refs, f.PartOf)
		}
		for _, ref := range refs {
			r.measureRef(ref)
			m, other := h.Measure(f.ID.Text), h.Measure(ref.Text)
			if f.People.Set() && m != nil && other != nil && other.People && !m.People && len(m.DerivedFrom) == 0 {
				r.problems.Hintf(ref.Pos(), "people = true", "%s counts people, and %s, which belongs with it, does not", ref.Text, m.ID)
			}
			if ref.Text == f.ID.Text {
				r.problems.Addf(ref.Pos(), "a measure can't refer to itself")
			}
		}
	}
}

// bareMeasures are the measures that derived_from names, in whatever rows.
func bareMeasures(names strict.Names) (ids []string) {
	for _, n := range names {
		if id, _, _ := strings.Cut(n.Text, "["); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// derivations reads what derived_from names in other rows: n[sex=all] is n in the row
// with that member and otherwise the same ones.
func (r *datasetReader) derivations(m *report.Measure, names strict.Names) {
	for _, n := range names {
		id, rest, elsewhere := strings.Cut(n.Text, "[")
		if m == nil || !elsewhere {
			continue
		}
		at := report.Derivation{Measure: id, Members: map[string]string{}}
		inner, closed := strings.CutSuffix(rest, "]")
		for part := range strings.SplitSeq(inner, ",") {
			key, member, ok := strings.Cut(strings.TrimSpace(part), "=")
			if !ok || !closed {
				r.problems.Hintf(n.Pos(), `write a measure of another row like "n[sex=all]"`, "%q names no row", n.Text)
				break
			}
			if r.header.Dimension(key) == nil {
				r.problems.Hintf(n.Pos(), source.DidYouMean(key, dimensionIDs(r.header)), "there is no dimension %q", key)
				break
			}
			at.Members[key] = member
		}
		m.DerivedAt = append(m.DerivedAt, at)
	}
}

func dimensionIDs(h *report.Dataset) (ids []string) {
	for _, d := range h.Dimensions {
		ids = append(ids, d.ID)
	}
	return ids
}

func (r *datasetReader) measureRef(v strict.Value) {
	if v.Node.Kind == strict.String && r.header.Measure(v.Text) == nil {
		r.problems.Hintf(v.Pos(), source.DidYouMean(v.Text, r.header.MeasureIDs()), "there is no measure %q", v.Text)
	}
}

func (r *datasetReader) measureRefs(names strict.Names) []string {
	for _, n := range names {
		r.measureRef(n)
	}
	return names.Texts()
}

// where reads a selection of rows: dimension to a member, a list of members,
// or "!member".
func (r *datasetReader) where(n *strict.Node) report.Where {
	if n == nil {
		return nil
	}
	if n.Kind != strict.Table {
		r.problems.Addf(n.Pos(), `%s must be a table like { year = "2018" }`, n.Key)
		return nil
	}
	return r.loader.where(n, r.header, true)
}

// where reads the conditions in table n. With members, they must be members
// of the dataset h; blocks are checked later, against what is published.
func (l *loader) where(n *strict.Node, h *report.Dataset, members bool) report.Where {
	var where report.Where
	for _, entry := range n.Entries {
		c := report.Condition{Key: entry.Key, Pos: entry.KeyPos()}
		items := []*strict.Node{entry}
		if entry.Kind == strict.Array {
			items = entry.Items
		}
		for i, item := range items {
			if item.Kind != strict.String {
				l.problems.Addf(item.Pos(), "a member is a string, but this is %s", item.Kind)
				continue
			}
			member := item.Text()
			if rest, not := strings.CutPrefix(member, "!"); not {
				member = rest
				if i > 0 && !c.Not {
					l.problems.Addf(item.Pos(), "a list names members to take or, with !, to leave out, not both")
				}
				c.Not = true
			}
			c.Members = append(c.Members, member)
		}
		if members {
			l.checkCondition(c, entry, h)
		}
		where = append(where, c)
	}
	return where
}

func (l *loader) checkCondition(c report.Condition, n *strict.Node, h *report.Dataset) {
	d := h.Dimension(c.Key)
	if d == nil && h.AttributeIndex(c.Key) < 0 && c.Key != "source" {
		known := []string{"source"}
		for _, d := range h.Dimensions {
			known = append(known, d.ID)
		}
		l.problems.Hintf(c.Pos, source.DidYouMean(c.Key, known), "there is no dimension %q", c.Key)
		return
	}
	for _, m := range c.Members {
		if d != nil && d.Member(m) == nil {
			l.problems.Hintf(n.Pos(), source.DidYouMean(m, d.IDs()), "%q is no member of %s", m, d.ID)
		}
		if c.Key == "source" && l.read.Site.Source(m) == nil {
			l.problems.Hintf(n.Pos(), source.DidYouMean(m, l.sourceIDs()), "there is no source %q", m)
		}
	}
}

func (l *loader) sourceIDs() []string {
	var ids []string
	for _, s := range l.read.Site.Sources {
		ids = append(ids, s.ID)
	}
	return ids
}

// sourceList reads ids of sources separated by spaces.
func (l *loader) sourceList(ids string, at source.Pos) []*report.Source {
	return l.sourcesOf(ids, at, false)
}

// sourcesOf is sourceList; where lenient, a source may be gone since.
func (l *loader) sourcesOf(ids string, at source.Pos, lenient bool) []*report.Source {
	var list []*report.Source
	for id := range strings.FieldsSeq(ids) {
		s := l.read.Site.Source(id)
		if s == nil && (l.unsure || lenient) {
			s = &report.Source{ID: id}
		}
		if s == nil {
			l.problems.Hintf(at, source.DidYouMean(id, l.sourceIDs()), "there is no source %q", id)
			continue
		}
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// extras reads what is said about the rows once their members are known.
func (r *datasetReader) extras() {
	h, f := r.header, r.file
	for _, n := range f.Notes {
		r.requireNode(n.Node.Pos(), "where", n.Where)
		if n.Text == nil && !n.Mark.Set() {
			r.problems.Addf(n.Node.Pos(), "a note has a text, a mark or both")
		}
		if n.Mark.Set() && !slices.Contains(report.Marks(), n.Mark.Text) {
			r.problems.Hintf(n.Mark.Pos(), source.DidYouMean(n.Mark.Text, report.Marks()), "there is no mark %q", n.Mark.Text)
		}
		h.Notes = append(h.Notes, &report.Note{Where: r.where(n.Where), Measures: r.measureRefs(n.Measures), Mark: n.Mark.Text, Text: r.prose(n.Text, h.ID)})
	}
	for _, c := range f.Conflicts {
		r.require(c.Node.Pos(), "differs", c.Differs)
		r.requireNode(c.Node.Pos(), "reason", c.Reason)
		conflict := &report.Conflict{
			Pos: c.Node.Pos(), Differs: r.oneOf(c.Differs, "value", "period", "definition"),
			Measures: r.measureRefs(c.Measures), Where: r.where(c.Where), Reason: r.prose(c.Reason, h.ID), Same: map[string][]string{},
		}
		for _, condition := range r.where(c.Same) {
			conflict.Same[condition.Key] = condition.Members
		}
		h.Conflicts = append(h.Conflicts, conflict)
	}
	for _, d := range f.Discrepancies {
		r.discrepancy(d)
	}
	for _, s := range f.Statements {
		at := s.Node.Pos()
		if r.require(at, "id", s.ID) {
			r.checkID(idPattern, "statement", s.ID.Text, s.ID.Pos())
			r.twice("statement", s.ID, slices.ContainsFunc(h.Statements, func(x *report.Statement) bool { return x.ID == s.ID.Text }))
		}
		r.require(at, "who", s.Who)
		r.require(at, "stance", s.Stance)
		r.require(at, "source", s.Source)
		r.require(at, "date", s.Date.Value)
		r.requireNode(at, "text", s.Text)
		statement := &report.Statement{
			ID: s.ID.Text, Pos: at, Date: r.date(s.Date), Who: s.Who.Text, Role: s.Role.Text,
			Stance: r.oneOf(s.Stance, "disputes", "supports", "explains"), Where: r.where(s.Where),
			Text: r.prose(s.Text, h.ID), Quote: s.Quote.Text, Places: places(s.Node),
		}
		if sources := r.sourceList(s.Source.Text, s.Source.Pos()); len(sources) > 0 {
			statement.Source = sources[0]
		}
		h.Statements = append(h.Statements, statement)
	}
}

// twice reports an id that another of its kind has.
func (r *datasetReader) twice(what string, id strict.Value, taken bool) {
	if taken {
		r.problems.Addf(id.Pos(), "the %s %q is here twice", what, id.Text)
	}
}

func (r *datasetReader) discrepancy(f discrepancyFile) {
	at, h := f.Node.Pos(), r.header
	if r.require(at, "id", f.ID) {
		r.checkID(idPattern, "discrepancy", f.ID.Text, f.ID.Pos())
		r.twice("discrepancy", f.ID, slices.ContainsFunc(h.Discrepancies, func(d *report.Discrepancy) bool { return d.ID == f.ID.Text }))
	}
	r.requireNode(at, "reason", f.Reason)
	d := &raw.Discrepancy{Discrepancy: &report.Discrepancy{
		ID: f.ID.Text, Pos: at, Dimension: f.Dimension.Text, Measures: r.measureRefs(f.Measures),
		Where: r.where(f.Where), Cells: f.Cells.N, Rest: r.label(f.Rest), Reason: r.prose(f.Reason, h.ID),
	}}
	if dimension := h.Dimension(f.Dimension.Text); r.require(at, "dimension", f.Dimension) && (dimension == nil || dimension.Total == "") {
		r.problems.Addf(f.Dimension.Pos(), "%q is no dimension with a total", f.Dimension.Text)
	}
	if !f.Cells.Set() || f.Cells.N == 0 {
		r.problems.Addf(at, "cells is missing: how many totals does this discrepancy cover?")
	}
	ok := f.Gap != nil && f.Gap.Kind == strict.Array && len(f.Gap.Items) == 2
	if ok {
		var errMin, errMax error
		d.Min, errMin = report.ParseDecimal(f.Gap.Items[0].Raw())
		d.Max, errMax = report.ParseDecimal(f.Gap.Items[1].Raw())
		ok = errMin == nil && errMax == nil && d.Min.Cmp(d.Max) <= 0
	}
	if ok && d.Rest != nil && d.Min.Cmp(report.Whole(1)) < 0 {
		r.problems.Hintf(f.Gap.Pos(), "a total below its parts is another discrepancy, without rest", "rest says that the gap is people, so it is 1 or more")
	}
	if !ok {
		r.problems.Hintf(at, "gap = [1, 20] says that each total is from 1 to 20 more than its parts", "gap must be a list of two numbers, the smaller first")
	}
	h.Discrepancies = append(h.Discrepancies, d.Discrepancy)
	r.raw.Discrepancies = append(r.raw.Discrepancies, d)
}

// deriveMembers gives a dimension the members that its rows name, or checks
// that they are the right kind of word.
func (r *datasetReader) deriveMembers(d *report.Dimension, declared bool, id string, at source.Pos) bool {
	if d.Member(id) != nil {
		return true
	}
	if declared {
		r.problems.Hintf(at, source.DidYouMean(id, d.IDs()), "%s is no member of %s", unlessNumber(id), d.ID)
		return false
	}
	m := &report.Member{ID: id}
	switch d.Kind {
	case report.KindPeriod:
		p, err := report.ParsePeriod(id)
		if err != nil {
			r.problems.Addf(at, "%s is no period: %s", unlessNumber(id), err)
			return false
		}
		m.Period = p
	case report.KindGeo:
		if region, err := language.ParseRegion(id); err != nil || !region.IsCountry() || region.Canonicalize().String() != id || len(id) != 2 || strings.ToUpper(id) != id {
			r.problems.Hintf(at, "write its two capital letters from ISO 3166-1, or list the members",
				"%s is no country", unlessNumber(id))
			return false
		}
	default:
		if !r.checkID(idPattern, "member", id, at) {
			return false
		}
	}
	d.Members = append(d.Members, m)
	return true
}

// csvName is the path of a file that stands beside the datasets.
func (r *datasetReader) csvName(v strict.Value) (string, bool) {
	if id, ok := strings.CutPrefix(v.Text, fromRelease); ok && r.ids {
		name := ledger.File(r.fsys, id, r.header.ID)
		if name == "" {
			r.problems.Addf(v.Pos(), "there is no release %q with figures of this dataset", id)
		}
		return name, name != ""
	}
	name := path.Join("data/datasets", v.Text)
	if strings.Contains(v.Text, "\\") || path.IsAbs(v.Text) || !strings.HasPrefix(name, "data/datasets/") || path.Ext(name) != ".csv" {
		r.problems.Addf(v.Pos(), "file must be the name of a .csv file in data/datasets")
		return "", false
	}
	return name, true
}
