package address

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Error is a mistake in an address, at a byte offset.
type Error struct {
	Offset int
	Text   string
}

// maxDepth bounds brackets in brackets, maxTerms the terms of an address.
const (
	maxDepth = 20
	maxTerms = 200
)

// Style is the key that says how an empty link is filled in.
const Style = "as"

// forms are the functions, and how each is written.
func forms() map[string]string {
	return map[string]string{
		"sum":    "sum(MEASURE)",
		"mean":   "mean(MEASURE)",
		"median": "median(MEASURE)",
		"min":    "min(MEASURE)",
		"max":    "max(MEASURE)",
		"share":  "share(MEASURE[KEY=MEMBER])",
		"rank":   "rank(MEASURE[KEY=MEMBER])",
		"change": "change(MEASURE) or change(MEASURE,BASE)",
		"growth": "growth(MEASURE) or growth(MEASURE,BASE)",
		"abs":    "abs(MEASURE)",
		"per":    "per(MEASURE,day), or week, month, quarter or year",
		"count":  "count() or count(CLAIM)",
		"every":  "every(CLAIM)",
		"cells":  "cells(ID)",
	}
}

// Lengths are the lengths of time that per divides by.
func Lengths() []string { return []string{"day", "week", "month", "quarter", "year"} }

// Functions are the names of the functions, sorted.
func Functions() []string {
	var list []string
	for name := range forms() {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

type parser struct {
	text  string
	at    int
	depth int
	terms int
	err   *Error
}

// Parse reads an address, or says what is wrong with it and where.
func Parse(text string) (*Address, *Error) {
	p := &parser{text: text}
	a := &Address{Text: text}
	body := text
	if end := strings.IndexByte(text, '?'); end >= 0 {
		body = text[:end]
	}
	slash := strings.IndexByte(body, '/')
	if slash < 0 {
		if a.Name = idPattern.FindString(text); a.Name == "" {
			return nil, &Error{0, "an address is value:DATASET/MEASURE, or the name of a figure"}
		}
		p.at = len(a.Name)
	} else {
		a.Dataset, p.at = text[:slash], slash+1
		a.Expr = p.claim()
	}
	if p.take("?") {
		a.Filter = p.filter("")
	}
	if p.at < len(text) {
		r, _ := utf8.DecodeRuneInString(text[p.at:])
		p.fail("%q is not expected here", string(r))
	}
	if p.err != nil {
		return nil, p.err
	}
	if c := a.Filter.Find(Style); c != nil {
		if a.Style = strings.Join(c.Values, ","); c.Any || c.Not || c.From != "" {
			a.Style = "?" // none that there is
		}
		a.Filter = slices.DeleteFunc(a.Filter, func(c Condition) bool { return c.Key == Style })
	}
	return a, nil
}

// fail records the first mistake and moves to the end of the text, where every rule stops.
func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &Error{p.at, fmt.Sprintf(format, args...)}
	}
	p.at = len(p.text)
}

// take moves past s, and reports whether it stands here.
func (p *parser) take(s string) bool {
	if strings.HasPrefix(p.text[p.at:], s) {
		p.at += len(s)
		return true
	}
	return false
}

// claim reads sums with comparisons between them, or one sum alone.
func (p *parser) claim() *Expr {
	first := p.sum()
	x := &Expr{Op: Claim, Args: []*Expr{first}, Offset: first.Offset}
	for {
		compare := comparison.FindString(p.text[p.at:])
		if compare == "" {
			break
		}
		p.at += len(compare)
		x.Compares = append(x.Compares, compare)
		x.Args = append(x.Args, p.sum())
	}
	if len(x.Args) == 1 {
		return first
	}
	return x
}

// binary reads operands between operators, which group to the left.
func (p *parser) binary(operators string, operand func() *Expr) *Expr {
	left := operand()
	for p.at < len(p.text) && strings.IndexByte(operators, p.text[p.at]) >= 0 {
		op := p.text[p.at : p.at+1]
		p.at++
		left = &Expr{Op: Op(op), Args: []*Expr{left, operand()}, Offset: left.Offset}
	}
	return left
}

func (p *parser) sum() *Expr {
	if p.depth++; p.depth > maxDepth {
		p.fail("the brackets are nested too deep")
	}
	defer func() { p.depth-- }()
	return p.binary("+-", func() *Expr { return p.binary("/", p.term) })
}

var (
	comparison    = regexp.MustCompile(`^(?:<=|>=|<|>|=)`)
	idPattern     = regexp.MustCompile(`^[a-z0-9_-]+`)
	keyPattern    = regexp.MustCompile(`^([A-Za-z0-9_-]+)=`) // with capitals, for a hint at the key meant
	measureName   = regexp.MustCompile(`^[a-z0-9_]+`)
	numberPattern = regexp.MustCompile(`^[0-9]{1,9}(?:\.[0-9]{1,9})?`)
	digits        = regexp.MustCompile(`^[0-9]{1,9}$`)
)

func (p *parser) term() *Expr {
	x := &Expr{Op: Name, Offset: p.at}
	if p.terms++; p.terms > maxTerms {
		p.fail("an address has at most %d terms", maxTerms)
	}
	if p.take("(") {
		inner := p.sum()
		if !p.take(")") {
			p.fail("a closing bracket is missing")
		}
		return inner
	}
	x.Name = measureName.FindString(p.text[p.at:])
	if x.Name == "" {
		p.fail("a measure is missing")
	}
	if digits.MatchString(x.Name) {
		number := numberPattern.FindString(p.text[p.at:])
		p.at += len(number)
		x.Op, x.Name = Number, ""
		x.Number, _ = new(big.Rat).SetString(number)
		return x
	}
	p.at += len(x.Name)
	if p.take("(") {
		p.call(x)
	}
	x.Filter = p.bracketFilter()
	return x
}

// call reads what stands in the brackets of a function.
func (p *parser) call(x *Expr) {
	x.Op = Call
	form, known := forms()[x.Name]
	if !known {
		p.at = x.Offset
		p.fail("there is no function %s: there are %s", x.Name, strings.Join(Functions(), ", "))
		return
	}
	written := true
	switch x.Name {
	case "cells":
		id := idPattern.FindString(p.text[p.at:])
		x.Args, written = []*Expr{{Op: Name, Name: id, Offset: p.at}}, id != ""
		p.at += len(id)
	case "count":
		if !strings.HasPrefix(p.text[p.at:], ")") {
			x.Args = []*Expr{p.claim()}
			written = x.Args[0].IsClaim()
		}
	case "every":
		x.Args = []*Expr{p.claim()}
		written = x.Args[0].Op == Claim
	case "change", "growth", "per", "abs":
		x.Args = []*Expr{p.sum()}
		if x.Name != "abs" && p.take(",") {
			x.Base = p.filter(")")
		}
		written = x.Name != "per" ||
			len(x.Base) == 1 && len(x.Base[0].Values) == 1 && x.Base[0].Key == "" && !x.Base[0].Not &&
				slices.Contains(Lengths(), x.Base[0].Values[0])
	default:
		x.Args = []*Expr{p.term()}
		written = x.Args[0].Op == Name
	}
	switch {
	case p.err != nil:
	case !written, len(x.Args) > 0 && !strings.HasPrefix(p.text[p.at:], ")") && strings.HasPrefix(p.text[p.at:], ","):
		p.at = x.Offset
		p.fail("write %s", form)
	case !p.take(")"):
		p.fail("a closing bracket is missing")
	}
}

func (p *parser) bracketFilter() Filter {
	if !p.take("[") {
		return nil
	}
	f := p.filter("]")
	if !p.take("]") {
		p.fail("a closing square bracket is missing")
	}
	return f
}

// filter reads conditions up to a letter, or to the end.
func (p *parser) filter(end string) Filter {
	var f Filter
	for {
		c := Condition{Offset: p.at}
		if key := keyPattern.FindStringSubmatch(p.text[p.at:]); key != nil {
			c.Key = key[1]
			p.at += len(key[0])
		}
		if f.Find(c.Key) != nil {
			p.at = c.Offset
			p.fail("the key %s is here twice", c.Key)
		}
		c.Not = p.take("!")
		if c.Key == "at" {
			if c.Extreme = p.term(); c.Not || c.Extreme.Op != Call ||
				c.Extreme.Name != "max" && c.Extreme.Name != "min" {
				p.at = c.Offset
				p.fail("write at=max(MEASURE) or at=min(MEASURE)")
			}
		} else {
			p.values(&c, end)
		}
		f = append(f, c)
		if p.err != nil || !p.take("&") {
			return f
		}
	}
}

// values reads what a condition asks of its key.
func (p *parser) values(c *Condition, end string) {
	value := p.text[p.at:]
	if stop := strings.IndexAny(value, "&"+end); stop >= 0 {
		value = value[:stop]
	}
	if value == "" || strings.ContainsAny(value, "=") {
		p.fail("a filter is KEY=VALUE")
	}
	p.at += min(len(value), len(p.text)-p.at)
	from, to, isRange := strings.Cut(value, "..")
	switch {
	case value == "*" && !c.Not:
		c.Any = true
	case isRange && from != "" && to != "" && !strings.HasSuffix(from, "/") && !strings.HasPrefix(to, "/"):
		c.From, c.To = from, to
	default:
		if c.Values = strings.Split(value, ","); slices.Contains(c.Values, "") {
			p.fail("a member is missing between commas")
		}
	}
}
