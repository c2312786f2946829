package locale

import "fmt"

// Required are the keys of the words that the program itself uses; templates
// may use more. A test holds the list against the source code.
func Required() []string {
	keys := []string{
		"bound-above", "bound-at-least", "bound-below", "bound-at-most", "bound-about", "card-figures-other",
		"chart-bound", "cite-text", "chart-least", "chart-most", "chart-planned", "chart-planned-dashed",
		"card-sources-other", "cited", "corrections", "corrections-about", "corrections-none", "csv-bound",
		"csv-bound-about", "csv-marks", "csv-marks-about", "csv-notes", "dataset", "differs", "datasets",
		"datasets-about", "date-day", "date-month", "history", "home", "is", "mark-r", "map-class", "map-class-last", "map-dashed",
		"map-from", "map-legend", "map-method-equal", "map-method-quantile", "map-none", "map-uncertain", "measure", "note",
		"not-found", "percent", "period", "period-from", "period-months", "period-until", "reports-other",
		"release-of", "releases", "releases-about", "rests-other", "revised-other", "revised-words",
		"correction-of", "search", "search-about", "since", "source", "source-via", "sources", "sources-about",
		"sources-other", "status-provisional", "status-final", "status-revised", "status-withdrawn", "topic-about",
		"topics", "topics-about", "was", "withdrawals", "withdrawn-notice",
	}
	for i := 1; i <= 12; i++ {
		keys = append(keys, fmt.Sprintf("month-%d", i))
	}
	return keys
}
