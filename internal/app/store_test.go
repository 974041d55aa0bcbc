package app

import (
	"errors"
	"strings"
	"testing"
)

func TestDatabase(t *testing.T) {
	cases := []struct {
		name string
		want location
		text string
	}{
		{"aktivering.db", location{path: "aktivering.db"}, "SQLite, aktivering.db"},
		{"/var/lib/a b.db", location{path: "/var/lib/a b.db"}, "SQLite, /var/lib/a b.db"},
		{`C:\data\a.db`, location{path: `C:\data\a.db`}, `SQLite, C:\data\a.db`},
		{"sqlite:///var/lib/a%20b.db", location{path: "/var/lib/a b.db"}, "SQLite, /var/lib/a b.db"},
		{"sqlite:a.db", location{path: "a.db"}, "SQLite, a.db"},
		{"postgres://u:secret@host:5432/db?sslmode=disable", location{url: "postgres://u:secret@host:5432/db?sslmode=disable"}, "PostgreSQL, host:5432/db"},
		{"postgresql:///db?host=/run/postgresql", location{url: "postgresql:///db?host=/run/postgresql"}, "PostgreSQL, /run/postgresql:5432/db"},
		{" Postgres://u:x%40y@h1:1,h2:2/db\n", location{url: "postgres://u:x%40y@h1:1,h2:2/db"}, "PostgreSQL, h1:1/db"},
		{"host=db user=u password='hemme lig' dbname=d", location{url: "host=db user=u password='hemme lig' dbname=d"}, "PostgreSQL, db:5432/d"},
		{"dbname=d  host = db", location{url: "dbname=d  host = db"}, "PostgreSQL, db:5432/d"},
		{"sqlite:///srv/user@host.db", location{path: "/srv/user@host.db"}, "SQLite, /srv/user@host.db"},
		{"/srv/user@host.db", location{path: "/srv/user@host.db"}, "SQLite, /srv/user@host.db"},
	}
	for _, c := range cases {
		got, err := Database(c.name).locate()
		if text := Database(c.name).String(); err != nil || got != c.want || text != c.text {
			t.Errorf("%s: %+v, %q, %v; want %+v, %q", c.name, got, text, err, c.want, c.text)
		}
	}
}

// What was to be PostgreSQL never becomes a file with a password in its name, and what
// cannot be read is not told.
func TestDatabaseFaults(t *testing.T) {
	for _, s := range []string{
		"postgres//u:hemmelig@h/d", "postgres/u:hemmelig@h/d", "postgres:u:hemmelig@h/d", "postgresql//h/d?password=hemmelig", "pgsql:u:hemmelig@h",
		"postgres://u:hemm#elig@h/d", "postgres://u:12?hemmelig@h/d", "postgres://u:12/hemmelig@h/d", "postgres://u:hemmelig@[h/d", "postgres://u:%zzhemmelig@h/d",
		"postgres://u:12#hemmelig@h/d", "postgres://u:hemmelig@h:port/d", "postgres:///d?password=hemmelig", "postgres:",
		"u:hemmelig@h/d", "//u:hemmelig@h/d", "mysql://u:hemmelig@h/d", "jdbc:postgresql://h/d?password=hemmelig", `"postgres://u:hemmelig@h/d"`,
		"host=h password=hemmelig port=x", "host=h password='hemmelig", "sqlite://u:hemmelig@h/d", "sqlite:///d?key=hemmelig",
	} {
		d, err := Database(s).locate()
		if _, setting := errors.AsType[*SettingError](err); !setting || d != (location{}) {
			t.Errorf("%s: %+v, %v", s, d, err)
			continue
		}
		if text := Database(s).String(); strings.Contains(text, "hemm") || strings.Contains(text, "12") {
			t.Errorf("%s: the password is told: %s", s, text)
		}
		if strings.Contains(err.Error(), "hemm") || strings.Contains(err.Error(), "12") {
			t.Errorf("%s: the password is told: %v", s, err)
		}
	}
}

// Whatever is given is a database or a clear word, and no word of a password.
func FuzzDatabase(f *testing.F) {
	for _, s := range []string{"a.db", "sqlite:///a", "postgres://u:hemmelig@h/d", "postgres://u:hemmelig@[h/d", "mysql://x", "", ":", "a:b", "host=h password=hemmelig", "postgres//u:hemmelig@h", "u:hemmelig@h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Database(s).locate()
		if err == nil {
			if (d.path == "") == (d.url == "") {
				t.Errorf("%q is %+v", s, d)
			}
			if strings.Contains(s, ":hemmelig@") && !strings.HasPrefix(s, "sqlite:") && d.path != "" {
				t.Errorf("%q is a file", s)
			}
			return
		}
		if _, setting := errors.AsType[*SettingError](err); !setting {
			t.Errorf("%q: %T", s, err)
		}
		if strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("the password is told: %v", err)
		}
	})
}

func TestListenAddr(t *testing.T) {
	for addr, good := range map[string]bool{
		"127.0.0.1:8080": true, ":8080": true, "[::1]:0": true, "localhost:80": true,
		"": false, "8080": false, "host:port": false, "http://host:80": false, "host:99999": false, "host:": false,
	} {
		if err := ListenAddr(addr).Faults(); (err == nil) != good {
			t.Errorf("%q: %v", addr, err)
		}
	}
}
