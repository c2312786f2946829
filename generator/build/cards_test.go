package build_test

import (
	"bytes"
	"math/big"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vitrine/generator/card"
	"vitrine/generator/report"
	"vitrine/generator/sitetest"
)

// TestWorkings computes the working of every figure of the sample site anew, from the cells that its card
// lists, and holds the result against the value that the card gives.
func TestWorkings(t *testing.T) {
	site, words, documents := sitetest.Bound(t, os.DirFS(sitetest.Root))
	computed, single := 0, 0
	look := func(text *report.Text) {
		text.EachFigure(func(f *report.Figure) {
			r := f.Result
			if r.Claim {
				if len(r.Working) < 3 {
					t.Errorf("%s: the claim has no two sides: %v", f.Pos, r.Working)
				}
				return
			}
			if len(r.Working) == 0 {
				single++
				if (r.Declared == "") != (len(r.Cells) > 0) || r.Value == "" {
					t.Errorf("%s: %s has no value and no cell", f.Pos, f.Address)
				}
				return
			}
			parser := working{t: t, where: f, terms: r.Working}
			value := parser.sum()
			if parser.odd {
				return // a function of many cells, or of bounds
			}
			computed++
			if r.Machine == "" {
				return // sources differ
			}
			claimed, ok := new(big.Rat).SetString(r.Machine)
			if !ok {
				t.Fatalf("%s: %q", f.Pos, r.Machine)
			}
			if d := new(big.Rat).Sub(value, claimed); d.Abs(d).Cmp(big.NewRat(1, 1_000_000)) > 0 {
				t.Errorf("%s: the working comes to %s, and the value is %s", f.Pos, value.FloatString(6), r.Machine)
			}
		})
	}
	for _, d := range documents {
		for _, text := range d.Texts() {
			look(text)
		}
	}
	for _, h := range site.Headlines {
		look(h.Figure)
	}
	if computed < 10 || single < 60 || words == nil {
		t.Errorf("%d workings and %d single figures were looked at", computed, single)
	}
}

// working reads the terms of a working as arithmetic.
type working struct {
	t     *testing.T
	where *report.Figure
	terms []report.Term
	at    int
	odd   bool // what it holds is no arithmetic of exact numbers
}

func (w *working) sign(signs ...string) string {
	if w.at < len(w.terms) && !w.terms[w.at].Linked {
		for _, s := range signs {
			if strings.TrimSpace(w.terms[w.at].Text) == s {
				w.at++
				return s
			}
		}
	}
	return ""
}

func (w *working) sum() *big.Rat {
	value := w.term()
	for s := w.sign("+", "−", "÷"); s != ""; s = w.sign("+", "−", "÷") {
		next := w.term()
		switch {
		case s == "+":
			value = new(big.Rat).Add(value, next)
		case s == "−":
			value = new(big.Rat).Sub(value, next)
		case next.Sign() == 0:
			w.t.Fatalf("%s: a division by nothing", w.where.Pos)
		default:
			value = new(big.Rat).Quo(value, next)
		}
	}
	return value
}

func (w *working) term() *big.Rat {
	if w.sign("(") != "" {
		value := w.sum()
		if w.sign(")") == "" {
			w.odd = true
		}
		return value
	}
	if w.at >= len(w.terms) {
		w.odd = true
		return big.NewRat(1, 1)
	}
	term := w.terms[w.at]
	w.at++
	if !term.Linked {
		n, ok := new(big.Rat).SetString(strings.ReplaceAll(term.Text, ",", ""))
		if !ok {
			w.odd = true
			return big.NewRat(1, 1)
		}
		return n
	}
	cell := &term.Cell.Row.Cells[max(term.Cell.Measure, 0)]
	if term.Cell.Measure < 0 || cell.State != report.Number || cell.Bound != report.Exact || strings.Contains(term.Text, "of ") {
		w.odd = true
		return big.NewRat(1, 1)
	}
	if shown := strings.ReplaceAll(term.Text, ",", ""); shown != cell.Value.String() && !strings.Contains(w.where.Address, "as_of") {
		w.t.Errorf("%s: the working shows %s for a cell that says %s", w.where.Pos, shown, cell.Value)
	}
	return cell.Value.Rat()
}

// TestEveryFigureHasACard: no figure of a report leads away before it has explained itself, but for those in the
// tables of charts, which stand in frames too.
func TestEveryFigureHasACard(t *testing.T) {
	site, figures := sitetest.Sample(t), 0
	bare := regexp.MustCompile(`<a class="figure" href="[^#][^"]*">`)
	frame := regexp.MustCompile(`(?s)<details class="figures">.*?</details>`)
	for _, name := range site.Paths() {
		if !strings.HasPrefix(name, "reports/") || !strings.HasSuffix(name, "/index.html") {
			continue
		}
		text := frame.ReplaceAllString(sitetest.Page(t, site, name), "")
		figures += strings.Count(text, `<a class="figure" id=`)
		if link := bare.FindString(text); link != "" {
			t.Errorf("%s: no card for %s", name, link)
		}
	}
	if figures < 100 {
		t.Errorf("looked at %d figures", figures)
	}
}

// TestHomeOfManyDatasets: the first page lists some datasets, and leads to all.
func TestHomeOfManyDatasets(t *testing.T) {
	home := sitetest.Page(t, sitetest.Built(t, sitetest.Case(t, "home-lists-all-datasets")), "index.html")
	if n := strings.Count(home, `/data/`); n < 10 || n > 30 || !strings.Contains(home, "All datasets") {
		t.Errorf("the first page leads to %d datasets", n)
	}
}

// TestChartsOnCards: a card can show every chart of the sample site but for maps, which say nothing without
// their legends, and for those that are too tall.
func TestChartsOnCards(t *testing.T) {
	site := sitetest.Sample(t)
	plain, charts := card.Card{Title: "T"}.PNG(), 0
	size := regexp.MustCompile(`<svg x="[0-9]+" y="[0-9]+"([^>]*) height="([0-9]+)">`)
	for _, name := range site.Paths() {
		if !strings.HasPrefix(name, "charts/") || !strings.HasSuffix(name, ".svg") {
			continue
		}
		text := sitetest.Page(t, site, name)
		at := size.FindStringSubmatchIndex(text)
		if at == nil {
			t.Fatalf("%s has no drawing", name)
		}
		height, _ := strconv.Atoi(text[at[4]:at[5]])
		drawing := "<svg" + text[at[2]:at[1]] + text[at[1]:at[1]+strings.Index(text[at[1]:], "</svg>")] + "</svg>"
		shown := !bytes.Equal(card.Card{Title: "T", Chart: drawing}.PNG(), plain)
		if charts++; !shown && height < 400 {
			t.Errorf("no card shows %s, which is %d px high", name, height)
		}
	}
	if charts < 10 {
		t.Errorf("looked at %d charts", charts)
	}
}

// TestMissingCells: a mark in place of a figure says what it means where it stands; a withheld cell shows its mark and
// nothing else.
func TestMissingCells(t *testing.T) {
	site := sitetest.Sample(t)
	patrols := sitetest.Page(t, site, "data/mekong-patrols/index.html")
	card := regexp.MustCompile(`<a class="figure" id="[^"]+" href="#cell~[0-9]+">\[x\]</a><div class="card"`)
	if !card.MatchString(patrols) {
		t.Error("a cell that is not available has no card")
	}
	if victims := sitetest.Page(t, site, "data/uk-victims/index.html"); !strings.Contains(victims, ">[c]</td>") {
		t.Error("no withheld cell was found")
	}
}
