package sheet

import (
	"fmt"
	"slices"
	"strings"
)

// mention is where a sentence speaks of something by its title.
type mention[T comparable] struct {
	at    int
	title string
	of    T
}

// inOrder sorts mentions as they stand, without those that are a part of a longer title.
func inOrder[T comparable](list []mention[T]) []mention[T] {
	all := slices.Clone(list)
	list = slices.DeleteFunc(list, func(a mention[T]) bool {
		return slices.ContainsFunc(all, func(b mention[T]) bool {
			return len(b.title) > len(a.title) && b.at <= a.at && a.at < b.at+len(b.title)
		})
	})
	slices.SortStableFunc(list, func(a, b mention[T]) int { return a.at - b.at })
	return list
}

// order flags mentions that stand in another order than the figures of the same things.
func order[T comparable](spoken []mention[T], figures []T) []Flag {
	var words, own []T
	titles := map[T]string{}
	for _, x := range spoken {
		words, titles[x.of] = append(words, x.of), x.title
	}
	for _, x := range figures { // the first of each
		if slices.Contains(words, x) && !slices.Contains(own, x) {
			own = append(own, x)
		}
	}
	if !crossed(words, own) {
		return nil
	}
	named := func(list []T) string {
		var names []string
		for _, x := range list {
			names = append(names, titles[x])
		}
		return strings.Join(names, ", ")
	}
	return []Flag{{"order", fmt.Sprintf("the words stand as %s, the figures as %s", named(words), named(own))}}
}

// crossed reports whether the same things stand in two lists, each once, in another order.
func crossed[T comparable](a, b []T) bool {
	a, b = slices.Compact(slices.Clone(a)), slices.Compact(slices.Clone(b))
	if len(a) < 2 || len(a) != len(b) || slices.Equal(a, b) {
		return false
	}
	for i, x := range a {
		if slices.Contains(a[:i], x) || !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

func joined[T any](list []T) string {
	words := make([]string, 0, len(list))
	for _, x := range list {
		words = append(words, fmt.Sprint(x))
	}
	return strings.Join(words, ", ")
}
