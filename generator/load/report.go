package load

import (
	"slices"
	"strings"

	"vitrine/generator/profile"
	"vitrine/generator/report"
	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// reports reads the reports that site.toml declares, with their profiles.
func (l *loader) reports(n *strict.Node) {
	if n == nil {
		return
	}
	if n.Kind != strict.Array {
		l.problems.Addf(n.Pos(), "write [[report]], once for each service")
		return
	}
	taken := map[string]bool{}
	for _, item := range n.Items {
		if r := l.report(item); r != nil && taken[r.ID] {
			l.problems.Addf(r.Pos, "the report %q is here twice", r.ID)
		} else if r != nil {
			taken[r.ID] = true
			l.read.Site.Reports = append(l.read.Site.Reports, r)
		}
	}
}

func (l *loader) report(n *strict.Node) *report.Report {
	if n.Kind != strict.Table {
		l.problems.Addf(n.Pos(), "a report is a table")
		return nil
	}
	word := func(key string) strict.Value {
		v := n.Get(key)
		if v == nil {
			return strict.Value{}
		}
		return strict.Value{Text: v.Text(), Node: v}
	}
	id, name := word("id"), word("profile")
	if !l.require(n.Pos(), "id", id) || !l.checkID(idPattern, "report", id.Text, id.Pos()) ||
		!l.require(n.Pos(), "profile", name) {
		return nil
	}
	p := l.profile(name)
	if p == nil {
		return nil
	}
	r := &report.Report{ID: id.Text, Pos: n.Pos(), Profile: p, Answers: map[string]string{}, Places: places(n),
		Texts: map[string]string{}, Except: map[string]string{}}
	known := []string{"id", "profile", "texts", "except"}
	for _, a := range p.Answers {
		known = append(known, a.ID)
		l.answer(r, a, n)
	}
	for _, entry := range n.Entries {
		if !slices.Contains(known, entry.Key) {
			l.problems.Hintf(entry.KeyPos(), source.DidYouMean(entry.Key, known),
				"%s asks for no %q", p.Title, entry.Key)
		}
	}
	l.exceptions(r, n.Get("except"))
	l.linesOf(r, n.Get("texts"))
	return r
}

// profile is the profile of a name: of the site, or built in.
func (l *loader) profile(name strict.Value) *report.Profile {
	own := "data/profiles/" + name.Text + ".toml"
	for _, file := range l.list("data/profiles", ".toml") {
		if file != own {
			continue
		}
		f := l.text(file, maxText, name.Pos())
		if f == nil {
			return nil
		}
		return profile.Parse(name.Text, f, l.problems)
	}
	p := profile.BuiltIn(name.Text, l.problems)
	if p == nil {
		l.problems.Hintf(name.Pos(), source.DidYouMean(name.Text, profile.Names()),
			"there is no profile %q, nor a file %s", name.Text, own)
	}
	return p
}

// answer reads one of the answers of a report.
func (l *loader) answer(r *report.Report, a *report.Answer, n *strict.Node) {
	v := n.Get(a.ID)
	if v == nil {
		if !a.Optional {
			l.problems.Addf(n.Pos(), "%s is missing: %s", a.ID, a.Title)
		}
		return
	}
	text := v.Text()
	if a.Kind == "date" && v.Kind == strict.Datetime {
		text = v.Raw()
	} else if v.Kind != strict.String {
		l.problems.Addf(v.Pos(), "%s must be a string, but it is %s", a.ID, v.Kind)
		return
	}
	if wrong, hint := profile.Answer(a, text); wrong != "" {
		l.problems.Hintf(v.Pos(), hint, "%s", wrong)
	}
	if a.Kind == report.KindPeriod {
		r.Period, _ = report.ParsePeriod(text)
	}
	r.Answers[a.ID] = text
}

// linesOf reads the texts of lines: "2/animals" = "…".
func (l *loader) linesOf(r *report.Report, n *strict.Node) {
	if n == nil {
		return
	}
	if n.Kind != strict.Table {
		l.problems.Addf(n.Pos(), `texts is a table like { "2/animals" = "…" }`)
		return
	}
	for _, entry := range n.Entries {
		part, line, _ := strings.Cut(entry.Key, "/")
		if entry.Kind != strict.String {
			l.problems.Addf(entry.Pos(), "%q must be a string, but it is %s", entry.Key, entry.Kind)
			continue
		}
		if l.line(r, part, line, entry.KeyPos()) {
			r.Texts[entry.Key] = entry.Text()
			if text := r.TooLong(entry.Key, entry.Text()); text != "" {
				l.problems.Addf(entry.Pos(), "%s", text)
			}
		}
	}
}

// exceptions reads which parts a report lacks and which of its lines are too long, and why.
func (l *loader) exceptions(r *report.Report, n *strict.Node) {
	if n == nil {
		return
	}
	if n.Kind != strict.Table {
		l.problems.Addf(n.Pos(), `except is a table like { "9" = "the reason" }`)
		return
	}
	for _, entry := range n.Entries {
		part, line, ofLine := strings.Cut(entry.Key, "/")
		switch {
		case ofLine && !l.line(r, part, line, entry.KeyPos()):
		case r.Profile.Part(part) == nil:
			l.problems.Addf(entry.KeyPos(), "%s has no part %q", r.Profile.Title, part)
		case entry.Kind != strict.String || strings.TrimSpace(entry.Text()) == "":
			l.problems.Addf(entry.Pos(), "the reason for an exception is a string")
		default:
			r.Except[entry.Key] = entry.Text()
		}
	}
}

// line reports a line that no part of texts has.
func (l *loader) line(r *report.Report, part, line string, at source.Pos) bool {
	var parts []string
	for _, p := range r.Profile.Parts {
		if p.OfTexts() {
			parts = append(parts, p.ID)
		}
	}
	p := r.Profile.Part(part)
	if p == nil || !p.OfTexts() {
		l.problems.Addf(at, "%q is no part of texts: those are %s", part, strings.Join(parts, ", "))
		return false
	}
	var lines []string
	for _, c := range p.Dimensions[0].Codes {
		if lines = append(lines, c.ID); c.ID == line {
			return true
		}
	}
	l.problems.Hintf(at, source.DidYouMean(line, lines), "part %s has no line %q", part, line)
	return false
}

// lineOf reads which line of a report an article says: REPORT/PART/LINE, or "" for none.
func (l *loader) lineOf(m articleFile, at source.Pos) string {
	if !m.Part.Set() && !m.Line.Set() {
		return ""
	}
	if !l.require(at, "part", m.Part) || !l.require(at, "line", m.Line) {
		return ""
	}
	r, p := l.reportPart(m.Part)
	if r == nil || !l.line(r, p.ID, m.Line.Text, m.Line.Pos()) {
		return ""
	}
	if _, twice := r.Texts[p.ID+"/"+m.Line.Text]; twice {
		l.problems.Addf(m.Line.Pos(), "[report.texts] of data/site.toml has this line too")
	}
	return m.Part.Text + "/" + m.Line.Text
}

// reportPart finds the part of a report that REPORT/PART names, or reports why it can't.
func (l *loader) reportPart(v strict.Value) (*report.Report, *report.Part) {
	id, part, _ := strings.Cut(v.Text, "/")
	var ids []string
	for _, r := range l.read.Site.Reports {
		if ids = append(ids, r.ID); r.ID != id {
			continue
		}
		var parts []string
		for _, p := range r.Profile.Parts {
			if parts = append(parts, p.ID); p.ID == part {
				return r, p
			}
		}
		l.problems.Hintf(v.Pos(), "its parts are "+strings.Join(parts, ", "), "the report %s has no part %q", id, part)
		return nil, nil
	}
	l.problems.Hintf(v.Pos(), source.DidYouMean(id, ids),
		`part is REPORT/PART, and data/site.toml has no [[report]] %q`, id)
	return nil, nil
}
