package build

import (
	"vitrine/generator/bind"
	"vitrine/generator/check"
	"vitrine/generator/proof"
	"vitrine/generator/report"
)

// Counts say what a build has looked at.
type Counts struct {
	Read                        bool // all but articles has been read
	Files, Bytes                int
	Articles, Datasets, Sources int
	Same                        int // articles that were not read again
	Checked                     check.Counts
	Published, Suppressed       int  // cells
	Passed                      bool // the gate has been passed
	Bound, Unbound              int  // figures of sentences
	Charts, Tables              int
	Proved                      proof.Counts
}

func (c *Counts) bound(found bind.Coverage) {
	c.Bound += found.Bound
	c.Unbound += found.Unbound
}

func (c *Counts) article(a *report.Article) {
	c.Files += a.Files
	c.Bytes += a.Bytes
	if a.Draft && a.Path == "" {
		return // it is not published
	}
	c.bound(bind.Coverage{Bound: len(a.Figures), Unbound: a.Unbound})
	c.Tables += a.Tables
	c.Charts += len(a.Charts)
	if a.Slug != "index" {
		c.Articles++
	}
}
