package chart_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"vitrine/generator/chart"
	"vitrine/generator/locale"
	"vitrine/generator/option"
	"vitrine/generator/picture"
	"vitrine/generator/report"

	"vitrine/generator/sitetest"
)

// stressSite is the site of stress.txtar: all its charts, and those that are refused.
func stressSite(t *testing.T) (site *report.Site, l *locale.Locale, good, refused []*report.Chart) {
	t.Helper()
	files := sitetest.FromArchive(t, "stress.txtar")
	files["content/reports/refused.md"] = &fstest.MapFile{Data: []byte(sitetest.Archive(t, "stress.txtar")["refused.md"])}
	site, l, documents := sitetest.Bound(t, files)
	for _, d := range documents {
		for _, b := range d.Body.Blocks {
			c, ok := b.(*report.Chart)
			switch {
			case !ok:
			case d.Slug == "refused":
				refused = append(refused, c)
			case d.Slug == "stress", d.Slug == "held":
				good = append(good, c)
			}
		}
	}
	return site, l, good, refused
}

// TestStress: charts that are hard to draw are drawn, and none misleads.
func TestStress(t *testing.T) {
	site, l, good, _ := stressSite(t)
	if len(good) < 110 {
		t.Fatalf("there are %d charts", len(good))
	}
	for _, c := range good {
		drawing, mistake := chart.Draw(c, site.Dataset(c.Data), l)
		if mistake != nil {
			t.Errorf("%s: %s", c.ID, mistake.Text)
			continue
		}
		if problem := misleads(drawing, l); problem != "" {
			t.Errorf("%s: %s", c.ID, problem)
		}
	}
}

// TestRefused: what has no good form is refused, and the message says what to write instead.
func TestRefused(t *testing.T) {
	site, l, _, refused := stressSite(t)
	want := map[string]string{
		"sixty-line": "no room under a line", "digits-line": "no room under a line", "marks-line": "no room under a line",
		"sixty-pairs": "120 bars side by side can't be told apart", "sixty-tiles": "no room in 60 columns on a phone",
		"ten-zero": "no place for zero", "logs-zero": "no place for zero",
		"logs-range": "says nothing on a scale of powers of ten", "equal-slope": "too close together",
		"bounds-below": "a bound below zero",
	}
	if len(refused) != len(want) {
		t.Errorf("there are %d charts to refuse", len(refused))
	}
	for _, c := range refused {
		_, mistake := chart.Draw(c, site.Dataset(c.Data), l)
		if mistake == nil || !strings.Contains(mistake.Text, want[c.ID]) || mistake.Hint == "" {
			t.Errorf("%s: %+v", c.ID, mistake)
		}
	}
}

// TestChance draws blocks that ask for anything: each is drawn so that it doesn't mislead, or refused in
// words.
func TestChance(t *testing.T) {
	site, l, good, refused := stressSite(t)
	chance := rand.New(rand.NewPCG(7, 7))
	drawn, mistakes := 0, map[string]bool{}
	for range 2000 {
		c := *append(good, refused...)[chance.IntN(len(good)+len(refused))]
		d := site.Dataset(c.Data)
		askForAnything(chance, &c, d)
		drawing, mistake := chart.Draw(&c, d, l)
		if mistake != nil {
			mistakes[mistake.Text] = true
			continue
		}
		drawn++
		if problem := misleads(drawing, l); problem != "" {
			t.Errorf("%s as a %s of %s by %s and %s: %s", c.ID, c.Type, c.X, c.Series, c.Facet, problem)
		}
	}
	if delete(mistakes, ""); drawn < 150 || len(mistakes) < 20 {
		t.Errorf("%d are drawn, and there are %d reasons not to", drawn, len(mistakes))
	}
}

// askForAnything changes what a block asks for by chance.
func askForAnything(chance *rand.Rand, c *report.Chart, d *report.Dataset) {
	pick := func(list ...string) string { return list[chance.IntN(len(list))] }
	ids := []string{""}
	for _, x := range d.Dimensions {
		ids = append(ids, x.ID)
	}
	if chance.IntN(3) > 0 {
		c.Type = pick(report.ChartTypes()...)
	}
	c.Step, c.Fold = pick("", "", "", "year", "quarter"), pick("", "", "", "year")
	c.Sort, c.Top = pick("", "", "value", "title"), chance.IntN(3)*chance.IntN(5)
	c.Share, c.Log = chance.IntN(4) == 0, chance.IntN(6) == 0
	if chance.IntN(4) == 0 {
		c.X, c.Series, c.Facet = pick(ids[1:]...), pick(ids...), ""
	}
	switch chance.IntN(6) {
	case 0:
		c.Facet, c.Series = c.Series, ""
	case 1:
		c.Sum = []string{pick(ids[1:]...)}
	case 2:
		x := d.Dimensions[chance.IntN(len(d.Dimensions))]
		c.Highlight = []string{x.Members[chance.IntN(len(x.Members))].ID}
	case 3:
		c.Annotations = []*report.Annotation{{Number: pick("0", "77", "-30", "2000000"), Title: c.Title},
			{X: pick("2016", "2019-03..2020-02", "1999"), Title: c.Title}}
	}
}

// misleads says what of a drawing is not as its figures are, "" when nothing is.
func misleads(d *chart.Drawing, l *locale.Locale) string {
	var words struct {
		Skip   int
		Places []string
		Panels []struct{ Words [][]string }
	}
	if err := json.Unmarshal([]byte(d.Payload), &words); err != nil {
		return err.Error()
	}
	for _, v := range d.Views {
		for i, p := range v.Panels {
			said := words.Panels[i].Words
			problems := []string{
				outside(v, p), alike(d, p), otherScale(v.Panels[0], p), misplaced(d, p),
				misdrawn(d, p, said, words.Skip, l), wrongBars(d, p), wrongTotals(d, p, said, l),
			}
			for _, problem := range problems {
				if problem != "" {
					return fmt.Sprintf("%s, panel %d: %s", v.Name, i, problem)
				}
			}
		}
	}
	return ""
}

// outside finds a panel or a drawing area that leaves the picture.
func outside(v chart.View, p option.Panel) string {
	if p.X < 0 || p.Y < 0 || p.X+p.Width > v.Width || p.Y+p.Height > v.Height {
		return "the panel leaves the picture"
	}
	if g := p.Grid; g != nil && (g.Left < 0 || g.Right < 0 || g.Top < 0 || g.Bottom < 0 ||
		p.Width-g.Left-g.Right < 40 || p.Height-g.Top-g.Bottom < 20) {
		return fmt.Sprintf("the drawing has no room: %+v in %d by %d", *g, p.Width, p.Height)
	}
	return ""
}

// alike finds two series or slices that look alike, and highlighted ones that are grey.
func alike(d *chart.Drawing, p option.Panel) string {
	looks := map[string]string{}
	named, grey := 0, 0
	for i := range p.Series {
		if s := &p.Series[i]; s.Name != "" {
			text, _ := json.Marshal(s.ItemStyle)
			if named++; strings.Contains(string(text), option.Muted) {
				grey++
			}
		}
	}
	if n := len(d.Chart.Highlight); n > 0 && named > 1 && named-grey != n {
		return fmt.Sprintf("%d of %d series are grey, and %d are highlighted", grey, named, n)
	}
	for i := range p.Series {
		s := &p.Series[i]
		look := func(name string, style *option.ItemStyle) string {
			text, _ := json.Marshal([]any{style, s.Symbol, s.LineStyle, s.SymbolSize})
			if other, is := looks[string(text)]; is {
				return fmt.Sprintf("%q looks like %q", name, other)
			}
			looks[string(text)] = name
			return ""
		}
		switch {
		case s.Name == "" || d.Chart.Type == "heatmap":
			continue
		case s.Type == "pie":
			for j := range s.Data {
				if problem := look(s.Data[j].Name, s.Data[j].ItemStyle); problem != "" {
					return problem
				}
			}
		case named <= 8 || s.ItemStyle.Color != option.Muted:
			if problem := look(s.Name, s.ItemStyle); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// numbers are the scale of numbers of a panel, how many pixels it has, and whether it goes to the right.
func numbers(p option.Panel) (low, high float64, pixels int, across bool) {
	axis, pixels := p.YAxis, p.Height-p.Grid.Top-p.Grid.Bottom
	if p.YAxis.Places {
		axis, pixels, across = p.XAxis, p.Width-p.Grid.Left-p.Grid.Right, true
	}
	low, _ = option.Number(axis.Min)
	high, _ = option.Number(axis.Max)
	return low, high, pixels, across
}

// otherScale finds out whether a panel has another scale than the first.
func otherScale(first, p option.Panel) string {
	if p.Grid == nil || p.XAxis.Places && p.YAxis.Places {
		return ""
	}
	a, b, n, _ := numbers(first)
	c, d, m, _ := numbers(p)
	if a != c || b != d || n != m || first.Grid.Top != p.Grid.Top {
		return fmt.Sprintf("its scale reaches from %v to %v over %d pixels, and the first's from %v to %v over %d",
			c, d, m, a, b, n)
	}
	return ""
}

// misplaced finds a point on a scale of time that stands elsewhere than in the middle of its period.
func misplaced(d *chart.Drawing, p option.Panel) string {
	if p.XAxis == nil || p.XAxis.Type != "value" || d.Chart.Type == "slope" || !p.XAxis.Places {
		return ""
	}
	x := d.Dataset.Dimensions[d.Dataset.Index(d.Chart.X)]
	middles := map[int]bool{}
	for _, m := range x.Members {
		from, to, _ := m.Period.Span()
		middles[from+to] = true
	}
	last := 0
	for i, v := range p.XAxis.AxisLabel.CustomValues {
		at := v.(int)
		if !middles[at] && d.Chart.Step == "" || i > 0 && at <= last || at < p.XAxis.Min.(int) || at > p.XAxis.Max.(int) {
			return fmt.Sprintf("place %d stands at %d half days", i, at)
		}
		last = at
	}
	return ""
}

// value is the figure of a datum, if it has one; gap reports whether it only breaks a line.
func value(kind string, d *option.Datum) (number json.Number, ok, gap bool) {
	v := d.Value
	if pair, is := v.([]any); is {
		switch {
		case kind == "range":
			v = pair[0]
		case kind == "heatmap":
			_, ok := pair[0].(int)
			return "", ok && len(pair) == 2, false
		default:
			v = pair[1]
			gap = pair[0] == option.None
		}
	}
	number, ok = v.(json.Number)
	return number, ok, gap
}

// misdrawn finds a figure without its shape, a shape without a figure, a number that is not the figure,
// a label that says something else, and a line over a break.
func misdrawn(d *chart.Drawing, p option.Panel, said [][]string, skip int, l *locale.Locale) string {
	for s, words := range said {
		series := &p.Series[s+skip]
		x, broken := 0, true
		for i := range series.Data {
			datum := &series.Data[i]
			number, ok, gap := value(d.Chart.Type, datum)
			if gap {
				broken = true
				continue
			}
			for d.Chart.Type == "pie" && words[x] == "" { // it has a slice for each figure alone
				x++
			}
			text := words[x]
			x++
			figure := text != "" && !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "not ") &&
				!strings.HasPrefix(text, "confidential")
			if figure != ok {
				return fmt.Sprintf("%q is drawn: %v", text, ok)
			}
			if decimal, err := report.ParseDecimal(number.String()); err == nil && !d.Chart.Share &&
				!strings.Contains(text, l.Decimal(decimal)) {
				return fmt.Sprintf("%s is drawn as %s", text, number)
			}
			if label := datum.Label; label != nil && ok && series.Type != "line" {
				if !strings.Contains(spaced.Replace(text), labelled(d, label.Words)) {
					return fmt.Sprintf("%q has the label %q", text, label.Words)
				}
			}
			if series.Type == "line" && ok && !broken && strings.Contains(text, l.Word("mark-b")) && overTime(d) {
				return fmt.Sprintf("the line doesn't break at %q", text)
			}
			broken = !ok
		}
		if x != len(words) && d.Chart.Type != "pie" {
			return fmt.Sprintf("there are %d points of %d", x, len(words))
		}
	}
	return ""
}

var spaced = strings.NewReplacer("\n", " ", "\u202f", " ")

// labelled is the figure in a label, without its marks and the name of a slice.
func labelled(d *chart.Drawing, words string) string {
	figure, _, _ := strings.Cut(spaced.Replace(words), " [")
	if d.Chart.Type == "pie" {
		figure = figure[strings.LastIndex(figure, ": ")+1:]
	}
	return strings.TrimSpace(strings.TrimSuffix(figure, " ≠"))
}

// overTime reports whether the places of a chart are periods.
func overTime(d *chart.Drawing) bool {
	i := d.Dataset.Index(d.Chart.X)
	return i >= 0 && d.Dataset.Dimensions[i].Kind == report.KindPeriod
}

var rectangle = regexp.MustCompile(`<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)" ` +
	`fill="([^"]+)"(?: stroke="([^"]+)"(?: stroke-width="([-\d.]+)")?)?`)

// bar is a rectangle along a scale, with its border.
type bar struct{ from, to, border float64 }

// barsOf are the bars of a picture in their order.
func barsOf(p option.Panel, across bool) (list []bar) {
	svg := string(picture.Draw(p.Width, p.Height, []option.Panel{p}, "p"))
	for _, m := range rectangle.FindAllStringSubmatch(svg, -1) {
		number := func(i int) float64 { f, _ := strconv.ParseFloat(m[i], 64); return f }
		border := 0.0
		if m[6] != "" {
			border = max(number(7), 1)
		}
		if m[5] == option.Paper && m[6] == "" {
			break // what is behind a label
		}
		if across {
			list = append(list, bar{number(1), number(1) + number(3), border})
		} else {
			list = append(list, bar{number(2) + number(4), number(2), border})
		}
	}
	return list
}

// wrongBars finds a bar that doesn't begin at zero, or at the end of the one under it, or isn't as long
// as its figure.
func wrongBars(d *chart.Drawing, p option.Panel) string {
	if !strings.HasSuffix(d.Chart.Type, "bar") {
		return ""
	}
	low, high, pixels, across := numbers(p)
	if low > 0 || high < 0 {
		return "the scale of bars has no zero"
	}
	at := func(v float64) float64 {
		if across {
			return float64(p.Grid.Left) + (v-low)/(high-low)*float64(pixels)
		}
		return float64(p.Height-p.Grid.Bottom) - (v-low)/(high-low)*float64(pixels)
	}
	drawn := barsOf(p, across)
	stacks := map[string][]float64{}
	for i := range p.Series {
		s := &p.Series[i]
		if s.Type != "bar" || s.Name == "" && s.Stack == "all" {
			continue // totals have no shapes
		}
		if stacks[s.Stack] == nil {
			stacks[s.Stack] = make([]float64, len(s.Data))
		}
		for j := range s.Data {
			v, ok := option.Number(s.Data[j].Value)
			if !ok {
				continue
			}
			if len(drawn) == 0 {
				return "a bar is missing"
			}
			b := drawn[0]
			drawn = drawn[1:]
			from, to := at(stacks[s.Stack][j]), at(stacks[s.Stack][j]+v)
			stacks[s.Stack][j] += v
			ends := []float64{math.Abs(b.from - b.to), min(b.from, b.to), max(b.from, b.to)}
			border := min(b.border, math.Abs(to-from))
			for k, want := range []float64{math.Abs(to-from) - border, min(from, to) + border/2, max(from, to) - border/2} {
				if math.Abs(ends[k]-want) > 0.5 {
					return fmt.Sprintf("the bar of %v reaches from %.2f to %.2f, not from %.2f to %.2f", v, b.from, b.to, from, to)
				}
			}
		}
	}
	return ""
}

// wrongTotals finds a stack whose sum is written and is not that of its parts, or has a part that is
// missing.
func wrongTotals(d *chart.Drawing, p option.Panel, said [][]string, l *locale.Locale) string {
	last := &p.Series[len(p.Series)-1]
	if d.Chart.Type != "stacked-bar" || last.Name != "" || last.Type != "bar" {
		return ""
	}
	for x := range last.Data {
		label := last.Data[x].Label
		if label == nil {
			continue
		}
		sum := 0.0
		for s := range said {
			v, ok := option.Number(p.Series[s].Data[x].Value)
			if !ok && said[s][x] != "" {
				return fmt.Sprintf("the sum %q stands over %q", label.Words, said[s][x])
			}
			sum += v
		}
		exact, err := report.ParseDecimal(strconv.FormatFloat(sum, 'f', -1, 64))
		if err == nil && !strings.Contains(label.Words, l.Decimal(exact)) {
			return fmt.Sprintf("the sum of %v is written %q", sum, label.Words)
		}
	}
	return ""
}

// TestShades: the greater a figure, the darker its tile.
func TestShades(t *testing.T) {
	site, l, good, _ := stressSite(t)
	tiles := 0
	for _, c := range good {
		if c.Type != "heatmap" {
			continue
		}
		drawing, mistake := chart.Draw(c, site.Dataset(c.Data), l)
		if mistake != nil {
			t.Fatal(mistake.Text)
		}
		least, most := map[string]float64{}, map[string]float64{}
		for _, s := range drawing.Views[0].Panels[0].Series {
			for _, d := range s.Data {
				v, err := strconv.ParseFloat(strings.NewReplacer(",", "", "−", "-").Replace(d.Label.Words), 64)
				color, _ := d.ItemStyle.Color.(string)
				if err != nil || color == option.Transparent {
					continue
				}
				tiles++
				if _, seen := least[color]; !seen {
					least[color], most[color] = v, v
				}
				least[color], most[color] = min(least[color], v), max(most[color], v)
			}
		}
		for color := range least {
			for other := range least {
				if color < other && most[color] >= least[other] {
					t.Errorf("%s: %v has %s, and %v %s", c.ID, most[color], color, least[other], other)
				}
			}
		}
	}
	if tiles < 100 {
		t.Errorf("there are %d tiles", tiles)
	}
}

// TestNoGap: where a figure is withheld, the picture is the same whatever it is.
func TestNoGap(t *testing.T) {
	archive := sitetest.FromArchive(t, "stress.txtar")
	name := "data/datasets/held.toml"
	var drawings [2][]string
	for i := range drawings {
		text := strings.ReplaceAll(string(archive[name].Data), `"1"]`, fmt.Sprintf(`"%d"]`, 1+i))
		archive[name] = &fstest.MapFile{Data: []byte(text)}
		site, l, documents := sitetest.Bound(t, archive)
		for _, d := range documents {
			for _, b := range d.Body.Blocks {
				if c, ok := b.(*report.Chart); ok && c.Data == "held" {
					drawing, mistake := chart.Draw(c, site.Dataset(c.Data), l)
					if mistake != nil {
						t.Fatal(mistake.Text)
					}
					drawings[i] = append(drawings[i], drawing.Payload)
				}
			}
		}
	}
	if len(drawings[0]) < 8 || !slices.Equal(drawings[0], drawings[1]) {
		t.Errorf("the pictures of %d charts tell what is withheld", len(drawings[0]))
	}
}
