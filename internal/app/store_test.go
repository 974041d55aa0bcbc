package app

import (
	"errors"
	"strings"
	"testing"
)

func TestParseDatabase(t *testing.T) {
	cases := []struct {
		name string
		want Database
		text string
	}{
		{"aktivering.db", Database{Path: "aktivering.db"}, "SQLite, aktivering.db"},
		{"/var/lib/a b.db", Database{Path: "/var/lib/a b.db"}, "SQLite, /var/lib/a b.db"},
		{`C:\data\a.db`, Database{Path: `C:\data\a.db`}, `SQLite, C:\data\a.db`},
		{"sqlite:///var/lib/a%20b.db", Database{Path: "/var/lib/a b.db"}, "SQLite, /var/lib/a b.db"},
		{"sqlite:a.db", Database{Path: "a.db"}, "SQLite, a.db"},
		{"postgres://u:secret@host:5432/db?sslmode=disable", Database{URL: "postgres://u:secret@host:5432/db?sslmode=disable"}, "PostgreSQL, host:5432/db"},
		{"postgresql:///db?host=/run/postgresql", Database{URL: "postgresql:///db?host=/run/postgresql"}, "PostgreSQL, /db"},
	}
	for _, c := range cases {
		got, err := ParseDatabase(c.name)
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("%s: %+v, %q, %v; want %+v, %q", c.name, got, got, err, c.want, c.text)
		}
	}
}

// Whatever is given is a database or a clear word, and no word of a password.
func FuzzParseDatabase(f *testing.F) {
	for _, s := range []string{"a.db", "sqlite:///a", "postgres://u:hemmelig@h/d", "postgres://u:hemmelig@[h/d", "mysql://x", "", ":", "a:b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDatabase(s)
		if err == nil {
			if (d.Path == "") == (d.URL == "") {
				t.Errorf("%q is %+v", s, d)
			}
			return
		}
		if _, usage := errors.AsType[*UsageError](err); !usage {
			t.Errorf("%q: %T", s, err)
		}
		if strings.HasPrefix(s, "postgres:") && strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("the password is told: %v", err)
		}
	})
}

func TestParseAddr(t *testing.T) {
	for addr, good := range map[string]bool{
		"127.0.0.1:8080": true, ":8080": true, "[::1]:0": true, "localhost:80": true,
		"": false, "8080": false, "host:port": false, "http://host:80": false, "host:99999": false, "host:": false,
	} {
		if _, err := ParseAddr(addr); (err == nil) != good {
			t.Errorf("%q: %v", addr, err)
		}
	}
}
