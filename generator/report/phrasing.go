package report

// Phrasing is how a language says numbers, as templates/words/LANG.toml lists it under [phrase]:
// what a word means, and the words for it, by section. Keys outside of a section stand in "".
type Phrasing map[string]map[string][]string
