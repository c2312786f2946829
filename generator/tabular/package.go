package tabular

import (
	"bytes"
	"encoding/json"
)

// Resource is a file of a data package.
type Resource struct {
	Name, Path, Delimiter string
}

// Package reads the descriptor of a data package, of the first version of the standard or the second:
// its resources that are files. It is nothing for other JSON.
func Package(data []byte) (list []Resource, err error) {
	var p struct {
		Resources []struct {
			Name    string          `json:"name"`
			Path    json.RawMessage `json:"path"`
			Dialect json.RawMessage `json:"dialect"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &p); err != nil {
		return nil, err
	}
	for _, r := range p.Resources {
		var path string
		if json.Unmarshal(r.Path, &path) != nil { // a list of one
			var paths []string
			if json.Unmarshal(r.Path, &paths) != nil || len(paths) != 1 {
				continue
			}
			path = paths[0]
		}
		var dialect struct {
			Delimiter string `json:"delimiter"`
			CSV       struct {
				Delimiter string `json:"delimiter"`
			} `json:"csv"`
		}
		_ = json.Unmarshal(r.Dialect, &dialect) // a path to one says nothing here
		if dialect.Delimiter == "" {
			dialect.Delimiter = dialect.CSV.Delimiter
		}
		list = append(list, Resource{r.Name, path, dialect.Delimiter})
	}
	return list, nil
}
