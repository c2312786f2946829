package load

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

type dimensionFile struct {
	ID      strict.Value `toml:"id"`         // a to z, 0 to 9 and _
	Title   *strict.Node `toml:"title"`      // a name
	Kind    strict.Value `toml:"kind"`       // period, geo, category or ordinal
	Members []memberFile `toml:"members"`    // its members in order; "*" at the end for all that rows name besides
	Total   strict.Value `toml:"total"`      // the member that is the sum of the others
	Running strict.Flag  `toml:"running"`    // true for totals from one start
	Column  strict.Names `toml:"column"`     // its heading in the file; several are joined by a space
	Format  strict.Value `toml:"format"`     // how the file writes periods, like "{year} Q{quarter}"
	Start   strict.Value `toml:"year_start"` // the month, or month and day, with which fiscal years begin
	Titles  strict.Value `toml:"titles"`     // the column of its members' titles
	Node    *strict.Node
}

type memberFile struct {
	Word   strict.Value // of a member that is written as its title alone
	ID     strict.Value `toml:"id"`       // a to z, 0 to 9, _ and -
	Title  *strict.Node `toml:"title"`    // a name
	Short  *strict.Node `toml:"short"`    // a shorter name, for charts
	CSV    strict.Names `toml:"csv"`      // the words for it in files
	Parent strict.Value `toml:"parent"`   // the member that it is a part of
	Rest   strict.Flag  `toml:"residual"` // true for what is left, like "other": summed, never ranked
	Node   *strict.Node
}

type attributeFile struct {
	ID     strict.Value `toml:"id"`     // a to z, 0 to 9 and _
	Title  *strict.Node `toml:"title"`  // a name
	Kind   strict.Value `toml:"kind"`   // text or period
	Column strict.Value `toml:"column"` // its heading in the file
	Node   *strict.Node
}

// claimID reports an id of a dimension or an attribute that is missing, that can't be one,
// or that another has; false when the column is of no use.
func (r *datasetReader) claimID(v strict.Value, node *strict.Node) bool {
	if !r.require(node.Pos(), "id", v) || !r.checkID(measureID, "dimension", v.Text, v.Pos()) {
		return false
	}
	if r.idTaken(v.Text) {
		r.problems.Addf(v.Pos(), "the id %q is taken", v.Text)
		return false
	}
	return true
}

// idTaken reports whether a column has this id already.
func (r *datasetReader) idTaken(id string) bool {
	h := r.header
	return slices.Contains([]string{"source", "mark", "at", "as", "as_of"}, id) || h.Index(id) >= 0 ||
		h.AttributeIndex(id) >= 0 ||
		h.MeasureIndex(id) >= 0
}

func (r *datasetReader) dimensions() {
	complete := !r.file.Complete.Set() || r.file.Complete.On
	for _, f := range r.file.Dimensions {
		if !r.claimID(f.ID, f.Node) {
			continue
		}
		r.requireNode(f.Node.Pos(), "title", f.Title)
		r.require(f.Node.Pos(), "kind", f.Kind)
		d := &report.Dimension{
			ID: f.ID.Text, Pos: f.ID.Pos(), Title: r.label(f.Title),
			Complete: complete, Running: f.Running.On, Total: f.Total.Text,
			Kind:    r.oneOf(f.Kind, report.KindPeriod, report.KindGeo, report.KindCategory, report.KindOrdinal),
			Members: r.members(f.Members, "member"),
		}
		if n := len(f.Members); n > 0 && f.Members[n-1].Word.Text == everyOther {
			r.open[d.ID] = true
		}
		r.named(d)
		if d.Members != nil && d.Total != "" {
			r.checkMember(d, d.Total, f.Total.Pos())
		}
		for _, m := range d.Members {
			var err error
			if m.Period, err = report.ParsePeriod(m.ID); err != nil && d.Kind == report.KindPeriod &&
				len(m.Title) == 0 {
				r.problems.Addf(d.Pos, "the member %q is no period: %s", m.ID, err)
			}
			if slices.Contains(d.Ancestors(m.ID), m.ID) {
				r.problems.Addf(d.Pos, "the member %s is a part of itself", m.ID)
			}
		}
		r.sameTitles(d)
		for _, m := range f.Members {
			if m.Parent.Set() {
				r.checkMember(d, m.Parent.Text, m.Parent.Pos())
			}
		}
		r.header.Dimensions = append(r.header.Dimensions, d)
	}
}

func (r *datasetReader) attributes() {
	for _, f := range r.file.Attributes {
		if !r.claimID(f.ID, f.Node) {
			continue
		}
		r.requireNode(f.Node.Pos(), "title", f.Title)
		r.header.Attributes = append(r.header.Attributes, &report.Attribute{
			ID: f.ID.Text, Pos: f.Node.Pos(), Title: r.label(f.Title), Kind: r.oneOf(f.Kind, "period", "text"),
		})
	}
}

// checkMember reports an id that no member of a dimension has.
func (l *loader) checkMember(d *report.Dimension, id string, at source.Pos) {
	if d.Member(id) == nil {
		l.problems.Hintf(at, source.DidYouMean(id, d.IDs()), "%q is no member of %s", id, d.ID)
	}
}

// everyOther in place of a last member stands for all that rows name besides.
const everyOther = "*"

// members reads the members of a dimension or the grades of a rating; kind says which.
func (r *datasetReader) members(files []memberFile, kind string) []*report.Member {
	var members []*report.Member
	seen := map[string]bool{}
	for i, f := range files {
		id := f.ID.Text
		if f.Word.Text == everyOther && i == len(files)-1 && kind == "member" {
			continue
		}
		if f.Word.Set() && kind == "member" {
			id = MemberID(f.Word.Text, func(id string) bool { return seen[id] })
			seen[id] = true
			members = append(members, &report.Member{ID: id, Pos: f.Word.Pos(),
				Title: report.Label{"": f.Word.Text}, CSV: []string{f.Word.Text}})
			continue
		}
		switch {
		case !r.require(f.Node.Pos(), "id", f.ID):
		case !memberID.MatchString(id) && (kind != "member" || r.group(id) == nil):
			const hint = "ids are made of a to z, 0 to 9, _ and -; title holds the words that readers see"
			r.problems.Hintf(f.ID.Pos(), hint, "%q can't be the id of a %s", id, kind)
		case seen[id]:
			r.problems.Addf(f.ID.Pos(), "the %s %q is here twice", kind, id)
		default:
			seen[id] = true
			members = append(members, &report.Member{
				ID: id, Pos: f.Node.Pos(), Title: r.label(f.Title), Short: r.label(f.Short),
				CSV: f.CSV.Texts(), Parent: f.Parent.Text, Residual: f.Rest.On,
			})
		}
	}
	return members
}

// sameTitles reports two members of one dimension that readers can't tell apart.
func (r *datasetReader) sameTitles(d *report.Dimension) {
	seen := map[string]string{}
	for _, m := range d.Members {
		title := m.Title.In(r.read.Site.Language)
		if other, there := seen[title]; there && title != "" {
			r.problems.Hintf(m.Pos, "give one of them another title", "the members %s and %s of %s have one title",
				other, m.ID, d.ID)
		}
		seen[title] = m.ID
	}
}

const idHint = "ids are made of a to z, 0 to 9, _ and, except for columns of a table, -"

// addMember gives a dimension a member that a row names. It reports a word that is not of
// the dimension's kind, and returns false.
func (r *datasetReader) addMember(d *report.Dimension, id string, at source.Pos) bool {
	m := &report.Member{ID: id}
	switch d.Kind {
	case report.KindPeriod:
		var err error
		if m.Period, err = report.ParsePeriod(id); err != nil {
			r.problems.Addf(at, "%s is no period: %s", unlessNumber(id), err)
			return false
		}
	case report.KindGeo:
		if g := r.group(id); g != nil && g.ID == id {
			m.Title = g.Title
		} else if !isCountry(id) {
			r.noCountry(id, at)
			return false
		}
	default:
		if !idPattern.MatchString(id) {
			r.problems.Hintf(at, idHint, "%s can't be the id of a member", unlessNumber(id))
			return false
		}
	}
	d.Members = append(d.Members, m)
	return true
}

// isCountry reports whether a code is a country's own in ISO 3166-1, in capitals.
func isCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.Canonicalize().String() == code && len(code) == 2
}

// csvWords are the words that stand for members in a file, in small letters: those given by
// csv, else the id.
func csvWords(d *report.Dimension) map[string]string {
	words := map[string]string{}
	for _, m := range d.Members {
		if m.CSV == nil {
			words[strings.ToLower(m.ID)] = m.ID
		}
		for _, w := range m.CSV {
			words[strings.ToLower(tabular.Clean(w))] = m.ID
		}
	}
	return words
}
