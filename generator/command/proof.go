package command

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vitrine/generator/bind"
	"vitrine/generator/build"
	"vitrine/generator/load"
	"vitrine/generator/publish"
	"vitrine/generator/report"
	"vitrine/generator/sheet"
	"vitrine/generator/source"
)

const proofUsage = `vitrine proof [-C DIR] [--all] [--markdown]
vitrine proof --sign ID [--name NAME] [--date DATE] [FILE|DIGEST ...]

Prints the proof sheet: every sentence, title, caption and alternative text with
figures that nobody has signed as it stands, each with what its figures are. The
odd ones stand first, with what is odd about them. Only a person can judge
whether the words say what the figures are.

  -C DIR      the folder of the site (default: the folder you are in)
  --all       also what has been signed
  --markdown  for a pull request

  --sign ID   write into data/proof.toml that somebody has read the sentences of
              the files named, or those with the digests named, or all of them
  --name NAME the name of somebody who signs for the first time; the page of an
              article whose sentences have all been read says who did
  --date DATE the day (default: today)
  --debug     where Vitrine itself fails, print what it failed with and its
              stack, which may hold figures that are withheld

A sentence has to be signed again when its words, the addresses of its figures
or their values change. With required = true under [proof] in data/site.toml a
release refuses sentences that nobody has signed.

Examples:

  vitrine proof
  vitrine proof --markdown > sheet.md
  vitrine proof --sign ana

`

// proofFlags are the flags of the command.
type proofFlags struct {
	dir, sign, name, date string
	all, markdown         bool
	only                  []string // files and digests
}

func runProof(c *call) int {
	var f proofFlags
	c.flags.StringVar(&f.dir, "C", ".", "")
	c.flags.StringVar(&f.sign, "sign", "", "")
	c.flags.StringVar(&f.name, "name", "", "")
	c.flags.StringVar(&f.date, "date", time.Now().Format(time.DateOnly), "")
	c.flags.BoolVar(&f.all, "all", false, "")
	c.flags.BoolVar(&f.markdown, "markdown", false, "")
	only, code, done := c.parse(1)
	if done {
		return code
	}
	f.only = only
	day, err := report.ParseDate(f.date)
	switch {
	case err != nil || day.Day == 0:
		return c.refuse("--date is a day like 2026-11-22")
	case f.sign != "" && !personID.MatchString(f.sign):
		return c.refuse("%q can't be somebody's id: ids are made of a to z, 0 to 9, - and _", f.sign)
	case strings.ContainsFunc(f.name, unicode.IsControl) || !utf8.ValidString(f.name):
		return c.refuse("--name holds letters that nobody can read")
	case f.sign == "" && (f.name != "" || len(only) > 0):
		return c.refuse("--name, files and digests go with --sign")
	}
	var problems source.Problems
	ok := build.InFolder(f.dir, &problems, func(files fs.FS) bool { return f.run(c, files, day, &problems) })
	printProblems(c.stderr, f.dir, problems.Sorted())
	c.faults(&problems)
	return exitCode(ok && !problems.Failed())
}

var personID = regexp.MustCompile(`^[a-z0-9_-]+$`)

func (f *proofFlags) run(c *call, files fs.FS, day report.Date, problems *source.Problems) bool {
	site, all := build.Sheet(files, true, problems)
	if site == nil {
		return false
	}
	open := sheet.Unsigned(&site.Proof, all)
	switch {
	case f.sign != "":
		return f.signAll(c, site, all, open, day, problems)
	case f.markdown:
		printMarkdown(c.stdout, sheet.Odd(open))
	case f.all:
		printSheet(c.stdout, &site.Proof, sheet.Odd(all))
	default:
		printSheet(c.stdout, &site.Proof, sheet.Odd(open))
	}
	if !f.markdown {
		fmt.Fprintf(
			c.stdout,
			"%s, %d of them new or changed, %d odd\n",
			plural(len(all), "sentence"),
			len(open),
			odd(open),
		)
	}
	return true
}

// allSigned reports the sentences that nobody has signed.
func allSigned(files fs.FS, problems *source.Problems) bool {
	site, all := build.Sheet(files, false, problems)
	if site == nil {
		return false
	}
	open := sheet.Unsigned(&site.Proof, all)
	for _, item := range open {
		problems.Add(source.Problem{Pos: item.Pos, Text: "nobody has signed this sentence as it stands",
			Hint: "\"vitrine proof\" shows it beside its figures, and --sign " +
				item.Digest[:sheet.Short] + " signs it"})
	}
	return len(open) == 0
}

func odd(items []sheet.Item) (n int) {
	for _, item := range items {
		if len(item.Flags) > 0 {
			n++
		}
	}
	return n
}

// signAll signs what was asked for.
func (f *proofFlags) signAll(
	c *call,
	site *report.Site,
	all, open []sheet.Item,
	day report.Date,
	problems *source.Problems,
) bool {
	wrong := func(text, hint string) bool {
		problems.Add(source.Problem{Pos: source.Pos{File: load.ProofFile}, Text: text, Hint: hint})
		return false
	}
	by := report.Person{ID: f.sign, Name: f.name}
	switch known := site.Proof.Person(f.sign); {
	case known == nil && f.name == "":
		return wrong(fmt.Sprintf("[people] names nobody %q", f.sign), `--name "…" says who signs for the first time`)
	case known != nil && f.name != "" && f.name != known.Name:
		return wrong(fmt.Sprintf("%s is somebody else", f.sign), "choose another id")
	}
	read := open
	if len(f.only) > 0 {
		read = nil
		for _, name := range f.only {
			named := func(item sheet.Item) bool {
				return len(name) >= sheet.Short && strings.HasPrefix(item.Digest, name) ||
					item.File == filepath.ToSlash(filepath.Clean(name))
			}
			found := slices.DeleteFunc(slices.Clone(open), func(item sheet.Item) bool { return !named(item) })
			if len(found) == 0 && !slices.ContainsFunc(all, named) {
				return wrong(fmt.Sprintf("no sentence on the sheet has the file or the digest %q", name), "")
			}
			read = append(read, found...)
		}
	}
	text := sheet.Write(sheet.Sign(&site.Proof, all, read, by, day))
	if err := os.WriteFile(filepath.Join(f.dir, load.ProofFile), []byte(text), 0o644); err != nil {
		return wrong("this can't be written: "+publish.Reason(err), "")
	}
	fmt.Fprintf(c.stdout, "signed   %s, written to %s\n", plural(len(read), "sentence"), load.ProofFile)
	return true
}

// printSheet prints sentences for a terminal.
func printSheet(w io.Writer, proof *report.Proof, items []sheet.Item) {
	for _, item := range items {
		signed := ""
		if s, ok := sheet.Signed(proof, &item); ok {
			signed = "  signed by " + s.By + " on " + s.On.String()
		}
		fmt.Fprintf(w, "%s  %s%s\n", item.Pos, item.Digest[:sheet.Short], signed)
		for _, flag := range item.Flags {
			fmt.Fprintf(w, "    ! %s\n", flag.Text)
		}
		fmt.Fprintf(w, "    %s\n", item.Marked())
		for _, fact := range item.Facts {
			fmt.Fprintf(w, "        [%s]  %s\n", fact.Phrase, inWords(fact))
		}
		fmt.Fprintln(w)
	}
}

// inWords says what a figure is, shortest first.
func inWords(f *bind.Fact) string {
	parts := []string{f.Value}
	add := func(words ...string) {
		for _, w := range words {
			if w != "" {
				parts = append(parts, w)
			}
		}
	}
	if f.Working != "" {
		add("= " + f.Working)
	}
	switch {
	case f.Rises > 0:
		add("RISES")
	case f.Rises < 0:
		add("FALLS")
	}
	if f.Planned {
		add("PLANNED")
	}
	add(strings.Join(f.Measures, " and "))
	const many = 5
	titles := make([]string, 0, many)
	for i, m := range f.Members {
		if i == many && len(f.Members) > many+1 {
			titles = append(titles, fmt.Sprintf("and %d more", len(f.Members)-many))
			break
		}
		titles = append(titles, m.Title)
	}
	add(strings.Join(titles, ", "))
	if f.Rank.Of > 0 {
		add("rank " + f.Rank.String())
	}
	if len(f.Constant) > 0 {
		add("with the number " + strings.Join(f.Constant, " and "))
	}
	if len(f.Marks) > 0 {
		add("marks " + strings.Join(f.Marks, " "))
	}
	if f.Put != "" {
		add("from the head: " + f.Put)
	}
	if f.Claim || len(f.Members) > 2 {
		add(f.Address)
	}
	add(strings.Join(f.Sources, "; "))
	return strings.Join(parts, " · ")
}

// printMarkdown prints sentences for a pull request.
func printMarkdown(w io.Writer, items []sheet.Item) {
	fmt.Fprintf(w, "## Sentences to read\n\n")
	if len(items) == 0 {
		fmt.Fprintf(w, "None: every sentence with figures has been signed as it stands.\n")
		return
	}
	fmt.Fprintf(w, "%s new or changed, %d odd.\n\n", plural(len(items), "sentence"), odd(items))
	file := ""
	for _, item := range items {
		if item.File != file {
			file = item.File
			fmt.Fprintf(w, "\n### %s\n\n", cell.Replace(file))
		}
		fmt.Fprintf(w, "- [ ] `%s` %s\n", item.Digest[:sheet.Short], cell.Replace(item.Marked()))
		for _, flag := range item.Flags {
			fmt.Fprintf(w, "  - **%s**\n", cell.Replace(flag.Text))
		}
		for _, fact := range item.Facts {
			fmt.Fprintf(w, "  - %s: %s\n", cell.Replace(fact.Phrase), cell.Replace(inWords(fact)))
		}
	}
}
