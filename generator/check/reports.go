package check

import (
	"slices"
	"strings"

	"vitrine/generator/raw"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// reports asks whether each report has its parts, and whether its days fit. What a law advises is told, and
// stops nothing.
func reports(site *report.Site, datasets []*raw.Dataset, problems *source.Problems) {
	for _, r := range site.Reports {
		parts := map[string]*raw.Dataset{}
		for _, d := range datasets {
			h := d.Header
			if h.Report != r {
				continue
			}
			if parts[h.Part.ID] != nil {
				problems.Addf(h.Pos, "%s is part %s of the report %s too", parts[h.Part.ID].Header.ID, h.Part.ID, r.ID)
			}
			parts[h.Part.ID] = d
		}
		for _, p := range r.Profile.Parts {
			_, without := r.Except[p.ID]
			switch there := parts[p.ID] != nil; {
			case p.OfTexts():
			case there && without:
				problems.Addf(r.Places["except"], "part %s is there, so nothing has to be said of its absence", p.ID)
			case !there && !without && r.Asks(p):
				problems.Hintf(r.Pos, `a dataset with part = "`+r.ID+"/"+p.ID+
					`", or except = { "`+p.ID+`" = "the reason" }`,
					"%s", r.Profile.Told("part "+p.ID+" of the report "+r.ID+" is missing: "+p.Title, "parts", p.ID))
			}
		}
		days(r, problems)
	}
}

// days holds the days of a report to each other and to the deadline.
func days(r *report.Report, problems *source.Problems) {
	advise := func(answer, text string) {
		at, ok := r.Places[answer]
		if !ok {
			at = r.Pos
		}
		problems.Add(source.Problem{Pos: at, Text: text, Warning: true})
	}
	published, err := report.ParseDate(r.Published())
	if err != nil {
		return
	}
	if previous, err := report.ParseDate(r.Previous()); err == nil && previous.Compare(published) >= 0 {
		advise(r.Profile.PreviousAnswer, "the report before was published no earlier than this one")
	}
	_, end, ok := r.Period.Span()
	if !ok {
		return
	}
	if published.DayNumber() < end {
		advise(r.Profile.PublishedAnswer, "the report was published before its period ended")
	}
	last, ok := report.Later(report.DateOf(end), r.Profile.Deadline)
	if ok && published.DayNumber() >= last.DayNumber() {
		advise(r.Profile.PublishedAnswer,
			"the report was published later than "+inWords(r.Profile.Deadline)+" after its period")
	}
}

// inWords is a length of time like P2M: 2 months.
func inWords(duration string) string {
	last := len(duration) - 1
	number, unit := duration[1:last], map[byte]string{'M': "month", 'Y': "year"}[duration[last]]
	if number != "1" {
		unit += "s"
	}
	return number + " " + unit
}

// ruleNames reports discrepancies of rules that there are not.
func (c *checker) ruleNames() {
	if c.header.Part == nil {
		for _, x := range c.Discrepancies {
			if x.Rule != "" {
				c.problems.Addf(x.Pos, "rule belongs to a part of a report")
			}
		}
		return
	}
	names := []string{"described"}
	for _, rule := range c.header.Report.Profile.Rules {
		if slices.Contains(rule.Parts, c.header.Part.ID) {
			names = append(names, rule.ID)
		}
	}
	for _, x := range c.Discrepancies {
		if x.Rule != "" && !slices.Contains(names, x.Rule) {
			c.problems.Hintf(x.Pos, source.DidYouMean(x.Rule, names), "part %s has no rule %q: they are %s",
				c.header.Part.ID, x.Rule, strings.Join(names, ", "))
		}
	}
}
