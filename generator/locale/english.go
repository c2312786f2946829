package locale

import "strings"

// Cardinals are the whole numbers below a hundred that are one word in English.
func Cardinals() map[string]int64 {
	all := map[string]int64{}
	for n, word := range strings.Fields("zero one two three four five six seven eight nine ten eleven twelve " +
		"thirteen fourteen fifteen sixteen seventeen eighteen nineteen") {
		all[word] = int64(n)
	}
	for n, word := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		all[word] = int64(n+2) * 10
	}
	return all
}
