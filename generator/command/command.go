// Package command holds Vitrine's commands, one file each: their flags, the other rooms that they
// call, and what they print.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vitrine/generator/source"
)

// command is what a word on the command line stands for.
type command struct {
	name  string
	about string // one line
	usage string // what --help prints
	run   func(c *call) int
}

// commands returns all commands, in the order of the usage.
func commands() []command {
	return []command{
		{"new", "make a site, an article, a dataset, a chart or workflows to fill", newUsage, runNew},
		{"build", "check everything and write the site to public/", buildUsage, runBuild},
		{"check", "check everything and write nothing", checkUsage, runCheck},
		{"serve", "show the site as it is being written", serveUsage, runServe},
		{"import", "make a dataset of a table as it was published", importUsage, runImport},
		{"export", "write reports that a law asks for, in its form", exportUsage, runExport},
		{"proof", "print each sentence beside what its figures are, and sign it", proofUsage, runProof},
		{"release", "sign what is published, so that nothing changes in silence", releaseUsage, runRelease},
		{"doctor", "say what is there, what is missing, and what that means", doctorUsage, runDoctor},
		{"completion", "print what a shell needs to complete commands", completionUsage, runCompletion},
		{"verify", "check a published site against what was signed", verifyUsage, runVerify},
	}
}

func usage() string {
	text := "Vitrine makes the website of a public transparency report.\n\n"
	for _, c := range commands() {
		text += fmt.Sprintf("    vitrine %-10s %s\n", c.name, c.about)
	}
	return text + `
Run "vitrine COMMAND --help" for what a command takes. Every command takes
-C DIR, the folder of the site (with content/ and data/); without it, the folder
you are in. "vitrine --version" says which program this is.

  vitrine new figures && cd figures     a site that builds
  vitrine serve                         see it while you write
  vitrine build                         write it to public/

It exits with 0 when all is well, 1 when something in the site's files is
wrong, and 2 when the command was not understood. Every problem is printed as

    file:line:column: what is wrong
        what to do about it

and as long as there is one, public/ stays as it was.
`
}

// call is a command with its arguments.
type call struct {
	command
	args           []string
	flags          *flag.FlagSet
	debug          bool // print the faults of the program itself
	stdin          io.Reader
	stdout, stderr io.Writer
	start          time.Time
}

// Run executes a command line and returns the exit code.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage())
		return 2
	}
	if args[0] == "help" && len(args) > 1 {
		args = []string{args[1], "--help"}
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		fmt.Fprint(stdout, usage())
		return 0
	}
	if args[0] == "--version" || args[0] == "version" {
		fmt.Fprintln(stdout, programVersion())
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
			flags.SetOutput(io.Discard)
			call := &call{c, args[1:], flags, false, stdin, stdout, stderr, time.Now()}
			flags.BoolVar(&call.debug, "debug", false, "")
			return c.run(call)
		}
	}
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	if strings.HasPrefix(args[0], "-") {
		fmt.Fprintf(stderr, "vitrine: flags stand behind a command, as in \"vitrine check %s\"\n\n%s",
			strings.Join(args, " "), usage())
		return 2
	}
	fmt.Fprintf(stderr, "vitrine: there is no command %q\n    %s\n\n%s",
		args[0], source.DidYouMean(args[0], names), usage())
	return 2
}

// parse reads the flags, which may stand before and after at most limit arguments. When done is
// true, the command ends with the exit code.
func (c *call) parse(limit int) (arguments []string, code int, done bool) {
	rest := c.args
	for {
		switch err := c.flags.Parse(rest); {
		case errors.Is(err, flag.ErrHelp):
			fmt.Fprint(c.stdout, c.usage)
			return nil, 0, true
		case err != nil:
			fmt.Fprintf(c.stderr, "vitrine %s: %s\n%s", c.name, err, c.usage)
			return nil, 2, true
		}
		if rest = c.flags.Args(); len(rest) == 0 {
			return arguments, 0, false
		}
		if arguments, rest = append(arguments, rest[0]), rest[1:]; len(arguments) > limit && limit == 0 {
			fmt.Fprintf(c.stderr, "vitrine %s takes no arguments, only flags: %q\n", c.name, arguments[0])
			return nil, 2, true
		}
	}
}

// refuse says why a command line was not understood, and returns the exit code.
func (c *call) refuse(format string, args ...any) int {
	fmt.Fprintf(c.stderr, "vitrine "+c.name+": "+format+"\n", args...)
	return 2
}

// finish prints the result of a command, and returns the exit code. name says what was made.
func (c *call) finish(name, dir string, s *screen, ok bool, problems *source.Problems) int {
	s.clear()
	list := problems.Sorted()
	printProblems(c.stderr, dir, list)
	c.faults(problems)
	s.summary(name, ok, list, time.Since(c.start))
	return exitCode(ok)
}

// faults prints the faults of the program itself, for its maintainers.
func (c *call) faults(problems *source.Problems) {
	if !c.debug {
		return
	}
	for _, f := range problems.Faults() {
		fmt.Fprintln(c.stderr, f)
	}
}

func exitCode(ok bool) int {
	if ok {
		return 0
	}
	return 1
}
