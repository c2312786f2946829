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
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
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
		data = found[0]
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, errors.New("the JSON is no list of records")
	}
	s := &Sheet{Text: true, Rows: []Row{{Line: 1}}}
	var headings []string
	for d.More() {
		row := Row{Line: 1 + bytes.Count(data[:d.InputOffset()+1], []byte("\n")), Cells: make([]Cell, len(headings))}
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return nil, fmt.Errorf("record %d is no object", len(s.Rows))
		}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			var value any
			if err := d.Decode(&value); err != nil {
				return nil, fmt.Errorf("the JSON can't be read: %w", err)
			}
			c, err := jsonCell(value)
			if err != nil {
				return nil, fmt.Errorf("record %d: %s is %w", len(s.Rows), key, err)
			}
			i := slices.Index(headings, key.(string))
			if i < 0 {
				i = len(headings)
				headings = append(headings, key.(string))
			}
			for len(row.Cells) <= i {
				row.Cells = append(row.Cells, Cell{})
			}
			row.Cells[i] = c
		}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
		s.Rows = append(s.Rows, row)
	}
	if _, err := d.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the JSON can't be read: %w", err)
	}
	for _, h := range headings {
		s.Rows[0].Cells = append(s.Rows[0].Cells, cell(h))
	}
	return []*Sheet{s}, nil
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
