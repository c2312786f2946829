package load

import (
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// where reads a selection of rows: a table of dimensions, each with a member, a list of
// members, or "!member".
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

// where reads the conditions in table n. With members, they must name members of the dataset
// h; those of blocks are checked later, against what is published.
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
			if d := h.Dimension(c.Key); d != nil {
				c.Members = d.Named(c.Members)
			}
			l.checkCondition(c, entry, h)
		}
		where = append(where, c)
	}
	return where
}

// checkCondition reports a condition that no row of a dataset can meet.
func (l *loader) checkCondition(c report.Condition, n *strict.Node, h *report.Dataset) {
	d := h.Dimension(c.Key)
	if d == nil && h.AttributeIndex(c.Key) < 0 && c.Key != "source" {
		l.noDimension(c.Pos, c.Key, append([]string{"source"}, h.DimensionIDs()...))
		return
	}
	for _, m := range c.Members {
		if d != nil {
			l.checkMember(d, m, n.Pos())
		}
		if c.Key == "source" && l.read.Site.Source(m) == nil {
			l.noSource(n.Pos(), m)
		}
	}
}

// sourceList reads ids of sources separated by spaces.
func (l *loader) sourceList(ids string, at source.Pos) []*report.Source {
	return l.sourcesOf(ids, at, false)
}

// sourcesOf is sourceList. When lenient, it accepts sources that sources.toml no longer has.
func (l *loader) sourcesOf(ids string, at source.Pos, lenient bool) []*report.Source {
	var list []*report.Source
	for id := range strings.FieldsSeq(ids) {
		s := l.read.Site.Source(id)
		if s == nil && (l.unsure || lenient) {
			s = &report.Source{ID: id}
		}
		if s == nil {
			l.noSource(at, id)
			continue
		}
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// noSource reports an id that no source has.
func (l *loader) noSource(at source.Pos, id string) {
	var ids []string
	for _, s := range l.read.Site.Sources {
		ids = append(ids, s.ID)
	}
	l.problems.Hintf(at, source.DidYouMean(id, ids), "there is no source %q", id)
}

// noDimension reports a key that no dimension has; keys are those that could be meant.
func (l *loader) noDimension(at source.Pos, key string, keys []string) {
	l.problems.Hintf(at, source.DidYouMean(key, keys), "there is no dimension %q", key)
}
