//go:build unix

package app

import "golang.org/x/sys/unix"

// freeSpace returns how many bytes of the file system of a folder the program may still use.
func freeSpace(folder string) (free uint64, known bool) {
	var s unix.Statfs_t
	if unix.Statfs(folder, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
