package output

import "testing"

func TestAdd(t *testing.T) {
	s := New()
	for _, c := range []struct {
		path string
		ok   bool
	}{
		{"index.html", true}, {"Index.html", false}, {"a/index.html", true}, {"a", false}, {"A/other", true},
		{"feed.xml", true}, {"feed.xml/index.html", false}, {"../x", false}, {"/x", false}, {"a//b", false},
		{"a\\b", false}, {"", false}, {"c:", false},
	} {
		if err := s.Add(c.path, nil, "test"); (err == nil) != c.ok {
			t.Errorf("%q: %v", c.path, err)
		}
	}
}
