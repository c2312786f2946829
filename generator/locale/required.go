package locale

import (
	"fmt"

	"vitrine/generator/report"
)

// Required are the keys of the words that the program itself uses; templates
// may use more. A test holds the list against the source code.
func Required() []string {
	keys := []string{
		"bound-above", "bound-at-least", "bound-below", "bound-at-most", "bound-about", "bound-between",
		"card-after", "card-before", "card-is", "card-differ", "card-figures-other", "card-mark", "card-read",
		"card-reason", "card-used", "card-used-more-other", "card-version", "card-rival", "card-was", "discrepancies",
		"range", "chart-bound", "chart-darkest", "chart-data", "chart-differs", "chart-grey", "chart-lacks", "chart-least",
		"chart-left-other", "chart-log", "chart-most", "chart-planned", "chart-planned-bound", "chart-planned-dashed",
		"chart-ranged", "chart-summed", "cite-text", "others", "part-of-year",
		"card-sources-other", "cited", "corrections", "corrections-about", "corrections-none", "corrections-revised",
		"csv-bound", "csv-bound-about", "csv-high", "csv-low", "csv-marks", "csv-marks-about", "csv-notes", "dataset",
		"differs", "datasets", "datasets-about", "date-day", "date-month", "embed-from", "feed-about", "accessibility",
		"access-about", "glossary", "glossary-about", "card-back", "card-back-table", "card-cite", "card-report",
		"card-table", "head-period", "heading-link", "head-where", "head-where-not", "history", "home", "is",
		"map-class", "map-class-last",
		"map-dashed", "map-from", "map-method-equal", "map-method-quantile", "map-none", "map-uncertain",
		"mark-r", "measure", "note",
		"not-found", "percent", "period", "read-by", "period-from", "period-months", "period-until", "reports-other",
		"release-of", "release-same", "release-changed-other", "releases", "releases-about", "rests-other",
		"revised-other", "revised-words", "correction-of", "search", "search-about", "since", "source", "source-via",
		"sources", "sources-about", "sources-more-other", "sources-other",
		"sparkline", "sparkline-column", "status-provisional", "status-final",
		"status-revised", "status-withdrawn", "topic-about", "topics", "topics-about", "was", "withdrawals",
		"withdrawn-notice", "working-max", "working-median", "working-min",
	}
	for i := 1; i <= 12; i++ {
		keys = append(keys, fmt.Sprintf("month-%d", i))
	}
	for _, function := range []string{"sum", "mean", "median", "max", "min", "rank", "count"} {
		keys = append(keys, "working-"+function+"-other")
	}
	for _, kind := range report.RevisionKinds() {
		if kind != report.RevisedCorrection {
			keys = append(keys, "revisions-"+kind)
		}
	}
	for _, length := range report.Steps() {
		keys = append(keys, "step-"+length)
	}
	return keys
}
