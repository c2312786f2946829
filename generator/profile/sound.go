package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vitrine/generator/address"
	"vitrine/generator/report"
	"vitrine/generator/rules"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// fileName is what the name of an exchange file is made of: it is the name of a sheet too, and of no path.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$`)

var (
	columnID = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	codeID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)
)

// sound reports what in a profile names something that is not there. Nothing that is misspelt switches a rule
// off in silence.
func (r *reader) sound(f *profileFile) {
	p := r.made
	var parts, files []string
	for i, part := range p.Parts {
		at := f.Parts[i]
		if slices.Contains(parts, part.ID) {
			r.wrong(at.ID.Pos(), "", "the part %q is here twice", part.ID)
		}
		if !fileName.MatchString(part.File) || slices.Contains(files, part.File) {
			r.wrong(at.File.Pos(), "letters, digits, _ and -, and another for each part",
				"%q can't be the name of a file", part.File)
		}
		if !fileName.MatchString(part.ID) {
			r.wrong(at.ID.Pos(), "", "%q can't be the id of a part", part.ID)
		}
		parts, files = append(parts, part.ID), append(files, part.File)
		r.soundPart(part, at)
	}
	if p.Changes.File != "" && !fileName.MatchString(p.Changes.File) {
		r.wrong(f.Changes.File.Pos(), "", "%q can't be the name of a file", p.Changes.File)
	}
	for _, d := range []struct {
		at   source.Pos
		text string
	}{{f.Deadline.Pos(), p.Deadline}, {f.Keep.Pos(), p.Keep}} {
		if _, ok := report.Later(report.Date{Year: 2000, Month: 1, Day: 1}, d.text); d.text != "" && !ok {
			r.wrong(d.at, "like P2M for two months, or P5Y", "%q is no length of time", d.text)
		}
	}
	r.soundAnswers(f)
	for i, c := range p.Checks {
		for _, id := range c.Parts {
			if !slices.Contains(parts, id) {
				r.wrong(f.Checks.Rows.Items[i].Pos(), source.DidYouMean(id, parts), "there is no part %q", id)
			}
		}
	}
	for i, rule := range p.Rules {
		r.soundRule(rule, f.Rules[i], parts)
	}
}

// soundAnswers holds what names an answer to those that there are.
func (r *reader) soundAnswers(f *profileFile) {
	p := r.made
	var ids []string
	for _, a := range p.Answers {
		ids = append(ids, a.ID)
	}
	for _, v := range []strict.Value{f.Name, f.Published, f.Previous, f.Applies.Answer} {
		if v.Set() && !slices.Contains(ids, v.Text) {
			r.wrong(v.Pos(), source.DidYouMean(v.Text, ids), "there is no answer %q", v.Text)
		}
	}
	known := func(at source.Pos, text string) {
		for _, m := range braces.FindAllStringSubmatch(text, -1) {
			if id, _, _ := strings.Cut(m[1], "."); !slices.Contains(ids, id) {
				r.wrong(at, source.DidYouMean(id, ids), "there is no answer %q", id)
			}
		}
	}
	for _, text := range p.Set {
		known(f.Set.Pos(), text)
	}
	for i, part := range p.Parts {
		for _, text := range part.Set {
			known(f.Parts[i].Set.Pos(), text)
		}
		for _, d := range part.Dimensions {
			for _, c := range d.Codes {
				known(f.Parts[i].ID.Pos(), c.Value)
			}
		}
	}
}

// soundPart holds the rows, dimensions and measures of a part to each other.
func (r *reader) soundPart(part *report.Part, at profilePart) {
	kinds := []string{report.KindPeriod, report.KindGeo, report.KindCategory, report.KindOrdinal, report.KindText}
	r.soundColumns(part, at)
	for i, d := range part.Dimensions {
		f := at.Dimensions[i]
		if !slices.Contains(kinds, d.Kind) {
			r.wrong(f.Node.Pos(), source.DidYouMean(d.Kind, kinds), "%q is no kind of dimension", d.Kind)
		}
		if d.Total != "" && d.Code(d.Total) == nil {
			r.wrong(f.Total.Pos(), source.DidYouMean(d.Total, idsOf(d.Codes)),
				"the total %q is no code of %s", d.Total, d.ID)
		}
		for _, pattern := range f.Format {
			if _, err := tabular.NewFormat(pattern.Text, nil, ""); err != nil {
				r.wrong(pattern.Pos(), "", "%s", err)
			}
		}
		if d.Codes == nil && len(part.Rows) > 0 && part.Rows[0].Members != nil {
			r.wrong(f.Node.Pos(), "", "rows that name members need codes")
		}
		for _, c := range d.Codes {
			r.soundCode(d, c, f.Node.Pos())
		}
	}
	var words []string
	for _, w := range r.made.Applies.Words {
		words = append(words, w.ID)
	}
	for i, rows := range part.Rows {
		f := at.Rows[i]
		if rows.Applies != "" && !slices.Contains(words, rows.Applies) {
			r.wrong(f.Applies.Pos(), source.DidYouMean(rows.Applies, words),
				"there is no word %q in [applies]", rows.Applies)
		}
		for _, id := range rows.Members {
			if d := part.Dimensions[0]; d.Codes != nil && d.Code(id) == nil {
				r.wrong(f.Node.Pos(), source.DidYouMean(id, idsOf(d.Codes)), "%q is no code of %s", id, d.ID)
			}
		}
		if (rows.Measures == nil) != (part.By == "") {
			r.wrong(f.Node.Pos(), "", "rows name measures just where by names the column that tells them apart")
		}
	}
	if len(part.Rows) == 0 {
		r.wrong(at.Node.Pos(), "rows = [{}] has one for each member", "a part has rows")
	}
	for _, m := range part.Measures {
		if m.PartOf != "" && part.Measure(m.PartOf) < 0 {
			r.wrong(at.Measures.Node.Pos(), "", "part_of names %q, which is no measure", m.PartOf)
		}
	}
}

// soundColumns holds the ids of measures and dimensions apart, which are columns of a dataset.
func (r *reader) soundColumns(part *report.Part, at profilePart) {
	taken := []string{"source", "mark", "at", "as", "as_of"}
	column := func(id string, pos source.Pos) {
		if !columnID.MatchString(id) || slices.Contains(taken, id) || strings.HasSuffix(id, "_bound") ||
			strings.HasSuffix(id, "_marks") || strings.HasSuffix(id, "_notes") {
			r.wrong(pos, "", "%q can't be the id of a column, or another has it", id)
		}
		taken = append(taken, id)
	}
	for _, m := range part.Measures {
		column(m.ID, at.Node.Pos())
	}
	for i, d := range part.Dimensions {
		column(d.ID, at.Dimensions[i].Node.Pos())
	}
}

// soundCode holds a code to the one that it is in.
func (r *reader) soundCode(d *report.PartDimension, c *report.Code, at source.Pos) {
	if !codeID.MatchString(c.ID) {
		r.wrong(at, "", "%q can't be the id of a code", c.ID)
	}
	for seen, in := []string{c.ID}, c.In; in != ""; {
		whole := d.Code(in)
		if whole == nil || slices.Contains(seen, in) {
			r.wrong(at, "", "%s is in %q, which is no code of %s, or in itself", c.ID, in, d.ID)
			return
		}
		seen, in = append(seen, in), whole.In
	}
}

func idsOf(codes []*report.Code) (ids []string) {
	for _, c := range codes {
		ids = append(ids, c.ID)
	}
	return ids
}

// soundRule reads the claims of a rule, and holds what they name to the parts that it is for.
func (r *reader) soundRule(rule *report.Rule, f profileRule, parts []string) {
	if level := f.Level.Text; level != "" && level != "error" && level != "advice" {
		r.wrong(f.Level.Pos(), "error or advice", "%q is no level", level)
	}
	if rule.ID == "" || len(rule.Parts) == 0 || len(rule.Holds) == 0 || rule.Message == "" {
		r.wrong(f.Node.Pos(), "", "a rule has an id, parts, claims in holds, and a message")
	}
	for _, id := range f.Parts {
		if !slices.Contains(parts, id.Text) {
			r.wrong(id.Pos(), source.DidYouMean(id.Text, parts), "there is no part %q", id.Text)
		}
	}
	claims := slices.Clone(f.Holds)
	if f.When.Set() {
		claims = append(claims, f.When)
	}
	for _, text := range claims {
		claim, err := rules.Parse(text.Text)
		if err != nil {
			r.wrong(text.Pos(), "", "%s", err)
			continue
		}
		if wrong := r.unknownIn(claim, rule.Parts); wrong != "" {
			r.wrong(text.Pos(), "", "%s", wrong)
		}
	}
}

// unknownIn says what a claim names that none of some parts has; "" for nothing.
func (r *reader) unknownIn(claim *rules.Claim, ids []string) (wrong string) {
	for _, id := range ids {
		part := r.made.Part(id)
		if part == nil {
			continue
		}
		this := ""
		claim.Names(func(x *address.Expr) {
			if part.Measure(x.Name) < 0 {
				this = fmt.Sprintf("there is no measure %q in part %s", x.Name, id)
			}
			for _, c := range x.Filter {
				at := slices.IndexFunc(part.Dimensions, func(d *report.PartDimension) bool { return d.ID == c.Key })
				if at < 0 || c.Any || c.From != "" || c.Extreme != nil {
					this = fmt.Sprintf("brackets name members of a dimension of part %s, and %q is none", id, c.Key)
					continue
				}
				for _, v := range c.Values {
					if part.Dimensions[at].Codes != nil && part.Dimensions[at].Code(v) == nil {
						this = fmt.Sprintf("%q is no code of %s", v, c.Key)
					}
				}
			}
		})
		if this == "" {
			return ""
		}
		wrong = this
	}
	return wrong
}

// Answer says what is wrong with an answer that somebody gives; "" for nothing.
func Answer(a *report.Answer, text string) (wrong, hint string) {
	switch a.Kind {
	case "choice":
		if !slices.Contains(a.Choices, text) {
			return fmt.Sprintf("%s is one of %s", a.ID, strings.Join(a.Choices, ", ")),
				source.DidYouMean(text, a.Choices)
		}
	case "date":
		if d, err := report.ParseDate(text); err != nil || d.Day == 0 {
			return a.ID + " is a day like 2027-02-20", ""
		}
	case report.KindPeriod:
		period, err := report.ParsePeriod(text)
		if err != nil || period.FirstDay() == "" || period.LastDay() == "" {
			return a.ID + " is a period like 2026, 2026-H1 or 2026-01-01/2026-12-31", ""
		}
	default:
		if strings.TrimSpace(text) == "" {
			return a.ID + " is empty", ""
		}
	}
	return "", ""
}
