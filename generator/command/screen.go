package command

import (
	"fmt"
	"io"
	"iter"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"vitrine/generator/build"
	"vitrine/generator/source"
)

// screen prints what a build did. On a terminal it shows the stage that the build is at, once it
// takes more than a second.
type screen struct {
	out   io.Writer
	quiet bool
	live  bool
	start time.Time
	mu    sync.Mutex // guards shown: goroutines tell how far a stage has come
	shown bool       // there is progress on the terminal
	last  string
	lines []string
	mixed bool // a failed build has changed public/

	timed  bool // print how long each stage took
	same   int  // articles that were not read again
	stages []timing
}

// timing is a stage and when it began.
type timing struct {
	name  string
	start time.Time
}

func quiet() *screen { return &screen{out: io.Discard, quiet: true} }

func (s *screen) stage(name string) {
	if s.start.IsZero() {
		s.start = time.Now()
	}
	if n := len(s.stages); n == 0 || s.stages[n-1].name != name {
		s.stages = append(s.stages, timing{name, time.Now()})
	}
	s.show(name)
}

// show shows on a terminal what a build is at, once it takes more than a second.
func (s *screen) show(name string) {
	if s.live && !s.quiet && time.Since(s.start) > time.Second {
		s.mu.Lock()
		defer s.mu.Unlock()
		fmt.Fprintf(s.out, "\r\x1b[K%s …", name)
		s.shown = true
	}
}

// progress notes that a stage has begun, or shows how far it has come.
func (s *screen) progress(stage string, done, all int) {
	switch {
	case all == 0:
		s.stage(stage)
	case done%100 == 0:
		s.show(fmt.Sprintf("%s: %d of %d", stage, done, all))
	}
}

// counts prints what a build has looked at, as far as it has come.
func (s *screen) counts(c build.Counts) {
	s.same = c.Same
	if c.Read {
		s.line("read", "%d files, %s: %s, %s, %s", c.Files, size(c.Bytes), plural(c.Articles, "article"),
			plural(c.Datasets, "dataset"), plural(c.Sources, "source"))
	}
	if c.Passed {
		s.line("checked", "%s, %s, %s, %s", plural(c.Checked.Cells, "cell"),
			plural(c.Checked.Combinations, "combination"),
			plural(c.Checked.Totals, "total"), plural(c.Checked.Rivals, "pair of rival cells", "pairs of rival cells"))
		s.line("checked", "%s published, %d suppressed", plural(c.Published, "cell"), c.Suppressed)
	}
	if c.Proved.Pages > 0 {
		s.line("checked", "%d of %s bound, %s, %s", c.Bound, plural(c.Bound+c.Unbound, "figure"),
			plural(c.Charts, "chart"), plural(c.Tables, "table"))
		s.line("checked", "%s, %s, %s to places on pages", plural(c.Proved.Pages, "page"),
			plural(c.Proved.Links, "link"), plural(c.Proved.Fragments, "link"))
	}
}

// wrote prints what a build has written.
func (s *screen) wrote(o build.Outcome) {
	w := o.Written
	s.wrotef("%s (%s), %d unchanged, %d removed", plural(w.Written, "file"), size(o.Bytes), w.Unchanged, w.Removed)
	if w.InPlace {
		s.wrotef("public/ could not be exchanged in one step, so it was changed file by file")
	}
}

// clear removes the progress from the terminal.
func (s *screen) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		fmt.Fprint(s.out, "\r\x1b[K")
		s.shown = false
	}
}

func (s *screen) line(name, format string, args ...any) {
	label := name
	if s.last == name {
		name = ""
	}
	s.last = label
	s.lines = append(s.lines, fmt.Sprintf("%-8s %s", name, fmt.Sprintf(format, args...)))
}

func (s *screen) wrotef(format string, args ...any) { s.line("wrote", format, args...) }

// note prints a line at once, about what takes long or happens once.
func (s *screen) note(format string, args ...any) {
	if s.quiet {
		return
	}
	s.clear()
	fmt.Fprintf(s.out, format+"\n", args...)
}

func (s *screen) summary(command string, ok bool, problems []source.Problem, took time.Duration) {
	errors, warnings := 0, 0
	for _, p := range problems {
		if p.Warning {
			warnings++
		} else {
			errors++
		}
	}
	for _, line := range s.lines {
		fmt.Fprintln(s.out, line)
	}
	if s.timed {
		fmt.Fprintf(s.out, "%-8s %s as before\n", "took", plural(s.same, "article"))
		for name, took := range s.took() {
			fmt.Fprintf(s.out, "%-8s %6d ms  %s\n", "took", took.Milliseconds(), name)
		}
	}
	if warnings > 0 {
		fmt.Fprintf(s.out, "%-8s %s\n", "note", plural(warnings, "warning"))
	}
	if !ok {
		state := "public/ is as it was"
		if s.mixed {
			state = "public/ is not whole"
		}
		fmt.Fprintf(s.out, "%-8s %s; %s (%s)\n", "stopped", plural(errors, "problem"), state,
			took.Round(time.Millisecond))
		return
	}
	fmt.Fprintf(s.out, "%-8s %s in %s\n", "done", command, took.Round(time.Millisecond))
}

// took lists the stages until now, and how long each took.
func (s *screen) took() iter.Seq2[string, time.Duration] {
	now := time.Now()
	return func(yield func(string, time.Duration) bool) {
		for i, t := range s.stages {
			end := now
			if i+1 < len(s.stages) {
				end = s.stages[i+1].start
			}
			if !yield(t.name, end.Sub(t.start)) {
				return
			}
		}
	}
}

// plural returns "1 cell" or "2 cells"; an irregular plural is the second word.
func plural(n int, words ...string) string {
	word := words[0]
	if n != 1 {
		word += "s"
		if len(words) > 1 {
			word = words[1]
		}
	}
	return fmt.Sprintf("%d %s", n, word)
}

func size(bytes int) string {
	switch {
	case bytes < 10_000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 10_000_000:
		return fmt.Sprintf("%d kB", bytes/1000)
	}
	return fmt.Sprintf("%d MB", bytes/1_000_000)
}

// isTerminal reports whether somebody reads what is written to a file, or types what is read from it.
func isTerminal(file any) bool {
	f, ok := file.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
