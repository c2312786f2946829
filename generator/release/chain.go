package release

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"

	"golang.org/x/mod/sumdb/note"
)

// Release is a release as the log tells it.
type Release struct {
	Entry
	Log        int   // the number of its log, from 1
	Index      int64 // in that log
	Withdrawal *Entry
}

// Chain is a site's logs, each named by the last entry of the one before, and
// the releases in them, the first one first.
type Chain struct {
	Logs     []*Log
	Releases []*Release
	byID     map[string]*Release
	date     string // of the last entry
}

// LogDir returns the folder of the log with a number.
func LogDir(dir string, number int) string { return path.Join(dir, "log", fmt.Sprint(number)) }

// ReadChain reads the logs in a folder. trusted are keys that are known
// otherwise: of the first log or a later one, and of witnesses, who have to have
// signed the last one. Without one of a log, the key that lies beside the first
// log is taken, and nil returned with a folder that has no log.
func ReadChain(fsys fs.FS, dir string, trusted ...*Key) (*Chain, error) {
	name := path.Join(LogDir(dir, 1), "key")
	text, err := fs.ReadFile(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := fs.ReadFile(fsys, path.Join(LogDir(dir, 1), "checkpoint")); err == nil {
			return nil, mistakef(name, "the log's public key is missing")
		}
		return nil, nil
	case err != nil:
		return nil, mistakef(name, "this can't be read: %s", plain(err))
	}
	key, err := ParseKey(string(text))
	if err != nil || key.Witness() || key.String()+"\n" != string(text) {
		return nil, mistakef(name, "this is no public key of a log")
	}
	var logKeys, witnesses []*Key
	for _, k := range trusted {
		if k.Witness() {
			witnesses = append(witnesses, k)
		} else {
			logKeys = append(logKeys, k)
		}
	}
	chain := &Chain{byID: map[string]*Release{}}
	for key != nil {
		number := len(chain.Logs) + 1
		at := LogDir(dir, number)
		text, err := fs.ReadFile(fsys, path.Join(at, "key"))
		if err != nil || string(text) != key.String()+"\n" {
			return nil, mistakef(path.Join(at, "key"), "this is not the key that the log before it names")
		}
		logKeys = slices.DeleteFunc(logKeys, func(k *Key) bool { return k.String() == key.String() })
		l, err := ReadLog(fsys, at, key)
		if err != nil {
			return nil, err
		}
		if key, err = chain.add(l); err != nil {
			return nil, mistakef(path.Join(at, "tile/entries"), "%s", err)
		}
	}
	if len(logKeys) > 0 {
		last := chain.Logs[len(chain.Logs)-1]
		return nil, mistakef(path.Join(LogDir(dir, len(chain.Logs)), "key"),
			"the log is signed by the key %s of %s, and you trust %s: the key was replaced, or is another site's",
			last.Key.Hash(), last.Key.Name, logKeys[0].Hash())
	}
	if len(witnesses) > 0 {
		last := chain.Logs[len(chain.Logs)-1]
		if _, err := ReadLog(fsys, LogDir(dir, len(chain.Logs)),
			append([]*Key{last.Key}, witnesses...)...); err != nil {
			return nil, err
		}
	}
	return chain, nil
}

// add looks whether a log's entries follow from what was before, and returns
// the key of the next log, if there is one.
func (c *Chain) add(l *Log) (next *Key, err error) {
	before := c.end()
	c.Logs = append(c.Logs, l)
	for i, e := range l.Entries {
		if next != nil {
			return nil, fmt.Errorf("entry %d comes after the log was ended", i)
		}
		if first := i == 0 && before != nil; first != (e.Kind == Continued) ||
			first && (e.Origin != before.Origin || e.Size != before.Size || e.Root != before.Root) {
			return nil, fmt.Errorf("entry %d does not continue the log before it as that one ends", i)
		}
		if err := c.Follows(e); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		switch e.Kind {
		case Released:
			c.byID[e.ID] = &Release{Entry: e, Log: len(c.Logs), Index: int64(i)}
			c.Releases = append(c.Releases, c.byID[e.ID])
		case Withdrawn:
			c.Release(e.ID).Withdrawal = &e
		case Rotated:
			if next, err = ParseKey(e.Key); err != nil {
				return nil, err
			}
		}
		c.date = e.Date
	}
	if before != nil && len(l.Entries) == 0 {
		return nil, errors.New("the log does not name the one before it")
	}
	return next, nil
}

// end returns what the log after the last one says of it first; nil before the first
// log.
func (c *Chain) end() *Entry {
	if len(c.Logs) == 0 {
		return nil
	}
	l := c.Logs[len(c.Logs)-1]
	root := l.Root(l.size())
	return &Entry{Kind: Continued, Date: c.date, Origin: l.Key.Name, Size: strconv.FormatInt(l.size(), 10),
		Root: hex.EncodeToString(root[:])}
}

// Rotate returns the last log with an entry that names a new key, and the first log
// of that key.
func (c *Chain) Rotate(date string, signer note.Signer, key *Key, next note.Signer) (last, first *Log, err error) {
	if last, err = c.Log().With(Entry{Kind: Rotated, Date: date, Key: key.String()}, signer); err != nil {
		return nil, nil, err
	}
	if first, err = NewLog(key, next); err != nil {
		return nil, nil, err
	}
	first, err = first.With(*(&Chain{Logs: []*Log{last}, date: date}).end(), next)
	return last, first, err
}

// Follows says why an entry can't be the next one, or nil.
func (c *Chain) Follows(e Entry) error {
	if last := c.Last(); last != nil && e.Date < last.Date {
		return fmt.Errorf("it is dated %s, before the release %s of %s", e.Date, last.ID, last.Date)
	}
	if e.Date < c.date {
		return fmt.Errorf("it is dated %s, before the last entry of the log, of %s", e.Date, c.date)
	}
	r := c.Release(e.ID)
	switch e.Kind {
	case Released:
		if r != nil {
			return fmt.Errorf("there is a release %s already, of %s", e.ID, r.Date)
		}
		if previous := c.Previous(); e.Previous != previous {
			return fmt.Errorf("it names %s as the release before it, which is %s", e.Previous, previous)
		}
	case Withdrawn:
		if r == nil {
			return fmt.Errorf("there is no release %s to withdraw", e.ID)
		}
		if r.Withdrawal != nil {
			return fmt.Errorf("the release %s is withdrawn already", e.ID)
		}
	}
	return nil
}

// Last returns the last release, or nil.
func (c *Chain) Last() *Release {
	if c == nil || len(c.Releases) == 0 {
		return nil
	}
	return c.Releases[len(c.Releases)-1]
}

// Previous returns what the next release names as the one before it.
func (c *Chain) Previous() string {
	if last := c.Last(); last != nil {
		return last.ID
	}
	return "-"
}

// Release returns the release with an id, or nil.
func (c *Chain) Release(id string) *Release {
	if c == nil {
		return nil
	}
	return c.byID[id]
}

// Log returns the log that grows: the last one.
func (c *Chain) Log() *Log { return c.Logs[len(c.Logs)-1] }
