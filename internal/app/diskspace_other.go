//go:build !unix

package app

// freeSpace returns how many bytes of the file system of a folder the program may still use, where
// that is known.
func freeSpace(string) (free uint64, known bool) { return 0, false }
