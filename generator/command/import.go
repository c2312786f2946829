package command

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"vitrine/generator/build"
	"vitrine/generator/intake"
	"vitrine/generator/load"
	"vitrine/generator/locale"
	"vitrine/generator/publish"
	"vitrine/generator/schema"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

const importUsage = `vitrine import [-C DIR] [--id ID] [--dry-run] FILE
vitrine import [-C DIR] [--id ID] --profile PROFILE FOLDER

Makes a dataset of a table as it was published: a first data/datasets/ID.toml,
with the file beside it byte for byte, and a row in data/sources.toml to complete.
What was taken for granted stands in the dataset's file as comments. What can't
be known is asked on a terminal; elsewhere it is an error that names the cell and the
flag that decides:

  -C DIR           the folder of the site (default: the folder you are in)
  --id ID          the dataset's id (default: made of the file's name)
  --title TEXT     its title (default: the file's name)
  --source ID      of data/sources.toml (default: the dataset's id)
  --people WHICH   none, all, or the ids of the measures that count people
  --symbol 'X=Y'   what stands in place of a figure, and what it means: '-=[x]',
                   '-=0'; can be given several times
  --decimal , --group .   the signs before decimals and between thousands
  --dates FORMAT   how dates are written, like '{day}/{month}/{year}'
  --year-start 04  the month, or month and day, with which fiscal years begin
  --sheet NAME     of a workbook; --resource NAME of a data package
  --encoding NAME  of text, like windows-1252; --delimiter ';'
  --skip N         rows above the head; --header N rows of the head
  --until TEXT     what the first row behind the table begins with
  --profile ID     a report that a law asks for, of a folder, a zip file or a workbook
                   with its parts: eu-dsa-2024-2835, uk-gender-pay-gap, or one of
                   data/profiles. What differs from the law's form is told, and
                   what can't be read is refused, figure by figure
  --answer 'X=Y'   what the files of such a report don't tell, like 'tier=vlop';
                   can be given several times
  --dry-run        print the dataset's file and write nothing

Where the dataset is there already, the new file takes the place of the old one,
and all that its editor wrote stays; "vitrine check" says what differs then from
the last release. Members that it is the first to name are added to those that the
dataset lists. An imported file is never published: what is goes through the
same checks as all else.

Examples:

  vitrine import --people none offences.csv
  vitrine import --profile eu-dsa-2024-2835 report/
  vitrine import --people arrests --symbol '-=0' --sheet 'Table 1' --id arrests figures.xlsx

`

// importFlags are the flags of the command.
type importFlags struct {
	dir, id, title, source, resource string
	profile                          string
	answers                          map[string]string // of a report, by their ids
	said                             intake.Said
	dry                              bool
}

func runImport(c *call) int {
	f := importFlags{answers: map[string]string{}, said: intake.Said{Symbols: map[string]string{}}}
	text := func(into *string, name, otherwise string) { c.flags.StringVar(into, name, otherwise, "") }
	text(&f.dir, "C", ".")
	text(&f.id, "id", "")
	text(&f.title, "title", "")
	text(&f.source, "source", "")
	text(&f.resource, "resource", "")
	text(&f.profile, "profile", "")
	c.flags.Func("answer", "", f.answer)
	text(&f.said.Sheet, "sheet", "")
	text(&f.said.Encoding, "encoding", "")
	text(&f.said.Delimiter, "delimiter", "")
	text(&f.said.Decimal, "decimal", "")
	text(&f.said.Group, "group", "")
	text(&f.said.People, "people", "")
	text(&f.said.Dates, "dates", "")
	text(&f.said.YearStart, "year-start", "")
	c.flags.IntVar(&f.said.Skip, "skip", -1, "")
	c.flags.IntVar(&f.said.Header, "header", 0, "")
	c.flags.Func("until", "", func(s string) error { f.said.Until = &s; return nil })
	c.flags.Func("symbol", "", func(s string) error {
		at := strings.LastIndexByte(s, '=')
		if at < 0 {
			return errors.New("a symbol is like '-=[x]'")
		}
		if means := s[at+1:]; means != "" && !symbolMeans.MatchString(means) {
			return fmt.Errorf("%q is no meaning: [x], [c], [z], another mark in brackets, or a number", means)
		}
		f.said.Symbols[s[:at]] = s[at+1:]
		return nil
	})
	c.flags.BoolVar(&f.dry, "dry-run", false, "")
	files, code, done := c.parse(1)
	if done {
		return code
	}
	if len(files) != 1 {
		return c.refuse("one FILE is needed")
	}
	run := f.run
	if f.profile != "" {
		run = f.runReport
	}
	if err := run(c, files[0]); err != nil {
		text, hint, _ := strings.Cut(err.Error(), "\n")
		fmt.Fprintln(c.stderr, source.Printable(text))
		if hint != "" {
			fmt.Fprintln(c.stderr, "    "+source.Printable(hint))
		}
		return 1
	}
	return 0
}

// answer keeps an answer like service=Example.
func (f *importFlags) answer(s string) error {
	id, answer, ok := strings.Cut(s, "=")
	if !ok {
		return errors.New("an answer is like 'service=Example'")
	}
	f.answers[id] = answer
	return nil
}

// symbolMeans is what a symbol can stand for: any cell in the short form; nothing for a mark that is dropped.
var symbolMeans = regexp.MustCompile(`^(?:[<>~]=?)?[0-9][0-9._]*(?: ?\[[a-z]+\])*$|^(?:\[[a-z]+\])+$`)

var importID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,79}$`)

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

func (f *importFlags) run(c *call, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%s can't be read: %s", file, publish.Reason(err))
	}
	if file, data, err = f.packaged(file, data); err != nil {
		return err
	}
	name := filepath.Base(file)
	untitled, err := f.named(strings.TrimSuffix(name, filepath.Ext(name)))
	if err != nil {
		return err
	}
	stored := f.id + strings.ToLower(filepath.Ext(name))
	at := filepath.Join(f.dir, "data", "datasets", f.id+".toml")
	if old, err := os.ReadFile(at); err == nil {
		return f.renew(c, at, string(old), stored, data)
	}
	draft, err := f.draft(name, data)
	for answers := bufio.NewReader(c.stdin); err != nil; draft, err = f.draft(name, data) {
		q := questionOf(err)
		if q == nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !isTerminal(c.stdin) || !q.ask(c, name, answers) {
			return q.refusal(name)
		}
	}
	if untitled {
		draft.Comments = append(draft.Comments, "the title is the file's name")
	}
	of := intake.File{Name: stored, Title: f.title, Source: f.source, SHA256: digestOf(data),
		Updated: time.Now().Format(time.DateOnly)}
	written := schema.Line("data/datasets/"+f.id+".toml") + draft.TOML(of, strict.Quote)
	if f.dry {
		fmt.Fprint(c.stdout, written)
		return nil
	}
	if err := f.write(at, written, stored, data); err != nil {
		return err
	}
	if f.sparse() {
		draft.Comments = append(draft.Comments, "not every combination of members has a row")
		const line = "complete = false # not every combination of members has a row\n"
		written = strings.Replace(written, "\nupdated = ", "\n"+line+"updated = ", 1)
		if err := writeFiles(map[string][]byte{at: []byte(written)}); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.stdout, "wrote    %s, of %s: %s, %s\n", at, plural(len(draft.Table.Records), "row"),
		plural(len(draft.Dimensions), "dimension"), plural(len(draft.Measures), "measure"))
	for _, comment := range draft.Comments {
		fmt.Fprintf(c.stdout, "         taken for granted: %s\n", source.Printable(comment))
	}
	return f.addSource(c)
}

// named fills in the id, the title and the source that were not given, of the file's name, and refuses what
// can be no id. It reports whether the title is the file's name.
func (f *importFlags) named(file string) (untitled bool, err error) {
	if f.id == "" {
		f.id = strings.Trim(notInID.ReplaceAllString(strings.ToLower(file), "-"), "-")
	}
	if untitled = f.title == ""; untitled {
		f.title = file
	}
	if f.source == "" {
		f.source = f.id
	}
	for _, id := range [][2]string{{"id", f.id}, {"source", f.source}} {
		if !importID.MatchString(id[1]) {
			return untitled, fmt.Errorf("%q can't be an id: it is made of a to z, 0 to 9, - and _\n--%s 'name'",
				id[1], id[0])
		}
	}
	return untitled, nil
}

// sparse reports whether a combination of members of the dataset that was written has no row.
func (f *importFlags) sparse() bool {
	for _, d := range rawSite(f.dir).Datasets {
		if d.Header.ID != f.id {
			continue
		}
		combinations, seen := 1, map[string]bool{}
		for _, x := range d.Header.Dimensions {
			if combinations *= len(x.Members); combinations > 1<<30 {
				return true
			}
		}
		for _, row := range d.Rows {
			seen[strings.Join(row.Keys, "\x00")] = true
		}
		return len(seen) < combinations
	}
	return false
}

// draft reads the file as far as it tells, with the words of the site's language.
func (f *importFlags) draft(name string, data []byte) (*intake.Draft, error) {
	sheets, err := tabular.Read(name, data, tabular.Options{Encoding: f.said.Encoding, Delimiter: f.said.Delimiter})
	if err != nil {
		return nil, err
	}
	s, err := tabular.Named(sheets, f.said.Sheet)
	if err != nil {
		return nil, err
	}
	var problems source.Problems
	read := load.Load(build.WithTemplates(os.DirFS(f.dir)), load.Options{Words: locale.Required()}, &problems)
	f.said.Language, f.said.Months = read.Site.Language, nil
	for n := range 12 {
		f.said.Months = append(f.said.Months, read.Site.Words[fmt.Sprintf("month-%d", n+1)])
	}
	f.said.MemberIDs = memberIDs
	f.said.Country = func(word string) bool { _, ok := load.Country(word, f.said.Language); return ok }
	return intake.Make(s, f.said)
}

// memberIDs are the ids that load gives members which are listed by their words.
func memberIDs(words []string) (ids []string) {
	for _, word := range words {
		ids = append(ids, load.MemberID(word, func(id string) bool { return slices.Contains(ids, id) }))
	}
	return ids
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func (f *importFlags) write(at, text, stored string, data []byte) error {
	dir := filepath.Dir(at)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s can't be made: %s", dir, publish.Reason(err))
	}
	beside := filepath.Join(dir, stored)
	if old, err := os.ReadFile(beside); err == nil && digestOf(old) != digestOf(data) {
		return fmt.Errorf("%s is there, and another file", beside)
	}
	files := map[string][]byte{beside: data, at: []byte(text)}
	for name, text := range schema.Files() {
		own := filepath.Join(f.dir, filepath.FromSlash(name))
		if _, err := os.Lstat(own); err != nil {
			files[own] = text
		}
	}
	return writeFiles(files)
}

// writeFiles writes files, and makes the folders that they stand in.
func writeFiles(files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if err == nil {
			err = os.WriteFile(name, files[name], 0o644)
		}
		if err != nil {
			return fmt.Errorf("%s can't be written: %s", name, publish.Reason(err))
		}
	}
	return nil
}

// addSource adds a row to data/sources.toml, where the source is not there.
func (f *importFlags) addSource(c *call) error {
	name := filepath.Join(f.dir, "data", "sources.toml")
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s can't be read: %s", name, publish.Reason(err))
	}
	var sources map[string]any
	if _, err := toml.Decode(string(text), &sources); err != nil || sources[f.source] != nil {
		return nil // it is there, or check tells what is wrong with the file
	}
	row := fmt.Sprintf("\n[%s]\npublisher = \"…\" # who published it\ntitle     = %s\naccessed  = %s\n", f.source,
		strict.Quote(f.title), time.Now().Format(time.DateOnly))
	if err := os.WriteFile(name, append(text, row...), 0o644); err != nil {
		return fmt.Errorf("%s can't be written: %s", name, publish.Reason(err))
	}
	fmt.Fprintf(c.stdout, "         %s has a row [%s] to complete\n", name, f.source)
	return nil
}

// packaged is the file of a data package that a descriptor names; other files are themselves.
func (f *importFlags) packaged(file string, data []byte) (string, []byte, error) {
	p, err := tabular.Package(data)
	if filepath.Ext(file) != ".json" || err != nil || len(p) == 0 {
		return file, data, nil
	}
	var names []string
	for _, r := range p {
		if names = append(names, r.Name); r.Name == f.resource || f.resource == "" && len(p) == 1 {
			if !filepath.IsLocal(r.Path) {
				return "", nil, fmt.Errorf("%s: the resource %s is no file beside it", file, r.Name)
			}
			if f.said.Delimiter == "" {
				f.said.Delimiter = r.Delimiter
			}
			name := filepath.Join(filepath.Dir(file), r.Path)
			text, err := os.ReadFile(name)
			if err != nil {
				return "", nil, fmt.Errorf("%s can't be read: %s", name, publish.Reason(err))
			}
			return name, text, nil
		}
	}
	return "", nil, fmt.Errorf("%s: which of its resources?\n--resource '%s'", file, strings.Join(names, "' or '"))
}
