package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"

	"vitrine/generator/source"
)

// screen prints what a build did: one calm screen, and on a terminal the stage
// it is in once that takes over a second.
type screen struct {
	out   io.Writer
	quiet bool
	live  bool
	start time.Time
	shown bool
	last  string
	lines []string
	mixed bool // a failed build has changed public/

	timed  bool // print how long each stage took
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

// show shows on a terminal what a build is at, once it takes a while.
func (s *screen) show(name string) {
	if s.live && !s.quiet && time.Since(s.start) > time.Second {
		fmt.Fprintf(s.out, "\r\x1b[K%s …", name)
		s.shown = true
	}
}

// progress shows how far the stage is.
func (s *screen) progress(done, all int) {
	s.show(fmt.Sprintf("protecting people: %d of %d", done, all))
}

// making shows how many articles are made.
func (s *screen) making(done, all int) {
	if done%100 == 0 {
		s.show(fmt.Sprintf("making pages: %d of %d articles", done, all))
	}
}

// clear takes the progress off the terminal.
func (s *screen) clear() {
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

func (s *screen) readf(format string, args ...any)    { s.line("read", format, args...) }
func (s *screen) checkedf(format string, args ...any) { s.line("checked", format, args...) }
func (s *screen) wrotef(format string, args ...any)   { s.line("wrote", format, args...) }

// note prints a line at once: for what takes long or happens once.
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
		fmt.Fprintf(s.out, "%-8s %s; %s (%s)\n", "stopped", plural(errors, "problem"), state, took.Round(time.Millisecond))
		return
	}
	fmt.Fprintf(s.out, "%-8s %s in %s\n", "done", command, took.Round(time.Millisecond))
}

// took are the stages so far and how long each took, up to now.
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

// plural is "1 cell" or "2 cells"; irregular plurals are given.
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

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

// systemError is what the operating system says, without Go's chain around it.
func systemError(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}
