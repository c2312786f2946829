package command

import (
	"strings"
	"testing"

	"vitrine/generator/source"
)

// TestDebug: what the program itself failed with, which may hold a figure that is withheld, is
// printed with --debug alone, with the file at hand and the stack.
func TestDebug(t *testing.T) {
	var problems source.Problems
	problems.Broken(source.Pos{File: "data/datasets/a.toml"}, "4711", []byte("goroutine 1"))
	for _, debug := range []bool{false, true} {
		var out strings.Builder
		c := &call{command: command{name: "check"}, debug: debug, stdout: &out, stderr: &out}
		if code := c.finish("check", ".", &screen{out: &out}, false, &problems); code != 1 {
			t.Errorf("exit status %d", code)
		}
		got := out.String()
		if !strings.Contains(got, "data/datasets/a.toml: Vitrine itself failed here") {
			t.Error(got)
		}
		if strings.Contains(got, "4711") != debug || strings.Contains(got, "goroutine 1") != debug {
			t.Errorf("with --debug %v:\n%s", debug, got)
		}
	}
}
