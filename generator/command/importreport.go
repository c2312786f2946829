package command

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vitrine/generator/check"
	"vitrine/generator/profile"
	"vitrine/generator/prose"
	"vitrine/generator/publish"
	"vitrine/generator/report"
	"vitrine/generator/schema"
	"vitrine/generator/source"
	"vitrine/generator/strict"
	"vitrine/generator/tabular"
)

// runReport imports a report that a profile asks for, of a folder, a zip file or a workbook.
func (f *importFlags) runReport(c *call, from string) error {
	p, err := profileOf(f.dir, f.profile)
	if err != nil {
		return err
	}
	if err := checkAnswers(p, f.answers); err != nil {
		return err
	}
	files, findings, err := publishedFiles(from)
	if err != nil {
		return err
	}
	a := profile.Adopt(p, files, f.answers)
	refused := tellFindings(c, append(findings, a.Findings...))
	switch {
	case len(a.Tables) == 0:
		return fmt.Errorf("%s: no file is a part of the report", from)
	case len(a.Asked) > 0:
		return fmt.Errorf("%s: the files don't tell this: %s\n--answer '%s=…'",
			from, strings.Join(a.Asked, ", "), a.Asked[0])
	}
	if f.id == "" {
		f.id = strings.Trim(notInID.ReplaceAllString(strings.ToLower(a.Report.Named()), "-"), "-")
	}
	if !importID.MatchString(f.id) {
		return fmt.Errorf("%q can't be an id: it is made of a to z, 0 to 9, - and _\n--id 'name'", f.id)
	}
	a.Lacking()
	for id, text := range a.Report.Answers {
		if err := checkAnswers(p, map[string]string{id: text}); err != nil {
			return err
		}
	}
	written := a.Files(f.id, time.Now().Format(time.DateOnly), prose.VerbatimParagraphs)
	if f.dry {
		fmt.Fprint(c.stdout, a.Block(f.id))
		return nil
	}
	for _, x := range files {
		if slices.Contains(a.Older, x.File) {
			written["data/datasets/"+f.id+"/older/"+importedName(x.File)] = x.Data
		}
	}
	if err := f.writeReport(a, written); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "wrote    the report %s: %s; refused: %d\n", f.id, plural(len(written), "file"), refused)
	if err := f.declareGaps(c, p); err != nil {
		return err
	}
	if Run([]string{"build", "-C", f.dir}, c.stdin, c.stdout, c.stderr) != 0 {
		return errors.New("the report was taken over, and the site could not be built")
	}
	return nil
}

// checkAnswers reports an answer that a profile does not ask for, or that can be none.
func checkAnswers(p *report.Profile, answers map[string]string) error {
	var ids []string
	for _, a := range p.Answers {
		ids = append(ids, a.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		at := slices.Index(ids, id)
		if at < 0 {
			return fmt.Errorf("--answer: %s asks for no %q\n%s", p.Title, id, strings.Join(ids, ", "))
		}
		if wrong, hint := profile.Answer(p.Answers[at], answers[id]); wrong != "" {
			return fmt.Errorf("--answer: %s\n%s", wrong, hint)
		}
	}
	return nil
}

// tellFindings prints what an importer found, and counts what it refused.
func tellFindings(c *call, list []profile.Finding) (refused int) {
	for _, x := range list {
		word := "told     "
		if x.Refused {
			word = "refused  "
			refused += x.Times
		}
		fmt.Fprintln(c.stdout, word+source.Printable(x.String()))
	}
	return refused
}

// profileOf is a profile of the site, or a built-in one.
func profileOf(dir, id string) (*report.Profile, error) {
	var problems source.Problems
	name := filepath.Join(dir, "data", "profiles", id+".toml")
	var p *report.Profile
	if text, err := os.ReadFile(name); err == nil {
		p = profile.Parse(id, source.NewFile(name, text), &problems)
	} else {
		p = profile.BuiltIn(id, &problems)
	}
	for _, x := range problems.Sorted() {
		return nil, errors.New(x.String())
	}
	if p == nil {
		return nil, fmt.Errorf("there is no profile %q\nthose that are built in: %s",
			id, strings.Join(profile.Names(), ", "))
	}
	return p, nil
}

// publishedFiles reads the tables of a folder, of a zip file as if it were one, or of one file.
func publishedFiles(from string) (list []profile.Published, findings []profile.Finding, err error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, nil, fmt.Errorf("%s can't be read: %s", from, publish.Reason(err))
	}
	if !info.IsDir() {
		data, err := os.ReadFile(from)
		if err != nil {
			return nil, nil, fmt.Errorf("%s can't be read: %s", from, publish.Reason(err))
		}
		if !strings.EqualFold(filepath.Ext(from), ".zip") {
			list, findings = publishedFile(filepath.Base(from), data)
			return list, findings, nil
		}
		return zippedFiles(from, data)
	}
	fsys := os.DirFS(from)
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		base := d.Name()
		switch {
		case err != nil:
			return err
		case name != "." && d.IsDir() && isJunk(base):
			return fs.SkipDir
		case d.IsDir() || isJunk(base), !slices.Contains(reportEndings, strings.ToLower(filepath.Ext(base))):
			return nil
		}
		file, err := fsys.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, tabular.MaxFile+1))
		if err != nil {
			return err
		}
		sheets, told := publishedFile(base, data)
		list, findings = append(list, sheets...), append(findings, told...)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("%s can't be read: %s", from, publish.Reason(err))
	}
	return list, findings, nil
}

// isJunk reports whether a file or folder is what archives bring along.
func isJunk(name string) bool { return strings.HasPrefix(name, "__") || strings.HasPrefix(name, ".") }

// zippedFiles reads the tables of a zip file, whatever sign parts the names of its folders.
func zippedFiles(from string, data []byte) (list []profile.Published, findings []profile.Finding, err error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("%s can't be read: %s", from, err)
	}
	for _, f := range archive.File {
		parts := strings.Split(strings.ReplaceAll(f.Name, "\\", "/"), "/")
		base := path.Base(parts[len(parts)-1])
		ending := strings.ToLower(filepath.Ext(base))
		switch {
		case f.FileInfo().IsDir() || slices.ContainsFunc(parts, isJunk):
			continue
		case ending == ".zip":
			findings = append(findings, profile.Finding{File: base, Times: 1, Refused: true,
				Text: "a zip file in another is not read: unpack it"})
			continue
		case !slices.Contains(reportEndings, ending):
			continue
		}
		file, err := f.Open()
		if err != nil {
			return nil, nil, fmt.Errorf("%s can't be read: %s", from, err)
		}
		text, err := io.ReadAll(io.LimitReader(file, tabular.MaxFile+1))
		file.Close()
		if err != nil {
			return nil, nil, fmt.Errorf("%s can't be read: %s", from, err)
		}
		sheets, told := publishedFile(base, text)
		list, findings = append(list, sheets...), append(findings, told...)
	}
	return list, findings, nil
}

// reportEndings are the ends of the names of files that may be parts of a report.
var reportEndings = []string{".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"}

// publishedFile reads the sheets of one file. Text that is not UTF-8 is taken for that of Windows.
func publishedFile(name string, data []byte) (list []profile.Published, findings []profile.Finding) {
	options := tabular.Options{}
	workbook := bytes.HasPrefix(data, []byte("PK")) || bytes.HasPrefix(data, []byte("\xd0\xcf"))
	wide := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	if !workbook && !wide && !utf8.Valid(data) {
		options.Encoding = "windows-1252"
		findings = append(findings, profile.Finding{File: name, Times: 1, Text: "not UTF-8: read as windows-1252"})
	}
	sheets, err := tabular.Read(name, data, options)
	if err != nil {
		return nil, append(findings, profile.Finding{File: name, Times: 1, Refused: true, Text: err.Error()})
	}
	for _, s := range sheets {
		list = append(list, profile.Published{File: name, Sheet: s, Data: data})
	}
	return list, findings
}

// importedName is the name of a file in small Latin letters, digits and hyphens, with its ending.
func importedName(name string) string {
	base, ending := strings.TrimSuffix(name, filepath.Ext(name)), strings.ToLower(filepath.Ext(name))
	return strings.Trim(notInID.ReplaceAllString(strings.ToLower(base), "-"), "-") + ending
}

// writeReport writes the files of a report into a site, which is begun where there is none.
func (f *importFlags) writeReport(a *profile.Adopted, files map[string][]byte) error {
	at := func(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }
	site, err := os.ReadFile(at("data/site.toml"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		site = []byte(beginning(a))
	case err != nil:
		return fmt.Errorf("%s can't be read: %s", at("data/site.toml"), publish.Reason(err))
	case f.declared(site):
		return fmt.Errorf("data/site.toml has a [[report]] with the id %q\n--id 'name'", f.id)
	}
	sources, err := os.ReadFile(at("data/sources.toml"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s can't be read: %s", at("data/sources.toml"), publish.Reason(err))
	}
	published, accessed := "", time.Now().Format(time.DateOnly)
	if day := a.Report.Published(); day != "" {
		published, accessed = "published = "+day+"\n", max(accessed, day) // it may be read before it is published
	}
	title := strings.TrimSuffix(a.Report.Profile.Title+", "+a.Report.PeriodText(), ", ")
	out := map[string][]byte{
		at("data/site.toml"): []byte(strings.TrimRight(string(site), "\n") + "\n\n" + a.Block(f.id)),
		at("data/sources.toml"): fmt.Appendf(sources, "\n[%s]\npublisher = %s\ntitle     = %s\n%saccessed  = %s\n",
			f.id, strict.Quote(answerer(a)), strict.Quote(title), published, accessed),
	}
	if root := parsed("data/sources.toml", sources); root != nil && root.Get(f.id) != nil {
		return fmt.Errorf("data/sources.toml has a source %q, and the report's is to be called so\n--id 'name'", f.id)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		if _, err := os.Lstat(at(name)); err == nil {
			return fmt.Errorf("%s is there: an import overwrites nothing\n--id 'name'", at(name))
		}
		if strings.HasSuffix(name, ".toml") {
			text = append([]byte(schema.Line(name)), text...)
		}
		out[at(name)] = text
	}
	for name, text := range schema.Files() {
		if _, err := os.Lstat(at(name)); err != nil {
			out[at(name)] = text
		}
	}
	return writeFiles(out)
}

// declared reports whether data/site.toml has a report with the id.
func (f *importFlags) declared(site []byte) bool {
	root := parsed("data/site.toml", site)
	if root == nil || root.Get("report") == nil {
		return false
	}
	return slices.ContainsFunc(root.Get("report").Items, func(n *strict.Node) bool {
		return n.Get("id") != nil && n.Get("id").Text() == f.id
	})
}

// parsed is TOML as far as it can be read; nil where it can't.
func parsed(name string, text []byte) *strict.Node {
	var ignored source.Problems
	return strict.Parse(source.NewFile(name, text), 0, len(text), &ignored)
}

// answerer is who answers for a report.
func answerer(a *profile.Adopted) string {
	for _, answer := range a.Report.Profile.Answers {
		if answer.Kind == "text" && a.Report.Answers[answer.ID] != "" {
			return a.Report.Answers[answer.ID]
		}
	}
	return a.Report.Profile.Title
}

// beginning is a data/site.toml for a report alone.
func beginning(a *profile.Adopted) string {
	q := strict.Quote
	return schema.Line("data/site.toml") + fmt.Sprintf("title     = %s\n"+
		"base_url  = \"https://example.org/\" # where the site will stand\npublisher = %s\n"+
		"licence   = %s\nlanguage  = \"en\"\n",
		q(a.Report.Named()+": "+a.Report.Profile.Title), q(answerer(a)), q("© "+answerer(a)))
}

// declareGaps declares the rules that the report breaks as discrepancies, and tells each.
func (f *importFlags) declareGaps(c *call, p *report.Profile) error {
	read := rawSite(f.dir)
	added, numbers := map[string]string{}, map[string]int{}
	for _, g := range check.Gaps(read.Site, read.Datasets) {
		h := g.Dataset.Header
		if h.Report == nil || h.Report.ID != f.id {
			continue
		}
		gap, reason := "", p.Import.Rounded
		if g.Rule == "" {
			if g.Gap.Lo == nil {
				continue
			}
			number, ok := report.DecimalOf(g.Gap.Lo, h.Measure(g.Measure).Decimals)
			if !ok {
				continue
			}
			gap = number.String()
		}
		if !g.Rounded {
			reason = ruleReason(p, h.Part.ID, g)
			fmt.Fprintf(c.stdout, "broken   %s: %s\n", g.Row.Pos, source.Printable(g.Text))
		}
		numbers[h.ID]++
		added[h.ID] += profile.Discrepancy(h, fmt.Sprintf("as-published-%d", numbers[h.ID]), g.Dimension, g.Rule,
			g.Measure, gap, g.Row.Keys, reason)
	}
	files := map[string][]byte{}
	for id, text := range added {
		name := filepath.Join(f.dir, "data", "datasets", id+".toml")
		old, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("%s can't be read: %s", name, publish.Reason(err))
		}
		files[name] = append(old, text...)
	}
	return writeFiles(files)
}

// ruleReason is why a rule that others broke is declared.
func ruleReason(p *report.Profile, part string, g check.Gap) string {
	name := g.Rule
	if name == "" {
		name = map[bool]string{true: "part_of", false: "total"}[g.Dimension == ""]
	}
	if x := p.Check(name, part); x != nil {
		return p.Import.Reason(x.Message, x.Paragraph)
	}
	for _, rule := range p.Rules {
		if rule.ID == name {
			return p.Import.Reason(rule.Message, rule.Paragraph)
		}
	}
	return ""
}
