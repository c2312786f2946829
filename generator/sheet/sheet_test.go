package sheet_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/build"
	"vitrine/generator/report"
	"vitrine/generator/sheet"
	"vitrine/generator/sitetest"
	"vitrine/generator/source"
)

// sheetOf is the sheet of the mini-site with an article of one paragraph, and with a text of its dataset
// changed.
func sheetOf(t *testing.T, paragraph, from, to string) []sheet.Item {
	t.Helper()
	files := sitetest.Mini(t)
	const name = "data/datasets/arrests.toml"
	text := string(files[name].Data)
	if !strings.Contains(text, from) {
		t.Fatalf("%q is not in the dataset", from)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
	files["content/reports/first.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"T\"\nsummary = \"S\"\ndate = 2026-01-02\n+++\n\n" + paragraph + "\n")}
	var problems source.Problems
	site, items := build.Sheet(files, false, &problems)
	if site == nil {
		t.Fatal(problems.Sorted())
	}
	return items
}

// TestDigests: a sentence that was signed comes back when its words, its links, a value or the name of what
// it counts changes, and only then.
func TestDigests(t *testing.T) {
	const words = "In 2024 there were [1,500](value:arrests/arrests?year=2024) arrests, [more than](value:arrests/every(arrests>10)?year=*) before."
	digest := func(paragraph, from, to string) string {
		items := sheetOf(t, paragraph, from, to)
		if len(items) != 1 {
			t.Fatalf("%d sentences: %v", len(items), items)
		}
		return items[0].Digest
	}
	first := digest(words, "final", "final")
	if same := digest(words, `updated = `, `updated =  `); same != first {
		t.Error("a space in the data changes the digest")
	}
	for _, c := range [][3]string{
		{strings.Replace(words, "there were", "there had been", 1), "final", "final"},
		{strings.Replace(words, "1,500](value:arrests/arrests?year=2024) arrests", "1,500 arrests](value:arrests/arrests?year=2024)", 1), "final", "final"},
		{strings.Replace(words, ">10", ">11", 1), "final", "final"},
		{words, `["2023", "all", "police", 100, 40]`, `["2023", "all", "police", 101, 40]`}, // a member of every that was not shown
		{words, "id = \"arrests\"\ntitle = \"Arrests\"", "id = \"arrests\"\ntitle = \"Acquittals\""},
		{words, `unit = "persons"`, `unit = "people"`},
	} {
		text := c[0]
		if strings.Contains(c[2], "101") { // its part has to follow
			files := [2]string{`["2023", "men", "police", 70, 30]`, `["2023", "men", "police", 71, 30]`}
			c[1], c[2] = c[1]+",\n  [\"2023\", \"women\", \"police\", 30, 10],\n  "+files[0], c[2]+",\n  [\"2023\", \"women\", \"police\", 30, 10],\n  "+files[1]
		}
		if digest(text, c[1], c[2]) == first {
			t.Errorf("%q, %q: the digest is the same", text, c[2])
		}
	}
}

// TestSentencesAtEdges: figures at the edges of a paragraph, and spaces of other scripts, stand in sentences.
func TestSentencesAtEdges(t *testing.T) {
	for _, c := range []struct {
		paragraph string
		sentences int
		marked    string
	}{
		{"　　中国 [1,500](value:arrests/arrests?year=2024) 。 第二句 [1,500](value:arrests/arrests?year=2024) 。", 2, "中国 [1,500] 。"},
		{"[ 1,500](value:arrests/arrests?year=2024)", 1, "[1,500]"},
		{"There were [1,500 ](value:arrests/arrests?year=2024)", 1, "There were [1,500]"},
		{"| A | B |\n|---|---|\n| x | [1,500](value:arrests/arrests?year=2024) |", 1, "x | [1,500]"},
		{"A note.[^1]\n\n[^1]: It was [1,500](value:arrests/arrests?year=2024).", 1, "It was [1,500]."},
		{"Term\n: It was [1,500](value:arrests/arrests?year=2024).", 1, "It was [1,500]."},
		{"> Quoted: [1,500](value:arrests/arrests?year=2024)! And [1,500](value:arrests/arrests?year=2024).", 2, "Quoted: [1,500]!"},
	} {
		items := sheetOf(t, c.paragraph, "final", "final")
		if len(items) != c.sentences || items[0].Marked() != c.marked {
			t.Errorf("%q: %d sentences, the first is %q", c.paragraph, len(items), items[0].Marked())
		}
	}
}

// TestSign: what is written is read again as it was; of two who sign the same, the first stays.
func TestSign(t *testing.T) {
	items := sheetOf(t, "It was [1,500](value:arrests/arrests?year=2024).", "final", "final")
	day := report.Date{Year: 2026, Month: 1, Day: 2}
	proof := sheet.Sign(&report.Proof{}, items, items, report.Person{ID: "a", Name: `A "B" \ ü`}, day)
	proof = sheet.Sign(proof, items, items, report.Person{ID: "b", Name: "B"}, day)
	files := sitetest.Mini(t)
	files["content/reports/first.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"T\"\nsummary = \"S\"\ndate = 2026-01-02\n+++\n\nIt was [1,500](value:arrests/arrests?year=2024).\n")}
	files["data/proof.toml"] = &fstest.MapFile{Data: []byte(sheet.Write(proof))}
	var problems source.Problems
	site, again := build.Sheet(files, false, &problems)
	if site == nil || len(sheet.Unsigned(&site.Proof, again)) > 0 || site.Proof.Person("a").Name != `A "B" \ ü` {
		t.Fatal(problems.Sorted(), sheet.Write(proof))
	}
	if s, _ := sheet.Signed(&site.Proof, &again[0]); s.By != "a" || s.On != day {
		t.Errorf("signed by %s on %s", s.By, s.On)
	}
	if sheet.Write(&site.Proof) != sheet.Write(proof) {
		t.Error("it is written in another way than it was read")
	}
}

// TestFlags: each kind of advice, and sentences without any.
func TestFlags(t *testing.T) {
	const rows = "[\"2024\", \"men\", \"police\", 1000, 400],\n]"
	plan := rows + "\n[[note]]\nwhere = { year = \"2024\" }\nmark = \"f\"\ntext = \"Not yet.\"\n"
	const now, then = "(value:arrests/arrests?year=2024)", "(value:arrests/arrests?year=2023)"
	for _, c := range []struct{ paragraph, rows, kinds string }{
		{"In 2024 it was [1,500]" + now + ".", rows, ""},
		{"In 2023 it was [1,500]" + now + ".", rows, "year"},
		{"In 2023 it was [1,500]" + now + ", in 2024 [100]" + then + ".", rows, "order"},
		{"Women: [1,000](value:arrests/arrests?year=2024&sex=men).", rows, "member"},
		{"It fell from [100]" + then + " to [1,500]" + now + " in all.", rows, "direction"},
		{"It rose from [100]" + then + " to [1,500]" + now + " in all.", rows, ""},
		{"It is [500](value:arrests/arrests?year=2024&sex=women). Here [500](plain:) stands alone.", rows, "number"},
		{"It is [1,500]" + now + " in all.", plan, "plan"},
		{"The plan is [1,500]" + now + " in all.", plan, ""},
		{"The lowest: [1,500]" + now + ".", rows, "extreme"},
		{"The highest: [1,500]" + now + ".", rows, ""},
		{"Of whom charged: [1,500]" + now + ".", rows, "measure"},
	} {
		var kinds []string
		for _, item := range sheetOf(t, c.paragraph, rows, c.rows) {
			for _, f := range item.Flags {
				kinds = append(kinds, f.Kind)
			}
		}
		if got := strings.Join(kinds, " "); got != c.kinds {
			t.Errorf("%s: %q, want %q", c.paragraph, got, c.kinds)
		}
	}
}
