package build_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/build"
	"vitrine/generator/source"
)

// claimsOnStops is every way to compare, rank, count, order and add up figures of which some are withheld.
func claimsOnStops() (list []string) {
	terms := []string{"n", "n[LA]", "n[country=LA]", "n[country=KH]", "sum(n[country=LA,KH])", "sum(n[country=*])", "max(n[country=*])",
		"min(n[country=*])", "mean(n[country=*])", "median(n[country=*])", "max(n[*])", "share(n[country=LA])", "share(n[country=LA,KH])",
		"rank(n[country=LA])", "rank(n[country=TH])", "change(n[country=LA])", "growth(n[country=KH])", "abs(change(n[country=LA]))",
		"per(n[country=KH],day)", "count()", "count(n<10)", "count(n>4)", "count(n>=n[previous])"}
	filters := []string{"quarter=2022-Q3", "quarter=2023-Q2", "quarter=2022-Q3&country=*", "quarter=*&country=LA", "quarter=2022-Q1..2023-Q4&country=KH",
		"quarter=*&country=LA&at=max(n)", "quarter=2022-Q3&country=*&at=min(n)", "quarter=2022-Q3&country=!all"}
	for _, filter := range filters {
		for _, term := range terms {
			list = append(list, "[](value:stops/"+term+"?"+filter+")")
			for _, compare := range []string{"<3", ">=1", "=4", "<n[country=TH]", ">n[country=KH]"} {
				list = append(list, "[so](value:stops/"+term+compare+"?"+filter+")")
			}
		}
		list = append(list, "[so](value:stops/every(n>0)?"+filter+")", "[so](value:stops/every(n<=n[previous])?"+filter+")",
			"[](value:stops/country?"+filter+")", "[](value:stops/quarter?"+filter+")")
	}
	return list
}

// TestClaimsTellNothing: of sites that differ in withheld figures alone, all sentences are accepted or
// refused in the same words, and their proof sheets are the same.
func TestClaimsTellNothing(t *testing.T) {
	links := claimsOnStops()
	sheets := func(links []string) (found [3]string, items, wrong int) {
		for version := range 3 {
			site := stopsSite(t, version)
			var article strings.Builder
			article.WriteString("+++\ntitle = \"Stops\"\nsummary = \"Stops.\"\ndate = 2026-01-02\n+++\n\n")
			for _, link := range links {
				article.WriteString(link + "\n\n")
			}
			site["content/reports/stops.md"] = &fstest.MapFile{Data: []byte(article.String())}
			var problems source.Problems
			_, list := build.Sheet(site, false, &problems)
			for _, p := range problems.Sorted() {
				found[version] += p.String() + "\n"
			}
			for _, item := range list {
				found[version] += item.Words + item.Digest
				for i, fact := range item.Facts {
					found[version] += fmt.Sprint(item.Flags, fact.Address, fact.Value, fact.Rank, fact.Rises, fact.Marks, i, "\n")
				}
			}
			items, wrong = len(list), len(problems.Sorted())
		}
		return found, items, wrong
	}
	found, items, wrong := sheets(links)
	if found[0] != found[1] || found[0] != found[2] {
		t.Errorf("what is said differs: %s; %s", difference([]byte(found[0]), []byte(found[1])), difference([]byte(found[0]), []byte(found[2])))
	}
	refused := map[int]bool{}
	for line := range strings.SplitSeq(found[0], "\n") {
		var n, col int
		if _, err := fmt.Sscanf(line, "content/reports/stops.md:%d:%d", &n, &col); err == nil {
			refused[(n-7)/2] = true
		}
	}
	var accepted []string
	for i, link := range links {
		if !refused[i] {
			accepted = append(accepted, link)
		}
	}
	if items > 0 || wrong < 100 || len(accepted) < 50 {
		t.Fatalf("%d are accepted, %d refused", len(accepted), wrong)
	}
	found, items, wrong = sheets(accepted)
	if found[0] != found[1] || found[0] != found[2] || items < len(accepted) {
		t.Errorf("%d sheets, %d problems: %s", items, wrong, difference([]byte(found[0]), []byte(found[1]))+difference([]byte(found[0]), []byte(found[2])))
	}
	t.Logf("%d links, of which %d are accepted", len(links), len(accepted))
}
