package profile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vitrine/generator/report"
	"vitrine/generator/strict"
)

// Block is the [[report]] of a report, for data/site.toml.
func (a *Adopted) Block(id string) string {
	var b strings.Builder
	q := strict.Quote
	fmt.Fprintf(&b, "[[report]]\nid        = %s\nprofile   = %s\n", q(id), q(a.Report.Profile.ID))
	for _, answer := range a.Report.Profile.Answers {
		text := a.Report.Answers[answer.ID]
		if text == "" {
			continue
		}
		if answer.Kind != "date" {
			text = q(text)
		}
		fmt.Fprintf(&b, "%s = %s\n", answer.ID, text)
	}
	if len(a.Report.Texts) > 0 {
		b.WriteString("[report.texts]\n")
		for _, name := range slices.Sorted(maps.Keys(a.Report.Texts)) {
			fmt.Fprintf(&b, "%s = %s\n", q(name), q(a.Report.Texts[name]))
		}
	}
	if len(a.Report.Except) > 0 {
		b.WriteString("[report.except]\n")
		for _, name := range slices.Sorted(maps.Keys(a.Report.Except)) {
			fmt.Fprintf(&b, "%s = %s\n", q(name), q(a.Report.Except[name]))
		}
	}
	return b.String()
}

// Files are the datasets, their tables and the articles of a report that was adopted, by their paths. article
// makes Markdown of a text; id names the report, and its source.
func (a *Adopted) Files(id, today string, article func(text string) []byte) map[string][]byte {
	files := map[string][]byte{}
	for _, t := range a.Tables {
		if t.Part.OfTexts() {
			a.texts(t, id, article, files)
			continue
		}
		if len(t.Order) == 0 || !a.Report.Asks(t.Part) {
			continue
		}
		table := Sheet{t.Part.File, t.Rows()}
		files["data/datasets/"+id+"/"+t.Part.File+".csv"] = table.CSV()
		files["data/datasets/"+id+"-"+t.Part.ID+".toml"] = []byte(a.dataset(t, id, today))
	}
	return files
}

// dataset is the file of a dataset that is a part.
func (a *Adopted) dataset(t *Table, id, today string) string {
	var b strings.Builder
	q := strict.Quote
	fmt.Fprintf(&b, "title      = %s\npart       = %s\nstatus     = \"final\"\nupdated    = %s\nstandalone = true\n",
		q(strings.TrimSuffix(t.Part.Title+": "+a.Report.Named()+", "+a.Report.PeriodText(), ", ")), q(id+"/"+t.Part.ID),
		a.updated(today))
	var method []string
	for _, n := range a.Notes[t.Part.ID] {
		if n.Keys == nil {
			method = append(method, strings.Join(strings.Fields(n.Text), " "))
		}
	}
	if method != nil {
		fmt.Fprintf(&b, "method     = %s\n", q(escaped(strings.Join(method, " "))))
	}
	if ids := a.Beyond[t.Part.ID]; len(ids) > 0 {
		b.WriteString("[beyond]\n")
		for _, code := range ids {
			fmt.Fprintf(&b, "%s = %s\n", code, q(a.reason("codes", t.Part.ID)))
		}
	}
	fmt.Fprintf(&b, "\n[table]\nfile   = %s\nsource = %s\n", q(id+"/"+t.Part.File+".csv"), q(id))
	for _, n := range a.Notes[t.Part.ID] {
		if n.Keys == nil {
			continue
		}
		var where []string
		for i, d := range t.Part.Dimensions {
			where = append(where, d.ID+" = "+q(n.Keys[i]))
		}
		fmt.Fprintf(&b, "\n[[note]]\nwhere    = { %s }\nmeasures = [%s]\ntext     = %s\n", strings.Join(where, ", "),
			q(n.Measure), q(escaped(strings.Join(strings.Fields(n.Text), " "))))
	}
	return b.String()
}

// updated is the day of the report's publication, or today where it gives none.
func (a *Adopted) updated(today string) string {
	if day := a.Report.Published(); day != "" {
		return day
	}
	return today
}

// reason is why a rule that others broke is declared.
func (a *Adopted) reason(check, part string) string {
	c := a.Report.Profile.Check(check, part)
	if c == nil {
		return ""
	}
	return a.Report.Profile.Import.Reason(c.Message, c.Paragraph)
}

// escaped is a text as Markdown on one line.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]()#+-.!<>|&~\"'", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// texts makes articles of texts that stand alone, and keeps the lines that belong to codes.
func (a *Adopted) texts(t *Table, id string, article func(text string) []byte, files map[string][]byte) {
	for _, e := range t.Order {
		text := e.Cells[0].Text
		code := t.byID()[0][e.Keys[0]]
		if strings.TrimSpace(text) == "" || code == nil || code.Value != "" {
			continue
		}
		name := t.Part.ID + "/" + code.ID
		if n := a.Report.TooLong(name, text); n != "" {
			a.Report.Except[name] = a.reason("length", t.Part.ID)
		}
		if t.Part.Length == 0 {
			a.Report.Texts[name] = text
			continue
		}
		head := fmt.Sprintf("+++\ntitle = %s\npage  = true\npart  = %s\nline  = %s\n+++\n\n",
			strict.Quote(escaped(code.Title+": "+a.Report.Named())),
			strict.Quote(id+"/"+t.Part.ID), strict.Quote(code.ID))
		files["content/"+id+"/"+code.ID+".md"] = append([]byte(head), article(text)...)
	}
}

// Lacking declares the parts that the report should have and that were not there.
func (a *Adopted) Lacking() {
	for _, p := range a.Report.Profile.Parts {
		there := slices.ContainsFunc(a.Tables, func(t *Table) bool { return t.Part == p && len(t.Order) > 0 })
		if !there && !p.OfTexts() && a.Report.Asks(p) {
			a.Report.Except[p.ID] = a.reason("parts", p.ID)
		}
	}
}

// Discrepancy is a [[discrepancy]] of a rule that others broke: in a row, of a measure, or "" for all. gap is
// "" for a rule of the profile.
func Discrepancy(d *report.Dataset, id, dimension, rule, measure, gap string, keys []string, reason string) string {
	var b strings.Builder
	q := strict.Quote
	fmt.Fprintf(&b, "\n[[discrepancy]]\nid       = %s\n", q(id))
	if dimension != "" {
		fmt.Fprintf(&b, "dimension = %s\n", q(dimension))
	}
	if rule != "" {
		fmt.Fprintf(&b, "rule     = %s\n", q(rule))
	}
	if measure != "" {
		fmt.Fprintf(&b, "measures = [%s]\n", q(measure))
	}
	var where []string
	for i, x := range d.Dimensions {
		where = append(where, x.ID+" = "+q(keys[i]))
	}
	fmt.Fprintf(&b, "where    = { %s }\n", strings.Join(where, ", "))
	if gap != "" {
		fmt.Fprintf(&b, "gap      = [%s, %s]\n", gap, gap)
	}
	fmt.Fprintf(&b, "cells    = 1\nreason   = %s\n", q(reason))
	return b.String()
}
