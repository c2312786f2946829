package command

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vitrine/generator/sitetest"
)

func runMain(args []string, stdout, stderr io.Writer) int { return Run(args, os.Stdin, stdout, stderr) }

var update = flag.Bool("update", false, "write golden files anew")

// TestMain lets the test binary stand for the program: for scripts by its name,
// for tests that start processes of their own by a variable.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800) // for thousands of small sites, in a fifth less time
	if os.Getenv(cacheKeyVariable) == "" && os.Getenv("VITRINE_OWN_CACHE_KEY") == "" {
		_ = os.Setenv(cacheKeyVariable, sitetest.CacheKey) // a name and a value that a system takes
	}
	if os.Getenv("VITRINE_SELF") != "" {
		os.Exit(runMain(os.Args[1:], os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){"vitrine": func() { os.Exit(runMain(os.Args[1:], os.Stdout, os.Stderr)) }})
}

// TestScripts runs the mini-sites in testdata: good ones with golden pages, and
// one bad site for every rule with its exact message. A mini-site is the site
// in testdata/base with the files of the script over it, and the project's own
// templates.
func TestScripts(t *testing.T) {
	sitetest.Packages(t)
	for _, dir := range []string{"../testdata/good", "../testdata/bad"} {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			testscript.Run(t, testscript.Params{Dir: dir, UpdateScripts: *update, Setup: func(env *testscript.Env) error {
				env.Setenv("XDG_CACHE_HOME", filepath.Join(os.TempDir(), "vitrine-tests-scripts"))
				env.Setenv(cacheKeyVariable, sitetest.CacheKey)
				env.Setenv("KEY", env.WorkDir+".key")
				sitetest.LinkPackages(t, env.WorkDir)
				return sitetest.Complete(env.WorkDir)
			}})
		})
	}
}
