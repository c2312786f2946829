package option

import (
	"encoding/json"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// TestJSON: members of go-echarts' types and of those that embed them are written
// side by side, what hides one of theirs is written once, zeros that mean something
// are written, and what is not set is not.
func TestJSON(t *testing.T) {
	marked := NewDatum(json.Number("2.50"))
	marked.Label = &Label{Words: "<b>", Label: opts.Label{Position: "top"}, Distance: opts.Int(0), Padding: []int{2, 3}}
	for _, c := range []struct {
		value any
		want  string
	}{
		{Data{}, `[]`},
		{Data{NewDatum(json.Number("1.0")), NewDatum(None), NewDatum([]any{3, json.Number("-7")})}, `[1.0,"-",[3,-7]]`},
		{Data{marked}, `[{"value":2.50,"label":{"words":"\u003cb\u003e","position":"top","distance":0,"padding":[2,3]}}]`},
		{ItemStyle{Color: Gradient{Type: "linear", X2: 1, ColorStops: []ColorStop{{0, Ink}}}, BorderType: "dashed"},
			`{"color":{"type":"linear","x":0,"y":0,"x2":1,"y2":0,` +
				`"colorStops":[{"offset":0,"color":"var(--ink)"}]},"borderType":"dashed"}`},
		{Emphasis{Emphasis: opts.Emphasis{ItemStyle: &opts.ItemStyle{Color: "inherit", BorderWidth: 3}}},
			`{"scale":false,"itemStyle":{"color":"inherit","borderWidth":3}}`},
		{Axis{XAxis: opts.XAxis{Type: "value", Min: json.Number("0"), AxisLine: &opts.AxisLine{Show: opts.Bool(false)}}},
			`{"type":"value","min":0,"axisLine":{"show":false},"axisLabel":{"margin":0}}`},
		{Axis{XAxis: opts.XAxis{Type: "category", Inverse: opts.Bool(true)}, Places: true, Data: []string{"a"}},
			`{"type":"category","inverse":true,"data":["a"],"places":true,"axisLabel":{"margin":0}}`},
		{Series{SingleSeries: charts.SingleSeries{Type: "pie", LineStyle: &opts.LineStyle{Type: "dotted"}},
			Data: Data{}, LabelLine: &LabelLine{Length: 8}, StillShowZeroSum: opts.Bool(false)},
			`{"type":"pie","lineStyle":{"type":"dotted"},"data":[],` +
				`"labelLine":{"show":false,"length":8,"length2":0,"lineStyle":{}},"stillShowZeroSum":false}`},
		{Option{Width: 680, Series: []Series{}}, `{"series":[]}`},
	} {
		text, err := json.Marshal(c.value)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != c.want {
			t.Errorf("%T is\n%s\nnot\n%s", c.value, text, c.want)
		}
	}
}
