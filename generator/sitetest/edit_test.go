package sitetest

import "testing"

func TestApplied(t *testing.T) {
	const base = "a\nb\n\nb\nc\n"
	for edits, want := range map[string]string{
		"":                    base,
		"-a\n+x\n":            "x\nb\n\nb\nc\n",
		"-b\n-c\n":            "a\nb\n\n",
		"-a\n\n-c\n+c\n+d\n":  "b\n\nb\nc\nd\n",
		"+\n+e\n":             base + "\ne\n",
		"-a\n+a\n+\n\n+end\n": "a\n\nb\n\nb\nc\nend\n",
		"-b\n+x\n":            "", // it stands there twice
		"-x\n":                "",
		"x\n":                 "",
	} {
		if got, err := applied(base, edits); got != want || (err != nil) != (want == "") {
			t.Errorf("%q gives %q, %v", edits, got, err)
		}
	}
}
