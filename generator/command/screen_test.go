package command

import (
	"strings"
	"testing"
	"time"
)

// TestProgress shows on a terminal what a long build is at, takes it away again,
// and shows nothing of a short build or where there is no terminal.
func TestProgress(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, quiet   bool
		since         time.Duration
		want, leaving string
	}{
		{"a long build", true, false, time.Minute, "\r\x1b[Kmaking pages: 200 of 300 …", "\r\x1b[K"},
		{"a short one", true, false, 0, "", ""},
		{"into a file", false, false, time.Minute, "", ""},
		{"as JSON", true, true, time.Minute, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			s := &screen{out: &out, live: test.live, quiet: test.quiet, start: time.Now().Add(-test.since)}
			s.progress("making pages", 150, 300)
			s.progress("making pages", 200, 300)
			if out.String() != test.want {
				t.Errorf("%q", out.String())
			}
			s.clear()
			if out.String() != test.want+test.leaving {
				t.Errorf("%q", out.String())
			}
		})
	}
}
