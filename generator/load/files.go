package load

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"vitrine/generator/source"
	"vitrine/generator/strict"
)

// A larger file is taken for a mistake.
const (
	maxText  = 2 << 20  // bytes of TOML or Markdown
	maxTable = 32 << 20 // bytes of CSV
	maxAsset = 32 << 20 // bytes of an image or a file to download
	maxLine  = 64 << 10 // bytes of a line of words
)

// list returns the files below dir, sorted, but for files and folders whose names begin with a
// dot or an underscore, which are an editor's own. With extensions, it warns of any other
// file, which nothing reads.
func (l *loader) list(dir string, extensions ...string) []string {
	var names []string
	err := fs.WalkDir(l.fsys, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == dir:
			return nil
		case err != nil:
			l.problems.Addf(source.Pos{File: name}, "can't be read: %s", reason(err))
			return fs.SkipDir
		case name != dir && strings.ContainsAny(d.Name()[:1], "._"):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() && path.Ext(name) == ".md":
			l.problems.Addf(source.Pos{File: name}, "this is a folder, where an article should be")
			return fs.SkipDir
		case d.IsDir():
			return nil
		case name == dir:
			l.problems.Addf(source.Pos{File: name}, "this must be a folder")
			return nil
		case !d.Type().IsRegular():
			l.problems.Hintf(source.Pos{File: name}, "put the file itself here",
				"this is a link or a device, not a file")
			return nil
		case len(extensions) > 0 && !slices.Contains(extensions, path.Ext(name)):
			l.problems.Add(source.Problem{Pos: source.Pos{File: name}, Text: "this file is not read", Warning: true,
				Hint: "here stand " + strings.Join(extensions, " and ") +
					" files; begin its name with a dot or an underscore to keep it"})
			return nil
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		l.problems.Addf(source.Pos{File: dir}, "can't be read: %s", reason(err))
	}
	slices.Sort(names)
	return names
}

// bytesOf reads a file, or reports why it can't and returns nil.
func (l *loader) bytesOf(name string, limit int64, from source.Pos) []byte {
	if from.File == "" {
		from.File = name
	}
	info, err := fs.Lstat(l.fsys, name)
	if err == nil && !info.Mode().IsRegular() {
		what := "a link or a device"
		if info.IsDir() {
			what = "a folder"
		}
		if from.File == name {
			l.problems.Addf(from, "this is %s, not a file", what)
		} else {
			l.problems.Addf(from, "%s is %s, not a file", name, what)
		}
		return nil
	}
	if s, ok := l.fsys.(fs.ReadFileFS); ok && err == nil && info.Size() <= limit {
		if text, err := s.ReadFile(name); err == nil {
			l.count(len(text))
			return text
		}
	}
	f, err := l.fsys.Open(name)
	if err != nil {
		p := source.Problem{Pos: from, Text: "can't be read: " + reason(err)}
		switch {
		case from.File != name:
			p.Text = name + " " + p.Text
		case errors.Is(err, fs.ErrNotExist):
			p.Hint = `"vitrine new DIR" makes a site; -C names the folder of another one`
		}
		l.problems.Add(p)
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		l.problems.Addf(from, "can't be read: %s", reason(err))
		return nil
	}
	if int64(len(text)) > limit {
		l.problems.Addf(source.Pos{File: name}, "is larger than %d MB", limit>>20)
		return nil
	}
	l.count(len(text))
	if text == nil {
		text = []byte{}
	}
	return text
}

// count counts a file that was read.
func (l *loader) count(bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read.Files++
	l.read.Bytes += bytes
}

// text reads a file of UTF-8 text. It refuses characters that can't be seen and change how
// their neighbours read.
func (l *loader) text(name string, limit int64, from source.Pos) *source.File {
	text := l.bytesOf(name, limit, from)
	if text == nil {
		return nil
	}
	f := source.NewFile(name, text)
	if !utf8.Valid(text) {
		at := 0
		for at < len(text) {
			r, size := utf8.DecodeRune(text[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		l.problems.Hintf(f.Pos(at), "save the file as UTF-8", "this is not UTF-8")
		return nil
	}
	offset := 0
	for line := range bytes.Lines(text) {
		if len(line) > maxLine {
			l.problems.Addf(f.Pos(offset), "this line is longer than %d kB", maxLine>>10)
			return nil
		}
		offset += len(line)
	}
	start := 0
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	if i := source.IndexHidden(text[start:]); i >= 0 {
		r, _ := utf8.DecodeRune(text[start+i:])
		l.problems.Hintf(f.Pos(start+i), "take it out",
			"the character U+%04X can't be seen and changes how text reads", r)
		return nil
	}
	return f
}

// part reads the TOML in a part of a file, or reports what is wrong with it and returns nil.
func (l *loader) part(f *source.File, start, end int) *strict.Node {
	return strict.Parse(f, start, end, l.problems)
}

// reason puts a file error into an editor's words.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "no permission"
	}
	var perr *fs.PathError
	if errors.As(err, &perr) {
		if perr.Err.Error() == "path escapes from parent" { // of os.Root, which has no error for it
			return "it is a link out of the site's folder"
		}
		return perr.Err.Error()
	}
	return err.Error()
}
