package chart

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// TestChanges: a text and what another has instead are that other, as draw.js puts
// them together, and nothing is written that is the same in both.
func TestChanges(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{`{"a":1,"b":2}`, `{"a":1,"b":3}`, `{"b":3}`},
		{`{"a":1,"b":2}`, `{"b":2,"c":3}`, `{"a":null,"c":3}`},
		{`{"a":{"b":1,"c":[1,2]}}`, `{"a":{"b":2,"c":[1,2]}}`, `{"a":{"b":2}}`},
		{`{"a":[{"b":1},{"b":2}]}`, `{"a":[{"b":1},{"b":3}]}`, `{"a":{"1":{"b":3}}}`},
		{`{"a":[{"b":1},{"b":2}]}`, `{"a":[{"b":1}]}`, `{"a":[{"b":1}]}`},
		{`{"a":[{"b":1},2]}`, `{"a":[{"b":1},3]}`, `{"a":[{"b":1},3]}`},
		{`{"a":"\",\\"}`, `{"a":"}\""}`, `{"a":"}\""}`},
		{`{"a":{}}`, `{"a":[]}`, `{"a":[]}`},
	} {
		if got := string(changes([]byte(test.from), []byte(test.to))); got != test.want {
			t.Errorf("%s to %s: %s, want %s", test.from, test.to, got, test.want)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		from, to := anyObject(random, 4), anyObject(random, 4)
		made := changes(written(t, from), written(t, to))
		var read any
		if err := json.Unmarshal(made, &read); err != nil {
			t.Fatalf("%s: %v", made, err)
		}
		if got := apply(from, read); !reflect.DeepEqual(got, any(to)) {
			t.Fatalf("%s and %s are %s, want %s", written(t, from), made, written(t, got), written(t, to))
		}
	}
}

// apply puts changes into a value as changed in draw.js does.
func apply(value, made any) any {
	members, ok := made.(map[string]any)
	if !ok {
		return made
	}
	switch v := value.(type) {
	case map[string]any:
		all := maps.Clone(v)
		for name, member := range members {
			if member == nil {
				delete(all, name)
			} else {
				all[name] = apply(all[name], member)
			}
		}
		return all
	case []any:
		all := slices.Clone(v)
		for i := range all {
			if member, ok := members[fmt.Sprint(i)]; ok {
				all[i] = apply(all[i], member)
			}
		}
		return all
	}
	return made
}

func anyObject(random *rand.Rand, depth int) map[string]any {
	members := map[string]any{}
	for range random.IntN(4) {
		name := []string{"a", `b"`, "c{", "[list"}[random.IntN(4)]
		members[name] = anyValue(random, depth-1, name == "[list")
	}
	return members
}

func anyValue(random *rand.Rand, depth int, list bool) any {
	switch deep := depth > 0 && random.IntN(3) > 0; {
	case deep && !list:
		return anyObject(random, depth)
	case deep:
		list := make([]any, random.IntN(3))
		for i := range list {
			if random.IntN(5) == 0 {
				list[i] = "not an object"
			} else {
				list[i] = anyObject(random, depth-1)
			}
		}
		return list
	}
	return []any{"", `"},{"`, `\`, 1.5, true}[random.IntN(5)]
}

func written(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
