package proof

import (
	"fmt"

	"vitrine/generator/report"
)

// Suppressed names the places that have to show [c] on the finished site: the cells of datasets,
// what revisions changed, and the versions that stand no longer. What a release published stays
// as it was, and the ledger has looked at it.
func Suppressed(site *report.Site) (list []Withheld) {
	for _, d := range site.Datasets {
		file := "data/" + d.ID
		page := file + "/index.html"
		for r, row := range d.Rows {
			for i, m := range d.Measures {
				if row.Cells[i].State == report.Suppressed {
					list = append(list, Withheld{File: page, ID: d.CellAnchor(row, i)},
						Withheld{File: file + ".csv", Record: r + 1, Column: m.ID},
						Withheld{File: file + ".json", Pointer: fmt.Sprintf("/rows/%d/cells/%s", r, m.ID)})
				}
			}
		}
		list = append(list, suppressedChanges(d)...)
		for _, day := range d.Superseded() {
			if d.Withdrawn(day) != nil || site.Dated[d.DatedPath(day)] != nil {
				continue // there is a notice in its place, or what a release published
			}
			for r, row := range d.Version(day).Rows {
				for i, m := range d.Measures {
					if row.Cells[i].State == report.Suppressed {
						list = append(list, Withheld{File: d.DatedPath(day), Record: r + 1, Column: m.ID})
					}
				}
			}
		}
	}
	return list
}

func suppressedChanges(d *report.Dataset) (list []Withheld) {
	for n, rev := range d.Revisions {
		for i := range rev.Changes {
			c := &rev.Changes[i]
			add := func(name string, cell *report.Cell) {
				if cell.State == report.Suppressed {
					list = append(list, Withheld{File: "data/" + d.ID + "/index.html",
						ID: name + "-" + d.ChangeAnchor(rev, c)},
						Withheld{File: "data/" + d.ID + ".json",
							Pointer: fmt.Sprintf("/revisions/%d/cells/%d/%s", n, i, name)})
				}
			}
			add("was", &c.Was)
			add("is", d.After(rev, c))
		}
	}
	return list
}
