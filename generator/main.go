// Vitrine builds the website of a public transparency report from TOML data
// and Markdown articles. See ARCHITECTURE.md for the map of its rooms.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const usage = `Vitrine makes the website of a public transparency report.

    vitrine build     check everything and write the site to public/
    vitrine check     check everything and write nothing
    vitrine serve     show the site as it is being written
    vitrine release   sign what is published, so that nothing changes in silence
    vitrine verify    check a published site against what was signed

Run "vitrine COMMAND --help" for what a command takes. Every command takes
-C DIR, the folder of the site (with content/, data/ and templates/); without
it, the folder you are in.

It exits with 0 when all is well, 1 when something in the site's files is
wrong, and 2 when the command was not understood. Every problem is printed as

    file:line:column: what is wrong
        what to do about it

and as long as there is one, public/ stays as it was.
`

// run executes a command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	debug.SetGCPercent(200) // a build makes much that it needs once
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	switch args[0] {
	case "build":
		return buildCommand(args[1:], true, stdout, stderr)
	case "check":
		return buildCommand(args[1:], false, stdout, stderr)
	case "release":
		return releaseCommand(args[1:], stdout, stderr)
	case "serve":
		return serveCommand(args[1:], stdout, stderr)
	case "verify":
		return verifyCommand(args[1:], stdout, stderr)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return 0
	}
	fmt.Fprintf(stderr, "vitrine: there is no command %q\n\n%s", args[0], usage)
	return 2
}
