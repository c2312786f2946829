package report

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"

	"vitrine/generator/source"
)

// wordless are the fields of the model that can hold no words of an editor's which only
// they publish, with the reason: what is not here has to be in Published.
var wordless = map[string]string{
	"Site.LicenceURL": "somebody else's address", "Site.Language": "a tag", "Site.Plain": "not published", "Site.Words": "the program's own, from templates/words", "Site.Phrasing": "the same", "Site.Units": "the same",
	"Site.Dated": "published before, by a release", "NavItem.Path": "an address", "Source.URL": "somebody else's address", "Source.Archived": "the same", "Source.Language": "a tag",
	"Topic.ID": "made from Document.Topics", "Topic.Title": "one of Document.Topics",

	"Dataset.Files": "not published", "Dataset.Title": "read as Titles", "Measure.Title": "read as Dataset.Titles", "Dataset.Status": "one of four",
	"Dimension.ID": "an id", "Dimension.Kind": "one of four", "Dimension.Total": "an id", "Member.CSV": "not published", "Member.Parent": "an id",
	"Attribute.ID": "an id", "Attribute.Kind": "one of two", "Measure.ID": "an id", "Measure.Aggregate": "of a list", "Measure.PartOf": "an id", "Measure.SumOf": "ids", "Measure.DerivedFrom": "ids", "Measure.SameAs": "ids",
	"Row.Anchor": "made of ids", "Row.Keys": "ids", "Cell.Bound": "one of six", "Cell.Grade": "an id", "Cell.Marks": "of a list", "Condition.Key": "an id", "Condition.Members": "ids",
	"Note.Measures": "ids", "Note.Mark": "of a list", "Conflict.Differs": "one of three", "Conflict.Measures": "ids", "Conflict.Same": "ids",
	"Discrepancy.Dimension": "an id", "Discrepancy.Rule": "an id", "Document.Line": "ids", "Discrepancy.Measures": "ids", "Statement.Stance": "one of three",
	"Revision.Kind": "one of five", "Revision.Measures": "ids", "Withdrawal.Measures": "ids", "Disclosure.Method": "one of two",
	"Release.ID": "an id", "Release.Revisions": "ids and dates", "Release.Withdrawals": "ids and dates", "Release.Corrections": "addresses and dates", "Release.Versions": "ids and dates",
	"Release.Articles": "addresses and dates", "Release.Sums": "digests", "Derivation.Measure": "an id", "Derivation.Members": "ids", "Release.Words": "published before", "Revision.Words": "names of words, made of ids", "Release.Dated": "addresses", "Past.Sources": "ids", "Past.Code": "a figure that was published",

	"Group.ID": "an id", "Group.Title": "a Member.Title where it is a member", "Group.Members": "codes of countries", "FormulaPart.Measure": "an id", "FormulaPart.Text": "signs, and numbers that figures are computed with",
	"Definition.ID": "an id", "Definition.Forms": "words of articles", "Person.ID": "not published", "Signature.By": "a Person.ID", "Placed.Text": "an id, or a period", "NamedFigure.Name": "not published", "NamedFigure.Address": "an address, of ids",
	"Document.Maps": "not published", "Map.ID": "not published", "Map.Files": "not published", "Map.Dashed": "made of numbers", "Region.ID": "a Member.ID", "Region.Path": "made of numbers", "Classes.Method": "one of two",

	"Section.ID": "of Document.File", "Section.Title": "a Document.Title, or of its ID",
	"Document.Section": "of File", "Document.Slug": "of File", "Document.Path": "of File",
	"Asset.Path": "of Document.Beside", "Asset.Bytes": "a file", "Asset.From": "one of Document.Beside",
	"Image.Path": "of Document.Beside", "Image.SmallPath": "of Document.Beside", "ImageRef.Destination": "one of Document.Beside", "ImageRef.Title": "of Markdown alone",
	"Selection.Data": "an id", "Selection.Source": "ids", "Chart.Type": "of a list", "Chart.X": "an id", "Chart.Y": "ids", "Chart.Series": "an id", "Chart.Facet": "an id", "Chart.Sort": "of a list", "Chart.Sum": "ids", "Chart.Step": "of a list",
	"Chart.Fold": "of a list", "Chart.Highlight": "ids", "Annotation.X": "a time", "Annotation.Series": "an id", "Table.Measures": "ids", "Table.Rows": "an id",
	"Table.Across": "an id", "Table.Cell": "an id", "Compare.Measures": "ids", "Statements.IDs": "ids",
	"Table.Sparkline": "an id", "Sparkline.Address": "an address, of ids",
}

// whole are types that are read as a whole, or hold no words.
var whole = []reflect.Type{reflect.TypeFor[source.Pos](), reflect.TypeFor[Places](), reflect.TypeFor[Date](), reflect.TypeFor[Decimal](), reflect.TypeFor[Period](),
	reflect.TypeFor[Figures](), reflect.TypeFor[CellRef](), reflect.TypeFor[Change](), reflect.TypeFor[Step](), reflect.TypeFor[ast.Node](), reflect.TypeFor[Series](),
	reflect.TypeFor[Profile](), reflect.TypeFor[Part](), // what a law says
	reflect.TypeFor[Article]()} // which is made of a Document, whose fields are read

// filler puts the name of each field of a model into it.
type filler struct {
	fields map[string]bool // those that hold words
	open   []reflect.Type  // structs that are being filled
}

func (f *filler) fill(v reflect.Value, field string) {
	t := v.Type()
	if slices.Contains(whole, t) {
		return
	}
	switch {
	case t == reflect.TypeFor[Text]():
		f.fields[field] = true
		v.Set(reflect.ValueOf(Text{Markdown: []byte(field)}))
	case t == reflect.TypeFor[[]byte]():
		f.fields[field] = true
		v.SetBytes([]byte(field))
	case t == reflect.TypeFor[Block]():
		return // filled by the test
	case t.PkgPath() != "" && t.PkgPath() != reflect.TypeFor[Site]().PkgPath(): // an address, a lock
	case t.Kind() == reflect.String:
		f.fields[field] = true
		v.SetString(field)
	case t.Kind() == reflect.Pointer:
		if !slices.Contains(f.open, t.Elem()) {
			v.Set(reflect.New(t.Elem()))
			f.fill(v.Elem(), field)
		}
	case t.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(t, 1, 1))
		f.fill(v.Index(0), field)
	case t.Kind() == reflect.Map:
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		f.fill(value, field)
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(key, value)
	case t.Kind() == reflect.Struct:
		f.open = append(f.open, t)
		for i := range t.NumField() {
			if x := t.Field(i); x.IsExported() {
				f.fill(v.Field(i), t.Name()+"."+x.Name)
			}
		}
		f.open = f.open[:len(f.open)-1]
	}
}

// TestPublished: each field of the model that holds words is in Published, or can hold
// none that readers see; and what is in Published is found by Texts and Lines, under its
// name.
func TestPublished(t *testing.T) {
	f := filler{fields: map[string]bool{}}
	blocks := []Block{&Chart{}, &Table{}, &Compare{}, &Statements{}, &Headline{}, &Picture{}}
	for _, b := range blocks {
		f.fill(reflect.ValueOf(b).Elem(), "")
	}
	var site Site
	f.fill(reflect.ValueOf(&site).Elem(), "")
	article, d := &Document{}, &Dataset{}
	f.fill(reflect.ValueOf(article).Elem(), "")
	f.fill(reflect.ValueOf(d).Elem(), "")
	article.Body.Blocks = blocks
	for field := range f.fields {
		_, read := published[field]
		if _, known := wordless[field]; known == read {
			t.Errorf("%s: in Published or here, and not in both: what does it hold?", field)
		}
	}
	for field := range wordless {
		if !f.fields[field] {
			t.Errorf("%s is no field of the model any more", field)
		}
	}

	found := map[string]bool{}
	for _, l := range slices.Concat(site.Lines(), site.Sources[0].Lines(), d.Lines(), article.Lines()) {
		if found[l.Field] = true; l.Words != l.Field || l.Reading() == AsMarkdown || l.Key == "" {
			t.Errorf("%+v", l)
		}
	}
	texts := append(slices.Concat(d.Texts(), d.Titles, article.Texts()), site.Sources[0].Note)
	for _, t := range site.Texts() {
		texts = append(texts, t.Text)
	}
	for _, b := range blocks {
		texts = append(texts, b.Texts()...)
	}
	for _, text := range texts {
		if field := string(text.Markdown); published[field] != AsMarkdown {
			t.Errorf("%s is no Markdown in Published", field)
		} else {
			found[field] = true
		}
	}
	for _, field := range slices.Sorted(maps.Keys(published)) {
		if !found[field] {
			t.Errorf("%s: neither in Texts nor in Lines", field)
		}
		if !strings.Contains(field, ".") || !f.fields[field] {
			t.Errorf("%s is no field of the model", field)
		}
	}
}
