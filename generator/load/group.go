package load

import (
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// groupsFile names groups of countries, such as the European Union's members in a year.
const groupsFile = "data/groups.toml"

var groupID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{2,39}$`)

// groups reads the groups of countries, where a site names any.
func (l *loader) groups() {
	if !exists(l.fsys, groupsFile) {
		return
	}
	root, ok := l.toml(groupsFile, nil)
	if !ok {
		return
	}
	for _, entry := range root.Entries {
		var f groupFile
		if !groupID.MatchString(entry.Key) {
			l.problems.Hintf(entry.KeyPos(), "like EU27_2020", "%q can't be the id of a group of countries", entry.Key)
			continue
		}
		if !entry.Decode(&f, l.problems) {
			continue
		}
		at := entry.KeyPos()
		l.requireNode(at, "title", f.Title)
		g := &report.Group{ID: entry.Key, Title: l.label(f.Title)}
		for _, m := range f.Members {
			switch {
			case !isCountry(m.Text):
				l.problems.Hintf(m.Pos(), "write its two capital letters from ISO 3166-1", "%q is no country", m.Text)
			case slices.Contains(g.Members, m.Text):
				l.problems.Addf(m.Pos(), "%s is here twice", m.Text)
			default:
				g.Members = append(g.Members, m.Text)
			}
		}
		if len(f.Members) < 2 {
			l.problems.Addf(at, "a group has at least two members")
		}
		l.read.Site.Groups = append(l.read.Site.Groups, g)
	}
}

type groupFile struct {
	Title   *strict.Node `toml:"title"`   // a name
	Members strict.Names `toml:"members"` // codes of countries
}

// group is the group of countries that a word names in a language, by its id or its title.
func (l *loader) group(word string) *report.Group {
	for _, g := range l.read.Site.Groups {
		title := g.Title.In(l.read.Site.Language)
		if g.ID == word || title != "" && strings.EqualFold(tabular.Clean(title), word) {
			return g
		}
	}
	return nil
}

// named gives members of a dimension of countries that are groups the titles of these.
func (r *datasetReader) named(d *report.Dimension) {
	if d.Kind != report.KindGeo {
		return
	}
	for _, m := range d.Members {
		if g := r.group(m.ID); g != nil && len(m.Title) == 0 {
			m.Title = g.Title
		}
	}
}

// grouped makes groups that are members of a dimension the wholes of theirs, and keeps the others for
// filters. Groups that overlap can't be members of one dimension.
func (r *datasetReader) grouped(d *report.Dimension) {
	if d.Kind != report.KindGeo {
		return
	}
	for _, g := range r.read.Site.Groups {
		there := slices.DeleteFunc(slices.Clone(g.Members), func(id string) bool { return d.Member(id) == nil })
		whole := d.Member(g.ID)
		if whole == nil && len(there) > 0 {
			d.Groups = append(d.Groups, &report.Group{ID: g.ID, Title: g.Title, Members: there})
		}
		if whole == nil {
			continue
		}
		whole.Partial = len(there) < len(g.Members)
		for _, id := range there {
			if m := d.Member(id); m.Parent == "" {
				m.Parent = g.ID
			} else if m.Parent != g.ID {
				r.problems.Hintf(d.Pos, "give each group that overlaps another a dataset of its own",
					"%s is a part of %s and of %s, which are both members: their sums would count it twice",
					id, m.Parent, g.ID)
			}
		}
		people := slices.ContainsFunc(r.header.Measures, func(m *report.Measure) bool { return m.People })
		if whole.Partial && len(there) > 0 && people {
			r.problems.Hintf(d.Pos, "leave the row of the group out, or give all of its countries",
				"%s is a member, and not all of its countries are parts of it alone: "+
					"what is withheld of people could be worked out", g.ID)
		}
	}
}

// noCountry reports a word that names neither a country nor a group.
func (r *datasetReader) noCountry(word string, at source.Pos) {
	r.problems.Hintf(at, "write its two capital letters from ISO 3166-1, or list the members", "%s is no country",
		unlessNumber(word))
}
