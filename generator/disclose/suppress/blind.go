package suppress

import (
	"slices"

	"vitrine/generator/disclose/audit"
)

// Look is what the choice may see of a table. An attacker may run the program again on
// every table that agrees with what is published, and keep those for which it withholds the
// same cells. So the choice must not depend on what it hides. It sees which counts are small
// or nearly so, and of others only the bin of counts in which each lies; the seed places
// the bins.
//
// For each small count it withholds cells between which steps can be taken. The steps lead
// the count from 1 to the threshold less 1, and no other count out of its kind. Each table
// on that way looks the same, but for bins, and is protected alike.
type Look struct {
	Small []audit.Secret // the counts that are small or nearly so; their ends are not used
	Near  [][]int        // of each of these, those that it is a part of and its parts
	Inner [][]int        // of each of these, its parts alone
	Room  []int64        // how far each cell may go in one step
	Slack []int64        // the same for what each sum may fall, where it does not hold exactly
}

// Counts are whole numbers of people of which some may be parts of others.
type Counts struct {
	Value     []int64
	Few       []bool  // the rule withholds it
	Known     []bool  // it may be withheld and is exact; others are not looked at
	Wholes    [][]int // of each count, those that it is a part of
	Threshold int64
	Noise     func(count int, what string) uint64 // from the seed
}

// binWidth is how many counts look the same: four times the steps that a small count
// may take, so that most tables on the way lie in the same bins.
const binWidth = 12

// Small returns the counts that a choice has to hide: those that are few, all parts of these,
// and wholes that are hardly larger. The seed says how much larger.
func (c Counts) Small() []bool {
	small := make([]bool, len(c.Value))
	for i := range c.Value {
		small[i] = small[i] || c.Few[i]
		for _, w := range c.Wholes[i] {
			if c.Few[w] && c.Known[i] {
				small[i] = true
			}
			if c.Few[i] && c.Known[w] && c.Value[w] < c.nearly(w) {
				small[w] = true
			}
		}
	}
	return small
}

// nearly returns the count from which on a whole with small parts is not small any more: the
// threshold for three wholes in five, and up to 7 more for the others.
func (c Counts) nearly(i int) int64 {
	n := c.Noise(i, "nearly")
	if n%5 < 3 {
		return c.Threshold
	}
	return c.Threshold + 1 + int64(n/5%7)
}

// Room returns how far a count may go in one step. The bin in which it lies decides: after all
// steps the count is still at the threshold or above.
func (c Counts) Room(i int) int64 {
	if !c.Known[i] {
		return 0
	}
	return Room(c.Value[i], c.Threshold, c.Noise(i, "bin"))
}

// Room returns how far one count may go in one step, under a threshold and in bins that the
// noise places.
func Room(value, threshold int64, noise uint64) int64 {
	if value < threshold {
		return 0
	}
	offset := int64(noise % binWidth)
	low := max(0, (value-threshold+offset)/binWidth*binWidth-offset)
	return low / max(threshold-2, 1)
}

// blind withholds what the steps of the small counts need.
func (p *part) blind() (withheld []bool) {
	t := p.Table
	t.Secrets, t.Insiders = p.look.Small, nil
	units := roomy(&t, p.units)
	_, _, unitOf, _ := openUnits(&t, units)
	for _, s := range t.Secrets {
		x := t.Cells[s.Terms[0].Cell]
		if u := unitOf[s.Terms[0].Cell]; u >= 0 && len(s.Terms) == 1 && x.Lo == x.Hi {
			units[u].Withheld = true
		}
	}
	withheld, movable, unitOf, ties := openUnits(&t, units)
	for _, s := range systems(&t, movable, ties) {
		if len(s.secrets) == 0 {
			continue
		}
		c := newChooser(s, &t, units, unitOf, withheld)
		c.ends = []bool{true}
		c.prove = func(secret int, _ bool) ([]move, bool) { return c.step(p.look, secret) }
		c.limit(p.look)
		for _, i := range s.secrets {
			c.protect(i)
		}
		c.release()
	}
	return withheld
}

// limit lets each variable go as far as one step may lead it.
func (c *chooser) limit(look Look) {
	for v, cell := range c.cells {
		c.base[v] = bounds{-look.Room[cell], look.Room[cell]}
	}
	for i, sum := range c.table.Sums {
		if v, ok := c.sums[key(sum.Terms)]; ok && i < len(look.Slack) {
			c.base[v] = bounds{-look.Slack[i], look.Slack[i]}
		}
	}
	for _, s := range look.Small {
		if v, ok := c.variableOf(s.Terms); ok {
			c.base[v] = bounds{-1, 1}
		}
	}
}

// step finds steps by which one small count grows by 1 and no other one changes but its
// parts and wholes: one for everybody, and one without each of its parts, whose one person
// knows that it does not.
func (c *chooser) step(look Look, secret int) (moves []move, ok bool) {
	v, ok := c.variableOf(c.table.Secrets[secret].Terms)
	if !ok {
		return nil, false
	}
	before := c.frozen
	defer func() { c.frozen = before }()
	c.frozen = slices.Clone(before)
	for i, s := range look.Small {
		if i != secret && !slices.Contains(look.Near[secret], i) {
			if w, ok := c.variableOf(s.Terms); ok {
				c.frozen[w] = true
			}
		}
	}
	first := c.find(v, bounds{1, 1})
	if first == nil {
		return nil, false
	}
	moves = []move{first}
	for _, i := range look.Inner[secret] {
		w, open := c.variableOf(look.Small[i].Terms)
		if !open || slices.ContainsFunc(moves, func(m move) bool { return m[w] == 0 }) {
			continue
		}
		was := c.frozen[w]
		c.frozen[w] = true
		another := c.find(v, bounds{1, 1})
		c.frozen[w] = was
		if another == nil {
			return moves, false
		}
		moves = append(moves, another)
	}
	return moves, true
}
