package suppress

import (
	"slices"
	"sync"

	"vitrine/generator/disclose/audit"
	"vitrine/generator/parallel"
)

// part is a table of its own within a table: no sum, secret, unit or insider joins its open
// cells to those of another.
type part struct {
	audit.Table
	units    []Unit
	cells    []int       // of the whole table, by the part's numbers
	number   map[int]int // the part's numbers, by those of the whole table
	unitOf   []int       // of the whole table, by the part's numbers
	secretOf []int       // the same for secrets
	careful  []audit.Insider
	look     Look
}

// parts takes a table apart. A cell that can't be other than it is joins nothing.
func parts(t *audit.Table, careful []audit.Insider, units []Unit, look Look) []*part {
	s := &splitter{whole: t, open: openCells(t, units), sets: NewSets(len(t.Cells)), partOf: map[int]*part{}}
	s.join(careful, units, look)
	secret := make([]int, len(t.Secrets)) // by its number in its part
	for i, x := range t.Secrets {
		if p := s.part(x.Terms); p != nil {
			secret[i] = len(p.Secrets)
			p.secretOf = append(p.secretOf, i)
			p.Secrets = append(p.Secrets, audit.Secret{Terms: s.terms(p, x.Terms), Low: x.Low, High: x.High})
		}
	}
	for i, x := range t.Sums {
		if p := s.part(x.Terms); p != nil {
			p.Sums = append(p.Sums, audit.Sum{Terms: s.terms(p, x.Terms), Min: x.Min, Max: x.Max})
			if look.Slack != nil {
				p.look.Slack = append(p.look.Slack, look.Slack[i])
			}
		}
	}
	for i, u := range units {
		if p := s.part(termsOf(u.Cells)); p != nil {
			u.Cells = slices.Clone(u.Cells)
			for k, c := range u.Cells {
				u.Cells[k] = s.cell(p, c)
			}
			p.units, p.unitOf = append(p.units, u), append(p.unitOf, i)
		}
	}
	for _, i := range t.Insiders {
		if p := s.part(slices.Concat(i.Known...)); p != nil {
			p.Insiders = append(p.Insiders, s.insider(p, i, secret))
		}
	}
	for _, i := range careful {
		if p := s.part(slices.Concat(i.Known...)); p != nil {
			p.careful = append(p.careful, s.insider(p, i, secret))
		}
	}
	s.look(look)
	return slices.DeleteFunc(s.list, func(p *part) bool { return len(p.Secrets) == 0 })
}

// openCells returns which cells can be other than they are.
func openCells(t *audit.Table, units []Unit) []bool {
	open := make([]bool, len(t.Cells))
	for i, c := range t.Cells {
		open[i] = c.Lo < c.Hi
	}
	for _, u := range units {
		for _, c := range u.Cells {
			open[c] = open[c] || !u.Keep || u.Withheld
		}
	}
	return open
}

// splitter makes the parts of a table.
type splitter struct {
	whole  *audit.Table
	open   []bool
	sets   Sets
	partOf map[int]*part // by the set of its cells
	list   []*part
}

// join joins the open cells that belong to one part.
func (s *splitter) join(careful []audit.Insider, units []Unit, look Look) {
	for _, x := range s.whole.Sums {
		s.sets.JoinTerms(x.Terms, s.open)
	}
	for _, x := range slices.Concat(s.whole.Secrets, look.Small) {
		s.sets.JoinTerms(x.Terms, s.open)
	}
	for _, u := range units {
		s.sets.JoinTerms(termsOf(u.Cells), s.open)
	}
	for _, i := range slices.Concat(s.whole.Insiders, careful) { // who knows several counts joins them
		s.sets.JoinTerms(slices.Concat(i.Known...), s.open)
		for _, own := range i.Own {
			s.sets.JoinTerms(slices.Concat(i.Known[0], s.whole.Secrets[own].Terms), s.open)
		}
	}
}

// part returns the part that some terms belong to; nil when they have no open cell.
func (s *splitter) part(terms []audit.Term) *part {
	for _, t := range terms {
		if !s.open[t.Cell] {
			continue
		}
		set := s.sets.Of(t.Cell)
		if s.partOf[set] == nil {
			s.partOf[set] = &part{number: map[int]int{}}
			s.list = append(s.list, s.partOf[set])
		}
		return s.partOf[set]
	}
	return nil
}

// cell returns the number of a cell in a part, and adds the cell when it is new there.
func (s *splitter) cell(p *part, i int) int {
	n, ok := p.number[i]
	if !ok {
		n = len(p.Cells)
		p.number[i] = n
		p.Cells, p.cells = append(p.Cells, s.whole.Cells[i]), append(p.cells, i)
	}
	return n
}

func (s *splitter) terms(p *part, terms []audit.Term) (list []audit.Term) {
	for _, t := range terms {
		list = append(list, audit.Term{Cell: s.cell(p, t.Cell), Sign: t.Sign})
	}
	return list
}

// insider returns an insider with a part's numbers. secret are those of secrets in their parts.
func (s *splitter) insider(p *part, i audit.Insider, secret []int) (own audit.Insider) {
	for _, known := range i.Known {
		own.Known = append(own.Known, s.terms(p, known))
	}
	for _, o := range i.Own {
		own.Own = append(own.Own, secret[o])
	}
	return own
}

// look gives each part what the choice may see of it.
func (s *splitter) look(look Look) {
	number := make([]int, len(look.Small))
	in := make([]*part, len(look.Small))
	for i, x := range look.Small {
		if p := s.part(x.Terms); p != nil {
			in[i], number[i] = p, len(p.look.Small)
			p.look.Small = append(p.look.Small, audit.Secret{Terms: s.terms(p, x.Terms), Low: x.Low, High: x.High})
		}
	}
	same := func(p *part, list []int) (own []int) {
		for _, j := range list {
			if in[j] == p {
				own = append(own, number[j])
			}
		}
		return own
	}
	for i, p := range in {
		if p != nil {
			p.look.Near = append(p.look.Near, same(p, look.Near[i]))
			p.look.Inner = append(p.look.Inner, same(p, look.Inner[i]))
		}
	}
	for _, p := range s.list {
		for _, cell := range p.cells {
			room := int64(0)
			if look.Room != nil {
				room = look.Room[cell]
			}
			p.look.Room = append(p.look.Room, room)
		}
	}
}

// termsOf returns cells as the terms of their sum.
func termsOf(cells []int) (terms []audit.Term) {
	for _, c := range cells {
		terms = append(terms, audit.Term{Cell: c, Sign: 1})
	}
	return terms
}

// eachPart protects the parts of a table side by side, and puts together what they
// withhold and their evidence.
func eachPart(t *audit.Table, careful []audit.Insider, units []Unit, look Look, progress func(done, all int),
	protect func(p *part) ([]bool, []audit.Evidence)) (withheld []bool, evidence []audit.Evidence) {
	withheld, evidence = make([]bool, len(units)), evident(t)
	for u, unit := range units {
		withheld[u] = unit.Withheld
	}
	list := parts(t, careful, units, look)
	var lock sync.Mutex
	done := 0
	parallel.Each(len(list), func(i int) {
		p := list[i]
		w, e := protect(p)
		lock.Lock()
		defer lock.Unlock()
		for u, is := range w {
			withheld[p.unitOf[u]] = is
		}
		for k, x := range e {
			evidence[p.secretOf[k]] = audit.Evidence{Low: p.fillings(x.Low), High: p.fillings(x.High)}
		}
		done += len(p.Secrets)
		progress(done, len(t.Secrets))
	})
	return withheld, evidence
}

// evident returns the evidence for what is so already, which needs no move.
func evident(t *audit.Table) []audit.Evidence {
	evidence := make([]audit.Evidence, len(t.Secrets))
	for i, secret := range t.Secrets {
		here := value(t, secret.Terms)
		if here <= secret.Low {
			evidence[i].Low = []audit.Filling{nil}
		}
		if here >= secret.High {
			evidence[i].High = []audit.Filling{nil}
		}
	}
	return evidence
}

// fillings returns fillings with the cells' numbers in the whole table.
func (p *part) fillings(list []audit.Filling) (whole []audit.Filling) {
	for _, f := range list {
		var changes audit.Filling
		for _, c := range f {
			changes = append(changes, audit.Change{Cell: p.cells[c.Cell], Value: c.Value})
		}
		whole = append(whole, changes)
	}
	return whole
}
