package load

import (
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

type measureFile struct {
	ID          strict.Value `toml:"id"`           // a to z, 0 to 9 and _
	Title       *strict.Node `toml:"title"`        // a name
	Unit        *strict.Node `toml:"unit"`         // what is counted, like "persons" or "%"
	Decimals    strict.Count `toml:"decimals"`     // digits behind the point
	People      strict.Flag  `toml:"people"`       // true for counts of people, whose small counts are protected
	Reason      *strict.Node `toml:"reason"`       // why a measure in a unit of people counts none; published
	PartOf      strict.Value `toml:"part_of"`      // the measure that it is a part of
	SumOf       strict.Names `toml:"sum_of"`       // the measures that it is the sum of
	DerivedFrom strict.Names `toml:"derived_from"` // the measures that it is computed from
	SameAs      strict.Value `toml:"same_as"`      // DATASET/MEASURE whose cells these are too
	Scale       []memberFile `toml:"scale"`        // the grades of a rating, best first
	Column      strict.Value `toml:"column"`       // its heading in the file, or a pattern like "Requests {year}"
	Formula     strict.Value `toml:"formula"`      // what it is computed by in each row, like "(met-late)/demands"
	Flags       strict.Value `toml:"flags"`        // the column of its symbols; "#+1" for the next one
	Aggregate   strict.Value `toml:"aggregate"`    // how a total is made: sum, mean, median, rate, index or none
	Rounded     *strict.Node `toml:"rounded"`      // what its source rounds to, like 5 or 1000
	Only        *strict.Node `toml:"only"`         // the rows of the file that are its own
	Node        *strict.Node
}

func (r *datasetReader) measures() {
	h := r.header
	for _, f := range r.file.Measures {
		if m := r.measure(f); m != nil {
			h.Measures = append(h.Measures, m)
		}
	}
	if len(h.Measures) == 0 {
		r.problems.Addf(h.Pos, "[[measure]] is missing: the dataset counts nothing")
	}
	for _, f := range r.file.Measures {
		r.relations(f, h.Measure(f.ID.Text))
	}
	r.formulaMeasures()
}

// measure reads a measure without its relations to others; nil when its id is wrong.
func (r *datasetReader) measure(f measureFile) *report.Measure {
	at, id := f.Node.Pos(), f.ID.Text
	if !r.require(at, "id", f.ID) || !r.checkID(measureID, "measure", id, f.ID.Pos()) {
		return nil
	}
	if strings.HasSuffix(id, "_bound") || strings.HasSuffix(id, "_marks") || strings.HasSuffix(id, "_notes") {
		r.problems.Addf(f.ID.Pos(), "ids that end in _bound, _marks or _notes are columns of the CSV file")
		return nil
	}
	if r.idTaken(id) {
		r.problems.Addf(f.ID.Pos(), "the id %q is taken", id)
		return nil
	}
	m := &report.Measure{
		ID: id, Pos: f.ID.Pos(), Title: r.title(at, f.Title), Unit: r.label(f.Unit), Decimals: f.Decimals.N,
		People: f.People.On, Reason: r.prose(f.Reason, r.header.ID), PartOf: f.PartOf.Text, SameAs: f.SameAs.Text,
		SumOf: f.SumOf.Texts(), DerivedFrom: derivedMeasures(f.DerivedFrom), Scale: r.members(f.Scale, "grade"),
	}
	m.Per = r.per(m.Unit)
	if f.Formula.Set() {
		r.formulaOf(f, m)
	}
	if n := f.Rounded; n != nil {
		d, err := report.ParseDecimal(n.Raw())
		if err != nil || d.Sign() <= 0 || n.Kind != strict.Integer && n.Kind != strict.Float {
			r.problems.Addf(n.Pos(), "rounded is what figures are rounded to, like 5, 1000 or 0.1")
		}
		m.Rounded = d
	}
	if f.Aggregate.Set() {
		if m.Aggregate = r.oneOf(f.Aggregate, report.Aggregates()...); m.People && m.Aggregate != report.AggregateSum {
			r.problems.Hintf(f.Aggregate.Pos(), "people are protected by what adds up",
				"a count of people has aggregate = \"sum\", or none of its own")
		}
	}
	if m.Decimals > report.MostDecimals {
		r.problems.Addf(f.Decimals.Node.Pos(), "a measure has at most %d decimals", report.MostDecimals)
	}
	if m.Rating() {
		nodes := []*strict.Node{f.Unit, f.Decimals.Node, f.PartOf.Node, f.Aggregate.Node, f.Formula.Node, f.Rounded}
		for _, n := range nodes {
			if n != nil {
				r.problems.Addf(n.KeyPos(), "a rating has no %s: it is never counted or added", n.Key)
			}
		}
		for _, g := range f.Scale {
			r.requireNode(g.Node.Pos(), "title", g.Title)
		}
		return m
	}
	r.requireNode(at, "unit", f.Unit)
	if f.People.On && f.Reason != nil {
		r.problems.Hintf(f.Reason.KeyPos(), "take one of both out",
			"reason says why a measure whose unit is people counts none, but people = true")
	}
	if !f.People.Set() {
		r.problems.Hintf(at, "people = true for counts of people, else people = false", "people is missing")
	}
	return m
}

// relations reads which other measures a measure belongs with. m is nil when its id is wrong.
func (r *datasetReader) relations(f measureFile, m *report.Measure) {
	refs := slices.Clone(f.SumOf)
	for _, ref := range f.DerivedFrom {
		if m != nil {
			r.derivation(m, ref)
		}
		ref.Text, _, _ = strings.Cut(ref.Text, "[")
		refs = append(refs, ref)
	}
	if f.PartOf.Set() {
		refs = append(refs, f.PartOf)
	}
	for _, ref := range refs {
		r.measureRef(ref)
		other := r.header.Measure(ref.Text)
		if f.People.Set() && m != nil && other != nil && other.People && !m.People && len(m.DerivedFrom) == 0 {
			r.problems.Hintf(ref.Pos(), "people = true",
				"%s counts people, and %s, which belongs with it, does not", ref.Text, m.ID)
		}
		if ref.Text == f.ID.Text {
			r.problems.Addf(ref.Pos(), "a measure can't refer to itself")
		}
	}
}

// derivedMeasures are the measures that derived_from names, in any row.
func derivedMeasures(names strict.Names) (ids []string) {
	for _, n := range names {
		if id, _, _ := strings.Cut(n.Text, "["); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// derivation reads a measure in another row that derived_from names: n[sex=all] is n in the
// row with that member and otherwise the same ones.
func (r *datasetReader) derivation(m *report.Measure, name strict.Value) {
	id, row, elsewhere := strings.Cut(name.Text, "[")
	if !elsewhere {
		return
	}
	derived := report.Derivation{Measure: id, Members: map[string]string{}}
	conditions, closed := strings.CutSuffix(row, "]")
	for condition := range strings.SplitSeq(conditions, ",") {
		key, member, ok := strings.Cut(strings.TrimSpace(condition), "=")
		if !ok || !closed {
			r.problems.Hintf(name.Pos(), `write a measure of another row like "n[sex=all]"`, "%q names no row",
				name.Text)
			break
		}
		if r.header.Dimension(key) == nil {
			r.noDimension(name.Pos(), key, r.header.DimensionIDs())
			break
		}
		derived.Members[key] = member
	}
	m.DerivedAt = append(m.DerivedAt, derived)
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
