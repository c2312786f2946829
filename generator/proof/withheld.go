package proof

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"vitrine/generator/source"
)

// Withheld names a place of the finished site that must show "[c]" and nothing
// else: an id on a page, a record and a column of a CSV file, or a JSON pointer
// (RFC 6901) to a cell.
type Withheld struct {
	File    string // without a leading slash
	ID      string // on a page
	Record  int    // of a CSV file, from 1: the header is 0
	Column  string
	Pointer string // in a JSON file
}

// withheldIn looks at the withheld cells in a data file. It returns how many it
// found.
func withheldIn(name string, text []byte, from string, withheld []Withheld, problems *source.Problems) (found int) {
	var records [][]string
	var value any // what can't be read has no cell, which is reported
	if path.Ext(name) == ".csv" {
		records, _ = csv.NewReader(bytes.NewReader(text)).ReadAll()
	} else {
		_ = json.Unmarshal(text, &value)
	}
	for _, w := range withheld {
		wrong, ok := "", false
		if w.Column != "" {
			wrong, ok = openRecord(records, w)
		} else {
			wrong, ok = openValue(value, w)
		}
		if ok {
			found++
		}
		if wrong != "" {
			problems.Addf(source.Pos{File: from},
				"the file /%s shows something else than [c] in a suppressed cell: %s", name, wrong)
		}
	}
	return found
}

// openRecord says where a CSV record shows something of a withheld cell.
func openRecord(records [][]string, w Withheld) (wrong string, found bool) {
	if w.Record >= len(records) || len(records) == 0 {
		return "", false
	}
	for i, name := range records[0] {
		field := records[w.Record][i]
		want := ""
		switch name {
		case w.Column:
			found = true
		case w.Column + "_marks":
			want = "c"
		case w.Column + "_bound", w.Column + "_notes":
		default:
			continue
		}
		if field != want {
			wrong = fmt.Sprintf("record %d, column %s", w.Record, name)
		}
	}
	return wrong, found
}

// openValue says whether a JSON cell shows something besides its state.
func openValue(v any, w Withheld) (wrong string, found bool) {
	for part := range strings.SplitSeq(strings.TrimPrefix(w.Pointer, "/"), "/") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(x) {
				return "", false
			}
			v = x[i]
		}
	}
	cell, ok := v.(map[string]any)
	if !ok {
		return "", false
	}
	for key, value := range cell {
		if key == "marks" {
			if list, ok := value.([]any); ok && len(list) == 1 && list[0] == "c" {
				continue
			}
		}
		if key != "state" || value != "suppressed" {
			wrong = w.Pointer + "/" + key
		}
	}
	return wrong, true
}

// payload is what a chart's script reads: its options, and the words of each point by series and
// place, panel by panel.
type payload struct {
	Map          bool // it has no options, and regions in their stead
	Wide, Narrow []struct{ Option option }
	Skip         int
	Panels       []struct{ Words [][]string }
}

type option struct {
	Series []struct{ Data []any }
}

// draws reports whether a point of a series has a figure, or is missing.
func (o option) draws(series, point int) bool {
	if series >= len(o.Series) {
		return true
	}
	points := slices.DeleteFunc(slices.Clone(o.Series[series].Data), isBreak)
	return point >= len(points) || !blank(points[point])
}

// isBreak reports whether a datum is no point but breaks a line: it has no place either.
func isBreak(v any) bool {
	list, ok := v.([]any)
	return ok && len(list) == 2 && list[0] == "-" && list[1] == "-"
}

// openPoint reports whether a chart draws a point that its words withhold. filled are the numbers
// of the places that a map fills by their figures.
func openPoint(text string, filled []string) bool {
	var p payload
	if !strings.Contains(text, "[c]") {
		return false
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return strings.Contains(text, `"panels":`) // else it is no chart's
	}
	for n, panel := range p.Panels {
		if !p.Map && (n >= len(p.Wide) || n >= len(p.Narrow)) {
			return true
		}
		for s, words := range panel.Words {
			for i, w := range words {
				if !strings.Contains(w, "[c]") {
					continue
				}
				if p.Map {
					if slices.Contains(filled, strconv.Itoa(i)) {
						return true
					}
					continue
				}
				if p.Wide[n].Option.draws(s+p.Skip, i) || p.Narrow[n].Option.draws(s+p.Skip, i) {
					return true
				}
			}
		}
	}
	return false
}

// blank reports whether a point, alone or behind its place, has no figure.
func blank(v any) bool {
	if point, ok := v.(map[string]any); ok {
		v = point["value"]
	}
	if list, ok := v.([]any); ok {
		return len(list) > 0 && blank(list[len(list)-1])
	}
	return v == "-"
}
