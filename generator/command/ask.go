package command

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"vitrine/generator/intake"
	"vitrine/generator/source"
	"vitrine/generator/tabular"
)

// question is what only an editor can decide of a file.
type question struct {
	text    string
	where   string   // the cell in question, or ""
	flag    string   // that decides
	choices []string // nil for any
}

// questionOf is what an error asks, or nil.
func questionOf(err error) *question {
	var unclear *intake.Unclear
	var ambiguous *tabular.Ambiguous
	switch {
	case errors.As(err, &unclear):
		return &question{unclear.Text, unclear.Where, unclear.Key, unclear.Choices}
	case errors.As(err, &ambiguous):
		return &question{ambiguous.Text, "", ambiguous.Key, ambiguous.Choices}
	}
	return nil
}

// at is a file, with the cell in question.
func (q *question) at(file string) string {
	if q.where == "" {
		return file
	}
	return file + ":" + q.where
}

// refusal names the flags that decide.
func (q *question) refusal(file string) error {
	flags := []string{"--" + q.flag}
	for i, choice := range q.choices {
		flags = append(flags[:i], fmt.Sprintf("--%s '%s'", q.flag, choice))
	}
	return fmt.Errorf("%s: %s\n%s", q.at(file), q.text, strings.Join(flags, " or "))
}

// ask puts the question to who sits at the terminal, and sets the flag to the answer: the number of a
// choice, or another value. It is false when there is none.
func (q *question) ask(c *call, file string, answers *bufio.Reader) bool {
	fmt.Fprintf(c.stdout, "%s: %s\n", source.Printable(q.at(file)), source.Printable(q.text))
	for i, choice := range q.choices {
		fmt.Fprintf(c.stdout, "    %d  --%s '%s'\n", i+1, q.flag, source.Printable(choice))
	}
	for {
		fmt.Fprintf(c.stdout, "--%s ", q.flag)
		line, err := answers.ReadString('\n')
		answer := strings.TrimSpace(line)
		if n, wrong := strconv.Atoi(answer); wrong == nil && n >= 1 && n <= len(q.choices) {
			answer = q.choices[n-1]
		}
		if answer != "" && c.flags.Set(q.flag, answer) == nil {
			return true
		}
		if err != nil {
			fmt.Fprintln(c.stdout)
			return false
		}
	}
}
