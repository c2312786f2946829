package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// readJSON reads a list of objects, which are rows. An object with one such list holds it.
func readJSON(data []byte) ([]*Sheet, error) {
	data, err := records(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, err
	}
	r := &jsonReader{d: json.NewDecoder(bytes.NewReader(data))}
	r.d.UseNumber()
	if t, err := r.d.Token(); err != nil || t != json.Delim('[') {
		return nil, errors.New("the JSON is no list of records")
	}
	s := &Sheet{Text: true, Rows: []Row{{Line: 1}}}
	for r.d.More() {
		line := 1 + bytes.Count(data[:r.d.InputOffset()+1], []byte("\n"))
		cells, err := r.record()
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", len(s.Rows), err)
		}
		s.Rows = append(s.Rows, Row{Line: line, Cells: cells})
	}
	if _, err := r.d.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the JSON can't be read: %w", err)
	}
	for _, h := range r.headings {
		s.Rows[0].Cells = append(s.Rows[0].Cells, cell(h))
	}
	return []*Sheet{s}, nil
}

// records is the list of records of JSON: all of it, or the one list of objects in an object.
func records(data []byte) ([]byte, error) {
	if trimmed := bytes.TrimSpace(data); len(trimmed) == 0 || trimmed[0] != '{' {
		return data, nil
	}
	var lists map[string]json.RawMessage
	if err := json.Unmarshal(data, &lists); err != nil {
		return nil, fmt.Errorf("the JSON can't be read: %w", err)
	}
	var found [][]byte
	for _, list := range lists {
		if l := bytes.TrimSpace(list); bytes.HasPrefix(l, []byte("[")) && bytes.Contains(l, []byte("{")) {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		return nil, errors.New("the JSON is no list of records, and holds no such list, or several")
	}
	return found[0], nil
}

// jsonReader reads records, whose keys are headings in the order in which they first stand.
type jsonReader struct {
	d        *json.Decoder
	headings []string
}

func (r *jsonReader) record() ([]Cell, error) {
	if t, err := r.d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it is no object")
	}
	cells := make([]Cell, len(r.headings))
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		var value any
		if err := r.d.Decode(&value); err != nil {
			return nil, err
		}
		c, err := jsonCell(value)
		if err != nil {
			return nil, fmt.Errorf("%s is %w", key, err)
		}
		i := slices.Index(r.headings, key.(string))
		if i < 0 {
			i = len(r.headings)
			r.headings = append(r.headings, key.(string))
		}
		for len(cells) <= i {
			cells = append(cells, Cell{})
		}
		cells[i] = c
	}
	_, err := r.d.Token()
	return cells, err
}

func jsonCell(value any) (Cell, error) {
	switch v := value.(type) {
	case nil:
		return Cell{}, nil
	case string:
		return cell(v), nil
	case json.Number:
		return Cell{Text: decimals(v.String()), Number: true}, nil
	case bool:
		return Cell{Text: fmt.Sprint(v)}, nil
	}
	return Cell{}, errors.New("neither text nor a number")
}
