package bundle

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun bundles a script with what it imports, and tells where a script is wrong.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	module := filepath.Join(dir, "node_modules", "adder")
	if err := os.MkdirAll(module, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(module, "index.js"), []byte("export const add = (a, b) => a + b;\nexport const unused = 'not needed';"), 0o644); err != nil {
		t.Fatal(err)
	}
	made, mistake := Run(dir, Script{Name: "a.js", Text: "import { add } from 'adder';\nexport const four = add(2, 2);", Global: "made"})
	if mistake != nil || !strings.Contains(string(made), "var made=") || strings.Contains(string(made), "not needed") {
		t.Errorf("%s %+v", made, mistake)
	}
	again, _ := Run(dir, Script{Name: "a.js", Text: "import { add } from 'adder';\nexport const four = add(2, 2);", Global: "made"})
	if string(again) != string(made) {
		t.Error("two bundles of the same script differ")
	}
	if _, mistake = Run(dir, Script{Name: "a.js", Text: "let x = 1;\nlet y = ;"}); mistake == nil || mistake.File != "a.js" || mistake.Line != 2 || mistake.Col != 9 {
		t.Errorf("%+v", mistake)
	}
	if _, mistake = Run(dir, Script{Name: "a.js", Text: "import 'missing';"}); mistake == nil || !strings.Contains(mistake.Text, "missing") {
		t.Errorf("%+v", mistake)
	}
}
