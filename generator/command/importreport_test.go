package command

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vitrine/generator/profile"
	"vitrine/generator/starter"
)

// TestReportFiles reads the parts of a report out of folders and archives as they come: junk is passed over, text of
// Windows and other delimiters are read, and what can't be read is told.
func TestReportFiles(t *testing.T) {
	part := starter.Report("eu-dsa-2024-2835")["data/datasets/example/7_appeals_and_recidivism.csv"]
	if len(part) == 0 {
		t.Fatal("the starter has no part 7")
	}
	windows := bytes.Replace(part, []byte("open at the end"), []byte("open (\xe9t\xe9) at the end"), 1)
	semicolons := []byte("Applicability;Service\r\nAll;Example\r\n")
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for name, text := range map[string][]byte{
		"report/7_appeals.csv": part, "report\\9_other.csv": semicolons, "__MACOSX/report/._7_appeals.csv": part,
		"report/.hidden.csv": part, "readme.md": part, "inner.zip": part, "7_appeals.csv": windows,
	} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	zipped := filepath.Join(dir, "report.zip")
	folder := filepath.Join(dir, "folder")
	for name, text := range map[string][]byte{
		zipped: archive.Bytes(), filepath.Join(folder, "__MACOSX", "a.csv"): part, filepath.Join(folder, "sub", "7_a.csv"): part,
		filepath.Join(folder, "._7_a.csv"): part, filepath.Join(folder, "empty.xls"): []byte("\xd0\xcf\x11\xe0"),
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for from, want := range map[string]struct{ files, told []string }{
		zipped: {[]string{"7_appeals.csv", "7_appeals.csv", "9_other.csv"},
			[]string{"not UTF-8: read as windows-1252", "a zip file in another is not read: unpack it"}},
		folder: {[]string{"7_a.csv"}, []string{"this is a workbook of Excel before 2007"}},
	} {
		list, findings, err := publishedFiles(from)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range list {
			names = append(names, f.File)
		}
		slices.Sort(names)
		if !slices.Equal(names, want.files) {
			t.Errorf("%s: %q", from, names)
		}
		for _, told := range want.told {
			if !slices.ContainsFunc(findings, func(f profile.Finding) bool { return strings.Contains(f.Text, told) }) {
				t.Errorf("%s: %q is not told: %v", from, told, findings)
			}
		}
	}
	if _, _, err := publishedFiles(filepath.Join(dir, "nothing")); err == nil || !strings.Contains(err.Error(), "can't be read") {
		t.Errorf("a folder that is not there: %v", err)
	}
}
