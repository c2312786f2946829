package locale

import (
	"slices"

	"golang.org/x/text/language"
)

// rightToLeft are the scripts that are written from right to left, by their codes in ISO
// 15924: those whose letters the Unicode bidirectional algorithm gives the class R or AL.
// A test holds the list against it.
var rightToLeft = []string{
	"Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Hatr", "Hebr", "Hung", "Khar", "Lydi", "Mand",
	"Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp", "Phnx", "Prti",
	"Rohg", "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Thaa", "Yezi",
}

// Direction is how a language is written, "rtl" or "ltr": as the script that it has, or
// that its tag names.
func Direction(tag string) string {
	script, _ := language.Make(tag).Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}
