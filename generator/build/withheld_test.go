package build_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/report"

	"vitrine/generator/sitetest"
)

const (
	inSite    = "data/site.toml"
	inSources = "data/sources.toml"
	inData    = "data/datasets/arrests.toml"
	inArticle = "content/reports/first/index.md"
)

// telling puts "three girls", or 3 of them, into each field that is published: what stood
// there, in which file, and what stands there instead.
var telling = map[string][3]string{
	"Site.Title":                {inSite, `title = "Report"`, `title = "Report on 3 girls"`},
	"Site.Summary":              {inSite, `A small report.`, `A report on three girls.`},
	"Site.Publisher":            {inSite, `"Office"`, `"Office of three girls"`},
	"Site.Contact":              {inSite, `020 7946 0958`, `020 7946 0958, on the 3 girls`},
	"Site.Licence":              {inSite, `CC BY 4.0`, `CC BY 4.0, but for 3 girls`},
	"NavItem.Title":             {inSite, `title = "Reports"`, `title = "The 3 girls"`},
	"HeadlineFigure.Figure":     {inSite, `?year=2024)"`, `?year=2024) and 3"`},
	"HeadlineFigure.Label":      {inSite, `label = "arrests"`, `label = "arrests, three of girls"`},
	"Report.ID":                 {inSite, "[disclosure]", filed("three-girls", "P", "t", "no")},
	"Report.Answers":            {inSite, "[disclosure]", filed("x", "Three girls", "t", "no")},
	"Report.Texts":              {inSite, "[disclosure]", filed("x", "P", "There were 3.", "no")},
	"Report.Except":             {inSite, "[disclosure]", filed("x", "P", "t", "There were 3.")},
	"Source.ID":                 {inSources, `[paper]`, "[three-girls]\npublisher = \"x\"\ntitle = \"x\"\naccessed = 2026-01-02\n\n[paper]"},
	"Member.ID":                 {inData, `scale = [{ id = "1", title = "Good", short = "Well" }`, `scale = [{ id = "three-girls", title = "None" }, { id = "1", title = "Good", short = "Well" }`},
	"Discrepancy.ID":            {inData, `id = "rest"`, `id = "three-girls"`},
	"Statement.ID":              {inData, `id = "answer"`, `id = "three-girls"`},
	"Revision.ID":               {inData, `id = "r1"`, `id = "three-girls"`},
	"Withdrawal.ID":             {inData, `id = "w1"`, `id = "three-girls"`},
	"Source.Publisher":          {inSources, `publisher = "Police"`, `publisher = "Police of 3 girls"`},
	"Source.Title":              {inSources, `Yearbook 2024, no. 3`, `Raid frees 3`},
	"Source.Agency":             {inSources, `Press office`, `Press office (3)`},
	"Source.Author":             {inSources, `Spokesman`, `Spokesman of three girls`},
	"Source.Origin":             {inSources, `Bureau`, `Bureau: 3`},
	"Source.Speaker":            {inSources, `Chief`, `Mother of 3 girls`},
	"Source.Licence":            {inSources, `v3.0`, `v3.0, girls 3`},
	"Source.Note":               {inSources, `Counts all.`, `Counts 3 girls.`},
	"Map.Title":                 {"data/maps/city.toml", `Districts`, `Districts of 3 girls`},
	"Accessibility.Limits":      {inSite, "[disclosure]", "[accessibility]\nchecked = 2026-01-02\nlimits = \"Of three girls.\"\n[disclosure]"},
	"Accessibility.Enforcement": {inSite, "[disclosure]", "[accessibility]\nchecked = 2026-01-02\nenforcement = \"Ask 3.\"\n[disclosure]"},
	"Definition.Title":          {"data/glossary.toml", "", "[x]\ntitle = \"the 3 girls\"\ntext = \"x\"\n"},
	"Definition.Text":           {"data/glossary.toml", "", "[x]\ntitle = \"arrest\"\ntext = \"What three girls met.\"\n"},
	"Person.Name":               {"data/proof.toml", "", "[people]\nx = \"Three girls\"\n"},
	"the words of a claim":      {inArticle, `Words.`, "[Three girls were arrested](value:arrests/arrests>10?year=2024&age=all)."},
	"a claim of a trio":         {inArticle, `Words.`, "[A trio of girls among them](value:arrests/arrests>10?year=2024&age=all)."},
	"Dataset.ID":                {"data/datasets/three-girls.toml", "", ""},
	"Dataset.Aliases":           {inData, `title = "Arrests"`, "title = \"Arrests\"\naliases = [\"three-girls\"]"},
	"Dataset.Titles":            {inData, `title = "Arrests"`, `title = "Arrests, three of girls"`},
	"Dataset.Summary":           {inData, `Summary.`, `There were 3.`},
	"Dataset.Method":            {inData, `Method.`, `There were 3.`},
	"Dataset.Quality":           {inData, `Quality.`, `There were 3.`},
	"Dataset.Licence":           {inData, `Open licence`, `Open licence of three girls`},
	"Dataset.Contact":           {inData, `"Desk"`, `"Desk of three girls"`},
	"Dimension.Title":           {inData, `Age and sex`, `Age and sex, with 3 girls`},
	"Member.Title":              {inData, `title = "0 to 4"`, `title = "0 to 4: 3"`},
	"Member.Short":              {inData, `"Well"`, `"Three girls"`},
	"Attribute.Title":           {inData, `title = "Remark"`, `title = "Remark on 3"`},
	"Measure.Unit":              {inData, `unit = "persons"`, `unit = "persons, 3 girls"`},
	"Measure.Reason":            {inData, `Paper.`, `Of 3 girls.`},
	"Row.Attrs":                 {inData, `"Young"`, `"Young, 3 of them"`},
	"Cell.Note":                 {inData, `Cell.`, `There were 3.`},
	"Note.Text":                 {inData, `Note.`, `There were 3.`},
	"Conflict.Reason":           {inData, `Conflict.`, `There were 3.`},
	"Discrepancy.Rest":          {inData, `Not known`, `Not known, 2`},
	"Discrepancy.Reason":        {inData, `Discrepancy.`, `There were two.`},
	"Statement.Who":             {inData, `"Ministry"`, `"Three girls"`},
	"Statement.Role":            {inData, `Spokeswoman`, `Mother of the 3`},
	"Statement.Text":            {inData, `Statement.`, `There were 3.`},
	"Statement.Quote":           {inData, `Quote.`, `There were 3.`},
	"Revision.By":               {inData, "by = \"Editors\"\nreason = \"Rev", "by = \"Three girls\"\nreason = \"Rev"},
	"Revision.Reason":           {inData, `Revision.`, `There were 3.`},
	"Withdrawal.By":             {inData, "by = \"Editors\"\nreason = \"With", "by = \"Three girls\"\nreason = \"With"},
	"Withdrawal.Reason":         {inData, `Withdrawal.`, `There were 3.`},
	"Disclosure.Reason":         {inSite, `threshold = 5`, "threshold = 5\nreason = \"There were 3.\""},
	"Document.File":             {"content/reports/three-girls.md", "", "+++\ntitle = \"x\"\nsummary = \"x\"\ndate = 2026-01-02\n+++\n\nSee [this](/data/arrests/).\n"},
	"Document.Beside":           {inArticle, `"list.csv"`, `"list.csv", "3_girls.csv"`},
	"Document.Topics":           {inArticle, `"Topic"`, `"The 3"`},
	"Alias.Path":                {inArticle, `/reports/old/`, `/reports/old/3-girls/`},
	"Document.Title":            {inArticle, `Arrests in 2024`, `Arrests in 2024 of 3`},
	"Document.Summary":          {inArticle, `police counted.`, `police counted: 3.`},
	"Document.Body":             {inArticle, `Words.`, `There were 3.`},
	"Correction.Text":           {inArticle, `Correction.`, `There were 3.`},
	"Document.Authors":          {inArticle, `"Writer"`, `"Writer", "Three girls"`},
	"Document.Credit":           {inArticle, `Photographer`, `One of 3`},
	"Image.Alt":                 {inArticle, `Alternative.`, `Three of them.`},
	"Place.ID":                  {inArticle, `id = "chart"`, `id = "three-girls"`},
	"Chart.Title":               {inArticle, `Chart.`, `There were 3.`},
	"Chart.Alt":                 {inArticle, `Bars.`, `There were 3.`},
	"Chart.Note":                {inArticle, `Small.`, `There were 3.`},
	"Annotation.Title":          {inArticle, `Level.`, `There were 3.`},
	"Annotation.Level":          {inArticle, `age=all]", title = "Level`, `age=all])3(", title = "Level`},
	"Annotation.Number":         {inArticle, `4000`, `3`},
	"Table.Title":               {inArticle, `Table.`, `There were 3.`},
	"Compare.Title":             {inArticle, `Compare.`, `There were 3.`},
	"Statements.Title":          {inArticle, `Statements.`, `There were 3.`},
	"Picture.Caption":           {inArticle, `Caption.`, `There were 3.`},
	"Picture.Credit":            {inArticle, `Archive`, `Archive of the 3`},
	"ImageRef.Alt":              {inArticle, `Shown.`, `There were 3.`},
	"Release.Title":             {}, // suppressed-release.txtar
	"Release.Reason":            {},
	"a title of a link":         {inArticle, `"title"`, `"3 girls"`},
	"a title of a picture":      {inArticle, `"Photo"`, `"3 girls"`},
	"a picture in the text":     {inArticle, `![Picture]`, `![Three girls]`},
	"a code span":               {inArticle, "`code`", "`3` men"},
	"a block of code":           {inArticle, "    block", "    3 men"},
	"a fenced block":            {inArticle, "fenced", "three men"},
	"a soft hyphen":             {inArticle, `Words.`, "Thr\u00adee girls."},
	"a zero-width joiner":       {inArticle, `Words.`, "Thr\u200dee girls."},
	"a variation selector":      {inArticle, `Words.`, "There were 3\ufe0e."},
	"an entity":                 {inArticle, `Words.`, "Thr&shy;ee girls."},
	"a letter as an entity":     {inArticle, `Words.`, "Thr&#101;e girls."},
	"a raised digit":            {inArticle, `Words.`, "Girls: ³."},
	"a lowered digit":           {inArticle, `Words.`, "₃ girls."},
	"a circled digit":           {inArticle, `Words.`, "③ girls."},
	"a full-width digit":        {inArticle, `Words.`, "３ girls."},
	"full-width letters":        {inArticle, `Words.`, "Ｔｈｒｅｅ girls."},
	"bold letters":              {inArticle, `Words.`, "𝐓𝐡𝐫𝐞𝐞 girls."},
	"an Arabic digit":           {inArticle, `Words.`, "٣ girls."},
	"a Devanagari digit":        {inArticle, `Words.`, "३ girls."},
	"a trio":                    {inArticle, `Words.`, "Trio freed."},
	"thrice":                    {inArticle, `Words.`, "It happened thrice."},
	"emphasis in a word":        {inArticle, `Words.`, "Th**re**e girls."},
	"a quote, cut":              {inData, `Quote.`, "Thr\u00adee girls."},
	"an attribute, raised":      {inData, `"Young"`, `"³"`},
	"an attribute elsewhere":    {inData, `"Women"`, `"Young: three girls"`},
	"a source, in Thai":         {inSources, `Yearbook 2024, no. 3`, `Raid frees ๓`},
}

// filed declares a report that a law asks for, of which only one line of text is there.
func filed(id, provider, text, reason string) string {
	except := ""
	for _, part := range []string{"3", "5", "6", "7", "8", "11"} {
		except += fmt.Sprintf("%q = %q, ", part, "no")
	}
	except += fmt.Sprintf("\"2/animals\" = %q", reason)
	return fmt.Sprintf("[[report]]\nid = %q\nprofile = \"eu-dsa-2024-2835\"\nprovider = %q\nservice = \"S\"\n"+
		"tier = \"intermediary\"\nperiod = \"2026\"\npublished = 2027-02-20\nexcept = { %s }\ntexts = { \"2/animals\" = %q }\n"+
		"[disclosure]", id, provider, except, text)
}

// withheldSite is a site of which small counts are withheld.
func withheldSite(t *testing.T) fstest.MapFS {
	t.Helper()
	site := sitetest.FromArchive(t, "withheld.txtar")
	delete(site, "content/reports/first.md")
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	site["content/reports/first/photo.png"] = &fstest.MapFile{Data: photo.Bytes()}
	site["content/reports/first/3_girls.csv"] = site["content/reports/first/list.csv"]
	return site
}

// TestWithheldIsNotTold: what is published beside counts that are withheld tells none of
// them, whatever field it stands in and whatever characters it is written with. No message
// repeats it.
func TestWithheldIsNotTold(t *testing.T) {
	sitetest.Packages(t)
	if out, problems := sitetest.BuildQuiet(withheldSite(t)); out == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	for field := range report.Published() {
		if _, tried := telling[field]; !tried {
			t.Errorf("nothing is tried in %s", field)
		}
	}
	for i, name := range slices.Sorted(maps.Keys(telling)) {
		if testing.Short() && i%5 != 0 {
			continue
		}
		file, from, to := telling[name][0], telling[name][1], telling[name][2]
		site := withheldSite(t)
		switch {
		case file == "":
			continue
		case name == "Dataset.ID":
			site[file] = &fstest.MapFile{Data: bytes.Replace(site[inData].Data, []byte(`title = "Arrests"`), []byte("title = \"Again\"\nstandalone = true"), 1)}
		case site[file] == nil:
			site[file] = &fstest.MapFile{Data: []byte(to)}
		default:
			text := string(site[file].Data)
			if !strings.Contains(text, from) {
				t.Fatalf("%s: %q is not in %s", name, from, file)
			}
			site[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
		}
		if name == "Source.ID" {
			site[inData] = &fstest.MapFile{Data: bytes.Replace(site[inData].Data, []byte(`"paper"`), []byte(`"paper three-girls"`), 1)}
		}
		out, problems := sitetest.BuildQuiet(site)
		if out != nil {
			t.Errorf("%s: %q is published", name, to)
			continue
		}
		for _, p := range problems {
			if p.Warning { // the copy of a dataset repeats its figures
				continue
			}
			said := fmt.Sprint(p.Text, " ", p.Hint)
			if strings.Contains(strings.ToLower(said), "three") || strings.Contains(said, "3") || strings.Contains(said, "995") {
				t.Errorf("%s: the message repeats it: %s", name, said)
			}
			if !strings.Contains(p.Text, "not bound to a cell") || p.Hint == "" || p.File == "" {
				t.Errorf("%s: it is refused for another reason: %v", name, p)
			}
		}
	}
}
