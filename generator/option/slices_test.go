package option

import (
	"encoding/json"
	"testing"
)

func TestSlices(t *testing.T) {
	s := Series{Data: Data{NewDatum(json.Number("1")), NewDatum(json.Number("0")), NewDatum(json.Number("3"))}}
	s.Center, s.Radius = []int{100, 50}, 40
	list := s.Slices()
	top, right := [2]Px{10000, 1000}, [2]Px{14000, 5000}
	for i, want := range []struct {
		from, to [2]Px
		share    float64
		side     string
	}{
		{top, right, 0.25, "right"},
		{right, right, 0, "right"},
		{right, top, 0.75, "left"},
	} {
		got := list[i]
		_, corner, side := got.Guide(&LabelLine{Length: 10})
		if got.From != want.from || got.To != want.to || got.Share != want.share || side != want.side {
			t.Errorf("slice %d is %+v on the %s, not %+v", i, got, side, want)
		}
		if i == 1 && corner != [2]Px{15000, 5000} {
			t.Errorf("the line of slice %d has its corner at %v", i, corner)
		}
	}
}
