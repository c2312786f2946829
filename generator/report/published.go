package report

import (
	"maps"
	"slices"

	"vitrine/generator/source"
)

// Reading says how a published field is read for numbers that could tell a count that is
// withheld from a dataset.
type Reading int

const (
	AsMarkdown Reading = iota + 1 // a text with links: no number may stand unbound
	AsSentence                    // words of a sentence: no number may stand there
	AsHeading                     // a title or a credit: no number below the threshold
	AsName                        // a proper name: no number below the threshold that counts persons
	AsFileName                    // a name whose words are joined by _ - . or /
)

// Published returns the fields of the model that hold an editor's words and reach readers. No
// other field can hold words; published_test.go has the reason of each.
func Published() map[string]Reading { return maps.Clone(published) }

var published = map[string]Reading{
	"Site.Title": AsHeading, "Site.Summary": AsMarkdown, "Site.Publisher": AsName, "Site.Contact": AsName,
	"Site.Licence": AsName, "NavItem.Title": AsHeading,
	"HeadlineFigure.Figure": AsMarkdown, "HeadlineFigure.Label": AsMarkdown,
	"Release.Title": AsHeading, "Release.Reason": AsHeading,

	"Report.ID": AsFileName, "Report.Answers": AsName, "Report.Texts": AsSentence, "Report.Except": AsSentence,

	"Source.ID": AsFileName, "Source.Publisher": AsName, "Source.Title": AsHeading, "Source.Agency": AsName,
	"Source.Author": AsName, "Source.Origin": AsName, "Source.Speaker": AsName, "Source.Licence": AsName,
	"Source.Note": AsMarkdown,

	"Accessibility.Limits": AsMarkdown, "Accessibility.Enforcement": AsMarkdown, "Definition.Title": AsHeading,
	"Definition.Text": AsMarkdown, "Map.Title": AsHeading, "Person.Name": AsName,

	"Dataset.ID": AsFileName, "Dataset.Aliases": AsFileName, "Dataset.Titles": AsMarkdown,
	"Dataset.Summary": AsMarkdown, "Dataset.Method": AsMarkdown, "Dataset.Quality": AsMarkdown,
	"Dataset.Licence": AsName, "Dataset.Contact": AsName,
	"Dimension.Title": AsHeading, "Member.Title": AsName, "Member.Short": AsName, "Attribute.Title": AsHeading,
	"Measure.Unit": AsName, "Measure.Reason": AsMarkdown, "Row.Attrs": AsSentence, "Cell.Note": AsMarkdown,
	"Note.Text": AsMarkdown, "Conflict.Reason": AsMarkdown, "Discrepancy.Rest": AsHeading,
	"Discrepancy.Reason": AsMarkdown, "Statement.Who": AsHeading, "Statement.Role": AsHeading,
	"Statement.Text": AsMarkdown, "Statement.Quote": AsSentence, "Revision.By": AsHeading,
	"Revision.Reason": AsMarkdown, "Withdrawal.By": AsHeading, "Withdrawal.Reason": AsMarkdown,
	"Disclosure.Reason": AsMarkdown, "Member.ID": AsFileName, "Discrepancy.ID": AsFileName,
	"Statement.ID": AsFileName, "Revision.ID": AsFileName, "Withdrawal.ID": AsFileName,

	"Document.File": AsFileName, "Document.Beside": AsFileName, "Document.Topics": AsHeading, "Alias.Path": AsFileName,
	"Document.Title": AsMarkdown, "Document.Summary": AsMarkdown, "Document.Body": AsMarkdown,
	"Correction.Text": AsMarkdown, "Document.Authors": AsName, "Document.Credit": AsHeading, "Image.Alt": AsSentence,
	"Place.ID": AsFileName, "Chart.Title": AsMarkdown, "Chart.Alt": AsMarkdown, "Chart.Note": AsMarkdown,
	"Annotation.Title": AsMarkdown, "Annotation.Level": AsMarkdown, "Annotation.Number": AsHeading,
	"Table.Title": AsMarkdown, "Compare.Title": AsMarkdown, "Statements.Title": AsMarkdown,
	"Picture.Caption": AsMarkdown, "Picture.Credit": AsHeading, "ImageRef.Alt": AsSentence,
}

// Line is what a published field holds that is not Markdown.
type Line struct {
	Field string // of Published
	Key   string // as the editor writes it
	Pos   source.Pos
	Words string
}

// Reading is how the line is read.
func (l Line) Reading() Reading { return published[l.Field] }

// Places says where the values of a table's keys stand.
type Places map[string]source.Pos

// Of is where a key's value stands, or otherwise when it was not written.
func (p Places) Of(key string, otherwise source.Pos) source.Pos {
	if pos, ok := p[key]; ok {
		return pos
	}
	return otherwise
}

// lines collects lines; what is empty is none.
type lines []Line

func (l *lines) add(field, key string, pos source.Pos, words ...string) {
	for _, w := range words {
		if w != "" {
			*l = append(*l, Line{field, key, pos, w})
		}
	}
}

// words adds the texts of a table, in the order of its keys.
func (l *lines) words(field, key string, pos source.Pos, texts map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		l.add(field, key, pos, texts[name])
	}
}

func (l *lines) label(field, key string, pos source.Pos, label Label) {
	for _, language := range slices.Sorted(maps.Keys(label)) {
		l.add(field, key, pos, label[language])
	}
}

// Lines are what the site itself publishes besides Markdown.
func (s *Site) Lines() []Line {
	var l lines
	at := func(key string) source.Pos { return s.Places.Of(key, source.Pos{File: "data/site.toml"}) }
	l.add("Site.Title", "title", at("title"), s.Title)
	l.add("Site.Publisher", "publisher", at("publisher"), s.Publisher)
	l.add("Site.Contact", "contact", at("contact"), s.Contact)
	l.add("Site.Licence", "licence", at("licence"), s.Licence)
	for _, n := range s.Navigation {
		l.add("NavItem.Title", "title", n.Pos, n.Title)
	}
	for _, r := range s.Reports {
		l.add("Report.ID", "id", r.Places.Of("id", r.Pos), r.ID)
		l.words("Report.Answers", "answer", r.Pos, r.Answers)
		l.words("Report.Texts", "texts", r.Places.Of("texts", r.Pos), r.Texts)
		l.words("Report.Except", "except", r.Places.Of("except", r.Pos), r.Except)
	}
	for _, m := range s.Maps {
		l.label("Map.Title", "title", m.Pos, m.Title)
	}
	for _, d := range s.Glossary {
		l.add("Definition.Title", "title", d.Places.Of("title", d.Pos), d.Title)
	}
	for _, p := range s.Proof.People {
		l.add("Person.Name", "name", p.Pos, p.Name)
	}
	for _, r := range s.Releases {
		pos := source.Pos{File: "data/releases/" + r.ID}
		l.add("Release.Title", "title", pos, r.Title)
		l.add("Release.Reason", "reason", pos, r.Reason)
	}
	return l
}

// Lines are what is published of a source besides its note.
func (s *Source) Lines() []Line {
	var l lines
	add := func(field, key, words string) { l.add(field, key, s.Places.Of(key, s.Pos), words) }
	l.add("Source.ID", "id", s.Pos, s.ID)
	add("Source.Publisher", "publisher", s.Publisher)
	add("Source.Title", "title", s.Title)
	add("Source.Agency", "agency", s.Agency)
	add("Source.Author", "author", s.Author)
	add("Source.Origin", "origin", s.Origin)
	add("Source.Speaker", "speaker", s.Speaker)
	add("Source.Licence", "licence", s.Licence)
	return l
}

// Lines are what is published of a dataset besides its Texts and Titles.
func (d *Dataset) Lines() []Line {
	var l lines
	l.add("Dataset.ID", "id", source.Pos{File: d.Pos.File}, d.ID)
	l.add("Dataset.Aliases", "aliases", d.Places.Of("aliases", d.Pos), d.Aliases...)
	l.add("Dataset.Licence", "licence", d.Places.Of("licence", d.Pos), d.Licence)
	l.add("Dataset.Contact", "contact", d.Places.Of("contact", d.Pos), d.Contact)
	for _, x := range d.Dimensions {
		l.label("Dimension.Title", "title", x.Pos, x.Title)
		l.members(x.Members)
	}
	for _, a := range d.Attributes {
		l.label("Attribute.Title", "title", a.Pos, a.Title)
	}
	for _, m := range d.Measures {
		l.label("Measure.Unit", "unit", m.Pos, m.Unit)
		l.members(m.Scale)
	}
	for _, x := range d.Discrepancies {
		l.label("Discrepancy.Rest", "rest", x.Pos, x.Rest)
		l.add("Discrepancy.ID", "id", x.Pos, x.ID)
	}
	for _, s := range d.Statements {
		l.add("Statement.ID", "id", s.Pos, s.ID)
		l.add("Statement.Who", "who", s.Places.Of("who", s.Pos), s.Who)
		l.add("Statement.Role", "role", s.Places.Of("role", s.Pos), s.Role)
		l.add("Statement.Quote", "quote", s.Places.Of("quote", s.Pos), s.Quote)
	}
	for _, r := range d.Revisions {
		l.add("Revision.ID", "id", r.Pos, r.ID)
		l.add("Revision.By", "by", r.Pos, r.By)
	}
	for _, w := range d.Withdrawals {
		l.add("Withdrawal.ID", "id", w.Pos, w.ID)
		l.add("Withdrawal.By", "by", w.Pos, w.By)
	}
	for _, row := range d.Rows {
		for i, words := range row.Attrs {
			if a := d.Attributes[i]; a.Kind != KindPeriod {
				l.add("Row.Attrs", a.ID, row.Pos, words)
			}
		}
	}
	return l
}

func (l *lines) members(members []*Member) {
	for _, m := range members {
		l.add("Member.ID", "id", m.Pos, m.ID)
		l.label("Member.Title", "title", m.Pos, m.Title)
		l.label("Member.Short", "short", m.Pos, m.Short)
	}
}

// Lines are what is published of a document besides its Texts.
func (d *Document) Lines() []Line {
	var l lines
	file := source.Pos{File: d.File}
	l.add("Document.File", "name", file, d.File)
	l.add("Document.Topics", "topics", d.Places.Of("topics", file), d.Topics...)
	for _, name := range d.Beside {
		l.add("Document.Beside", "name", source.Pos{File: name}, name)
	}
	for _, alias := range d.Aliases {
		l.add("Alias.Path", "aliases", alias.Pos, alias.Path)
	}
	l.add("Document.Authors", "authors", d.Places.Of("authors", file), d.Authors...)
	l.add("Document.Credit", "credit", d.Places.Of("credit", file), d.Credit)
	if d.Image != nil {
		l.add("Image.Alt", "image_alt", d.Places.Of("image_alt", file), d.Image.Alt)
	}
	for _, b := range d.Body.Blocks {
		l.add("Place.ID", "id", b.At(), b.Name())
		if p, ok := b.(*Picture); ok {
			l.add("Picture.Credit", "credit", p.Key("credit"), p.Credit)
			if p.Image != nil {
				l.add("ImageRef.Alt", "alt", p.Key("alt"), p.Image.Alt)
			}
		}
		if c, ok := b.(*Chart); ok {
			for _, a := range c.Annotations {
				l.add("Annotation.Number", "y", a.Pos, a.Number)
			}
		}
	}
	return l
}
