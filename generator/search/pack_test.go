package search

import (
	"reflect"
	"testing"
)

// TestPack: an entry comes back from its packed form, and no string makes Unpack fail.
func TestPack(t *testing.T) {
	e := Analyse(Document{Title: "1,332 suspects", Summary: "嫌疑人", Language: "zh", Text: "suspects suspects of 2018"})
	if got := Unpack(e.Pack()); !reflect.DeepEqual(got, e) {
		t.Errorf("%+v\nis not\n%+v", got, e)
	}
	packed := e.Pack()
	for i := range packed {
		Unpack(packed[i:])
		Unpack(packed[:i])
	}
}
