package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/rs/zerolog"

	"aktivering/internal/store"
)

// health tells whether the database can be used.
type health struct {
	log   zerolog.Logger
	files []openFile
	// lost tells that the last check found a file missing.
	lost atomic.Bool
	// writable tells whether a row can be written.
	writable store.SharedCheck[error]
}

// openFile is a file as it was when the store opened it.
type openFile struct {
	path string
	info os.FileInfo
}

// openFiles returns the database's file and its log, as they are now. The database has been
// read, so that both are open.
func openFiles(path string) ([]openFile, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	files := []openFile{{path, info}}
	// Without a log, the file system does not support one, and SQLite works without it.
	if info, err := os.Stat(path + "-wal"); err == nil {
		files = append(files, openFile{path + "-wal", info})
	}
	return files, nil
}

// checkFiles fails if a file that the store has open is no longer the one at its path: what
// is written then would be in a file that nobody can open any more.
func (h *health) checkFiles() error {
	for _, f := range h.files {
		info, err := os.Stat(f.path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			err = fmt.Errorf("%s was deleted or moved while it was open: put it back, or restore a copy and restart", f.path)
		case err != nil:
			err = fmt.Errorf("%s cannot be checked: %w", f.path, err)
		case !os.SameFile(info, f.info):
			err = fmt.Errorf("%s was replaced while it was open: restart to use the new file", f.path)
		}
		if err != nil {
			if !h.lost.Swap(true) {
				h.log.Error().Err(err).Msg("database file lost: no event is acknowledged and no reply is sent")
			}
			return err
		}
	}
	if h.lost.Load() && h.lost.Swap(false) {
		h.log.Info().Msg("database file is back")
	}
	return nil
}
