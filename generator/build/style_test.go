package build_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	comment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	declared  = regexp.MustCompile(`([^{};]+)\{([^{}]*)\}`)
	sided     = regexp.MustCompile(`(?:^|-)(?:left|right)(?:-|$)`)
	fourSides = regexp.MustCompile(`^(?:margin|padding|inset|border-width)$`)
)

// TestStyleHasNoSides: the style sheet speaks of the start and the end of a line, and not
// of left and right, so that it serves languages that are written from right to left. A
// chart alone, whose places are counted from the left, does not turn.
func TestStyleHasNoSides(t *testing.T) {
	text, err := os.ReadFile("../../templates/assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	rules := declared.FindAllStringSubmatch(comment.ReplaceAllString(string(text), ""), -1)
	if len(rules) < 100 {
		t.Fatalf("%d rules were read", len(rules))
	}
	for _, rule := range rules {
		selector := strings.TrimSpace(rule[1])
		if selector == ".stage" || strings.HasPrefix(selector, "@") {
			continue
		}
		for line := range strings.SplitSeq(rule[2], ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			sides := strings.Fields(value)
			if sided.MatchString(name) || (name == "float" || name == "text-align") && sided.MatchString(strings.TrimSpace(value)) ||
				fourSides.MatchString(name) && len(sides) == 4 && sides[1] != sides[3] {
				t.Errorf("%s { %s }", selector, strings.TrimSpace(line))
			}
		}
	}
}
