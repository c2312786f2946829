package bind

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"

	"vitrine/generator/report"
)

// An address is what follows "value:" in a link:
//
//	address = DATASET "/" expr ["?" filter]
//	expr    = product { ("+" | "-") product }
//	product = term { "/" term }
//	term    = "(" expr ")" | number | name [ "[" filter "]" ]
//	        | function "(" [ name [ "[" filter "]" ] ] ")" [ "[" filter "]" ]
//	filter  = condition { "&" condition }
//	condition = key "=" ["!"] ( "*" | value { "," value } | value ".." value )
//
// This is not form encoding: "+" is a plus, and there are no spaces.
type address struct {
	text    string
	dataset string
	expr    *expr
	filter  filter
	style   *condition // of "as=percent": how the value is written; nil for none
}

// expr is a node of an expression.
type expr struct {
	op          byte // '+', '-', '/', 'n' for a number, 'm' for a name, 'f' for a function
	left, right *expr
	number      *big.Rat
	function    string
	name        string
	filter      filter
	offset      int
}

// condition restricts a key in an address.
type condition struct {
	report.Condition
	any      bool   // "*"
	from, to string // a range of members, when from is not ""
	offset   int
}

type filter []condition

func (f filter) find(key string) *condition {
	for i := range f {
		if f[i].Key == key {
			return &f[i]
		}
	}
	return nil
}

// addressError is a mistake in an address at a byte offset.
type addressError struct {
	offset int
	text   string
}

// maxDepth bounds brackets in brackets.
const maxDepth = 50

type addressParser struct {
	text  string
	at    int
	depth int
	err   *addressError
}

// parseAddress reads an address, or says what is wrong with it and where.
func parseAddress(text string) (*address, *addressError) {
	slash := strings.IndexByte(text, '/')
	if slash < 0 {
		return nil, &addressError{0, "an address is value:DATASET/MEASURE"}
	}
	p := &addressParser{text: text, at: slash + 1}
	a := &address{text: text, dataset: text[:slash]}
	a.expr = p.sum()
	if p.take("?") {
		a.filter = p.filter("")
	}
	if p.at < len(text) {
		r, _ := utf8.DecodeRuneInString(text[p.at:])
		p.fail("%q is not expected here", string(r))
	}
	if p.err != nil {
		return nil, p.err
	}
	return a, nil
}

// fail records the first mistake and moves to the end of the text, where every rule stops.
func (p *addressParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &addressError{p.at, fmt.Sprintf(format, args...)}
	}
	p.at = len(p.text)
}

// take moves past s, and reports whether it stands here.
func (p *addressParser) take(s string) bool {
	if strings.HasPrefix(p.text[p.at:], s) {
		p.at += len(s)
		return true
	}
	return false
}

// binary reads operands between operators, which group to the left.
func (p *addressParser) binary(operators string, operand func() *expr) *expr {
	left := operand()
	for p.at < len(p.text) && strings.IndexByte(operators, p.text[p.at]) >= 0 {
		op := p.text[p.at]
		p.at++
		left = &expr{op: op, left: left, right: operand(), offset: left.offset}
	}
	return left
}

func (p *addressParser) sum() *expr {
	if p.depth++; p.depth > maxDepth {
		p.fail("the brackets are nested too deep")
	}
	defer func() { p.depth-- }()
	return p.binary("+-", func() *expr { return p.binary("/", p.term) })
}

var (
	namePattern   = regexp.MustCompile(`^[a-z0-9_-]+`)
	keyPattern    = regexp.MustCompile(`^[A-Za-z0-9_-]+`) // with capitals, for a hint at the key meant
	measureName   = regexp.MustCompile(`^[a-z0-9_]+`)
	numberPattern = regexp.MustCompile(`^[0-9]{1,9}$`)
)

func (p *addressParser) term() *expr {
	e := &expr{op: 'm', offset: p.at}
	if p.take("(") {
		inner := p.sum()
		if !p.take(")") {
			p.fail("a closing bracket is missing")
		}
		return inner
	}
	e.name = measureName.FindString(p.text[p.at:])
	if e.name == "" {
		p.fail("a measure is missing")
	}
	p.at += len(e.name)
	if numberPattern.MatchString(e.name) {
		n, _ := new(big.Rat).SetString(e.name)
		e.op, e.number = 'n', n
		return e
	}
	if p.take("(") {
		e.op, e.function, e.name = 'f', e.name, ""
		switch e.function {
		case "sum", "min", "max", "count", "cells":
		default:
			p.at = e.offset
			p.fail("there is no function %s: there are sum, min, max, count and cells", e.function)
		}
		pattern := measureName
		if e.function == "cells" {
			pattern = namePattern
		}
		e.name = pattern.FindString(p.text[p.at:])
		p.at += len(e.name)
		e.filter = p.bracketFilter()
		if !p.take(")") {
			p.fail("a closing bracket is missing")
		}
		if (e.name == "") != (e.function == "count") {
			p.at = e.offset
			p.fail("write sum(MEASURE), min(MEASURE), max(MEASURE), count() or cells(ID)")
		}
	}
	e.filter = append(e.filter, p.bracketFilter()...)
	return e
}

func (p *addressParser) bracketFilter() filter {
	if !p.take("[") {
		return nil
	}
	f := p.filter("]")
	if !p.take("]") {
		p.fail("a closing square bracket is missing")
	}
	return f
}

func (p *addressParser) filter(end string) filter {
	var f filter
	for {
		c := condition{offset: p.at}
		c.Key = keyPattern.FindString(p.text[p.at:])
		p.at += len(c.Key)
		if c.Key == "" || !p.take("=") {
			p.fail("a filter is KEY=VALUE")
		}
		if f.find(c.Key) != nil {
			p.at = c.offset
			p.fail("the key %s is here twice", c.Key)
		}
		c.Not = p.take("!")
		stop := strings.IndexFunc(p.text[p.at:],
			func(r rune) bool { return r == '&' || end != "" && strings.ContainsRune(end, r) })
		value := p.text[p.at:]
		if stop >= 0 {
			value = value[:stop]
		}
		if value == "" {
			p.fail("a filter is KEY=VALUE")
		}
		p.at += len(value)
		from, to, isRange := strings.Cut(value, "..")
		switch {
		case value == "*" && !c.Not:
			c.any = true
		case isRange && from != "" && to != "" && !strings.Contains(value, "/"):
			c.from, c.to = from, to
		default:
			c.Members = strings.Split(value, ",")
		}
		f = append(f, c)
		if !p.take("&") {
			return f
		}
	}
}
