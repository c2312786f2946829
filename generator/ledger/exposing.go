package ledger

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	"vitrine/generator/release"
	"vitrine/generator/report"
	"vitrine/generator/source"
)

// exposing looks for releases that stand although they published what is
// withheld now: in their figures, or in a file of an older version.
func exposing(site *report.Site, store *release.Store, problems *source.Problems) {
	exposed := map[string]bool{}
	for _, d := range site.Datasets {
		for _, r := range site.Releases {
			if r.Withdrawn.IsZero() && tells(d, r) {
				exposed[r.ID] = true
			}
		}
		for path, text := range store.Files {
			_, day, ok := d.Dated(path)
			if !ok || !holds(text, d.Version(day)) {
				continue
			}
			for _, kept := range store.Kept {
				if kept.Withdrawal == nil && kept.Manifest.File(path) != "" {
					exposed[kept.ID] = true
				}
			}
		}
	}
	var flags []string
	first := ""
	for _, r := range site.Releases {
		if exposed[r.ID] {
			if first == "" {
				first = r.ID
			}
			flags = append(flags, "--withdraw "+r.ID+" ")
		}
	}
	if first != "" {
		problems.Add(source.Problem{Pos: source.Pos{File: release.Dir + "/" + first + "/manifest.txt"},
			Text: "the release published figures that are withheld now, and this would give them away",
			Hint: "withdraw it: vitrine release " + strings.Join(flags, "") + "--reason \"…\""})
	}
}

// tells reports whether a release published a figure that is withheld now: as it
// was then, or as a revision said that it had been.
func tells(d *report.Dataset, r *report.Release) bool {
	figures := r.Figures[d.ID]
	single := alone(d)
	for _, rev := range d.Revisions {
		for i := range rev.Changes {
			c := &rev.Changes[i]
			code, told := r.Before(d, rev.ID, c.Measure, c.Row.Keys, c.Row.SourceIDs(), single[c.Row])
			if told && c.Was.State == report.Suppressed &&
				d.Measures[c.Measure].ParseRecorded(code).State != report.Suppressed {
				return true
			}
		}
	}
	if figures == nil {
		return false
	}
	for _, row := range d.Rows {
		for i, m := range d.Measures {
			code, published := figures.At(row.Keys, row.SourceIDs(), m.ID, single[row])
			if !published || m.ParseRecorded(code).State == report.Suppressed {
				continue
			}
			cell := &row.Cells[i]
			for _, step := range d.History(row, i) {
				if r.Revisions[d.ID+"/"+step.ID] == "" {
					cell = &step.Was
					break
				}
			}
			if cell.State == report.Suppressed {
				return true
			}
		}
	}
	return false
}

// holds reports whether a published file has a figure where the version that it
// is of has none now.
func holds(text []byte, version *report.Dataset) bool {
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 {
		return true // whatever it is, it is not known to be harmless
	}
	if slices.Equal(records[0], []string{"notice"}) {
		return false
	}
	column := func(name string) int { return slices.Index(records[0], name) }
	source := column("source")
	for _, row := range version.Rows {
		if !slices.ContainsFunc(row.Cells, func(c report.Cell) bool { return c.State == report.Suppressed }) {
			continue
		}
		var same, rivals [][]string
		for _, record := range records[1:] {
			if slices.ContainsFunc(version.Dimensions, func(x *report.Dimension) bool {
				at := column(x.ID)
				return at < 0 || strings.TrimPrefix(record[at], "'") != row.Keys[version.Index(x.ID)]
			}) {
				continue
			}
			if rivals = append(rivals, record); source >= 0 &&
				record[source] == strings.ReplaceAll(row.SourceIDs(), ",", " ") {
				same = append(same, record)
			}
		}
		if len(same) == 0 {
			same = rivals
		}
		for i, m := range version.Measures {
			at := column(m.ID)
			if row.Cells[i].State == report.Suppressed && at >= 0 &&
				slices.ContainsFunc(same, func(record []string) bool { return record[at] != "" }) {
				return true
			}
		}
	}
	return false
}
