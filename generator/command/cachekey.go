package command

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vitrine/generator/cache"
	"vitrine/generator/publish"
)

// cacheKeyVariable is the variable that holds the cache's key where no file can, as in CI.
const cacheKeyVariable = "VITRINE_CACHE_KEY"

// openCache opens the cache of the user who runs the program. When there can be none, it says why
// and returns nil, and everything is made anew.
func openCache(screen *screen) *cache.Folder {
	dir, err := os.UserCacheDir()
	if err != nil {
		screen.note("no cache: there is no folder for it; HOME says where the user's folders are")
		return nil
	}
	dir = filepath.Join(dir, "vitrine")
	if text := os.Getenv(cacheKeyVariable); text != "" {
		if len(text) < cache.MinKey {
			screen.note("no cache: %s has less than %d characters, and could be guessed",
				cacheKeyVariable, cache.MinKey)
			return nil
		}
		return cache.In(dir, []byte(text))
	}
	config, err := os.UserConfigDir()
	if err != nil {
		screen.note("no cache: there is no folder for its key; "+
			"HOME says where the user's folders are, or %s holds the key", cacheKeyVariable)
		return nil
	}
	name := filepath.Join(config, "vitrine", "cache.key")
	if cache.In(dir, nil).Within(name) {
		screen.note("no cache: its key would lie in it, in %s; %s can hold it", name, cacheKeyVariable)
		return nil
	}
	key, err := cacheKey(name)
	if err != nil {
		screen.note("no cache: its key in %s: %s; %s can hold it", name, publish.Reason(err), cacheKeyVariable)
		return nil
	}
	return cache.In(dir, key)
}

// cacheKey reads the key from a file, which it makes when there is none.
func cacheKey(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return nil, err
		}
		fresh := make([]byte, 32)
		_, _ = rand.Read(fresh) // never fails
		err = publish.Secret(name, []byte(hex.EncodeToString(fresh)+"\n"))
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		text, err = os.ReadFile(name) // another build may have made it meanwhile
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, errors.New("this is no key; delete it, and another one is made")
	}
	return key, nil
}
