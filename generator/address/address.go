// Package address reads what follows "value:" in a link: where a figure, or the truth of a claim, is to
// be found. It knows no dataset.
//
//	address = NAME [ "?" filter ]  |  [ DATASET ] "/" claim [ "?" filter ]
//	claim   = sum { ( "<" | "<=" | "=" | ">=" | ">" ) sum }        a>b>c is a>b and b>c
//	sum     = quotient { ( "+" | "-" ) quotient }        quotient = term { "/" term }
//	term    = "(" sum ")" | NUMBER | name [ "[" filter "]" ] | FUNCTION "(" … ")" [ "[" filter "]" ]
//	filter  = item { "&" item }        item = [ KEY "=" ] ( "*" | [ "!" ] value { "," value } | value ".." value )
//
// An item without a key is about the one dimension of time. This is not form encoding: "+" is a plus,
// and there are no spaces.
package address

import (
	"math/big"
	"slices"
	"strings"
)

// Address is a link's address, parsed.
type Address struct {
	Text    string
	Name    string // of a figure that the article names, where there is no Expr
	Dataset string // "" for the article's own
	Expr    *Expr
	Filter  Filter
	Style   string // of "as=percent": how the value is written; "" for none
}

// Op is what a node of an expression does.
type Op string

// The operations; the others are written as they are in an address.
const (
	Number Op = "number"
	Name   Op = "name" // a measure, or what a row says else
	Call   Op = "call"
	Claim  Op = "claim"
)

// Expr is a node of an expression.
type Expr struct {
	Op       Op
	Args     []*Expr  // of an operator, a function or a claim
	Compares []string // of a claim: between its sides
	Number   *big.Rat
	Name     string // of a measure, or of a function
	Filter   Filter // in square brackets behind it
	Base     Filter // of a function: what a change is from; of per, its length of time
	Offset   int    // of its first letter, in bytes
}

// Condition is an item of a filter.
type Condition struct {
	Key      string // "" for the dimension of time
	Not      bool
	Any      bool // "*"
	Values   []string
	From, To string // of a range; "" for none
	Extreme  *Expr  // of "at=max(m)"
	Offset   int
}

// Filter is a list of conditions which all hold.
type Filter []Condition

// Find is the condition on a key, or nil.
func (f Filter) Find(key string) *Condition {
	if i := slices.IndexFunc(f, func(c Condition) bool { return c.Key == key }); i >= 0 {
		return &f[i]
	}
	return nil
}

// IsClaim reports whether an expression is a comparison, or a function that says one.
func (x *Expr) IsClaim() bool { return x.Op == Claim || x.Op == Call && x.Name == "every" }

// Each calls f for a node and all below it.
func (x *Expr) Each(f func(*Expr)) {
	f(x)
	for _, arg := range x.Args {
		arg.Each(f)
	}
}

// String writes an address as it is read, without its style.
func (a *Address) String() string {
	text := a.Name
	if a.Expr != nil {
		text = a.Dataset + "/" + a.Expr.String()
	}
	if len(a.Filter) > 0 {
		text += "?" + a.Filter.String()
	}
	return text
}

// String writes a node as it is read.
func (x *Expr) String() string {
	var b strings.Builder
	switch x.Op {
	case Number:
		b.WriteString(strings.TrimSuffix(strings.TrimRight(x.Number.FloatString(9), "0"), "."))
	case Name:
		b.WriteString(x.Name)
	case Call:
		parts := make([]string, 0, 2)
		for _, arg := range x.Args {
			parts = append(parts, arg.String())
		}
		if len(x.Base) > 0 {
			parts = append(parts, x.Base.String())
		}
		b.WriteString(x.Name + "(" + strings.Join(parts, ",") + ")")
	case Claim:
		for i, side := range x.Args {
			if i > 0 {
				b.WriteString(x.Compares[i-1])
			}
			b.WriteString(side.String())
		}
	default:
		for i, arg := range x.Args {
			if i > 0 {
				b.WriteString(string(x.Op))
			}
			sum := arg.Op == "+" || arg.Op == "-"
			if sum && (x.Op == "/" || i > 0) || i > 0 && arg.Op == x.Op {
				b.WriteString("(" + arg.String() + ")")
			} else {
				b.WriteString(arg.String())
			}
		}
	}
	if len(x.Filter) > 0 {
		b.WriteString("[" + x.Filter.String() + "]")
	}
	return b.String()
}

// String writes a filter as it is read.
func (f Filter) String() string {
	parts := make([]string, 0, len(f))
	for _, c := range f {
		text := ""
		if c.Key != "" {
			text = c.Key + "="
		}
		if c.Not {
			text += "!"
		}
		switch {
		case c.Any:
			text += "*"
		case c.Extreme != nil:
			text += c.Extreme.String()
		case c.From != "":
			text += c.From + ".." + c.To
		default:
			text += strings.Join(c.Values, ",")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "&")
}
