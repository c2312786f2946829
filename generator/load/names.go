package load

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"

	"vitrine/generator/report"
)

// MemberID is an id for a member of some title: its Latin letters and digits, in small and without
// accents, with - between words; where that is nothing or taken, a part of its digest too.
func MemberID(title string, taken func(string) bool) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(title)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	id := b.String()
	const longest = 60
	if len(id) > longest {
		id = strings.TrimRight(id[:longest], "-")
	}
	if id != "" && !taken(id) {
		return id
	}
	sum := sha256.Sum256([]byte(title))
	return strings.TrimLeft(id+"-"+hex.EncodeToString(sum[:4]), "-")
}

// countryNames are the codes of countries by their names in a language, in small letters.
var countryNames = sync.OnceValue(func() func(string) map[string]string {
	var mu sync.Mutex
	known := map[string]map[string]string{}
	return func(lang string) map[string]string {
		mu.Lock()
		defer mu.Unlock()
		if names := known[lang]; names != nil {
			return names
		}
		names := map[string]string{}
		tag, err := language.Parse(lang)
		namer := display.Regions(tag)
		for a := 'A'; a <= 'Z' && err == nil && namer != nil; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code := string(a) + string(b)
				if !isCountry(code) {
					continue
				}
				region, _ := language.ParseRegion(code)
				names[strings.ToLower(namer.Name(region))] = code
			}
		}
		known[lang] = names
		return names
	}
})

// country is the code of a country that a word names: by ISO 3166-1, in two letters or three, as the
// European Union writes it, or by its name in the site's language.
func (p *publishedFile) country(d *report.Dimension, word string) (string, bool) {
	if d.Kind != report.KindGeo {
		return "", false
	}
	return Country(word, p.read.Site.Language)
}

// Country is the code of a country that a word names in a language.
func Country(word, lang string) (string, bool) {
	switch word {
	case "EL":
		return "GR", true
	case "UK":
		return "GB", true
	}
	if isCountry(word) {
		return word, true
	}
	if len(word) == 3 && word == strings.ToUpper(word) {
		if region, err := language.ParseRegion(word); err == nil && region.IsCountry() && isCountry(region.String()) {
			return region.String(), true
		}
	}
	code := countryNames()(lang)[strings.ToLower(word)]
	return code, code != ""
}
