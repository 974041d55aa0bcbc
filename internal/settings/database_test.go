package settings

import (
	"errors"
	"strings"
	"testing"
)

func TestDatabase(t *testing.T) {
	cases := []struct {
		name string
		want Location
		text string
	}{
		{"aktivering.db", Location{Path: "aktivering.db"}, "SQLite, aktivering.db"},
		{"/var/lib/a b.db", Location{Path: "/var/lib/a b.db"}, "SQLite, /var/lib/a b.db"},
		{`C:\data\a.db`, Location{Path: `C:\data\a.db`}, `SQLite, C:\data\a.db`},
		{"sqlite:///var/lib/a%20b.db", Location{Path: "/var/lib/a b.db"}, "SQLite, /var/lib/a b.db"},
		{"sqlite:a.db", Location{Path: "a.db"}, "SQLite, a.db"},
		{"postgres://u:secret@host:5432/db?sslmode=disable", Location{URL: "postgres://u:secret@host:5432/db?sslmode=disable"}, "PostgreSQL, host:5432/db"},
		{"postgresql:///db?host=/run/postgresql", Location{URL: "postgresql:///db?host=/run/postgresql"}, "PostgreSQL, /run/postgresql:5432/db"},
		{" Postgres://u:x%40y@h1:1,h2:2/db\n", Location{URL: "postgres://u:x%40y@h1:1,h2:2/db"}, "PostgreSQL, h1:1/db"},
		{"host=db user=u password='hemme lig' dbname=d", Location{URL: "host=db user=u password='hemme lig' dbname=d"}, "PostgreSQL, db:5432/d"},
		{"dbname=d  host = db", Location{URL: "dbname=d  host = db"}, "PostgreSQL, db:5432/d"},
		{"sqlite:///srv/user@host.db", Location{Path: "/srv/user@host.db"}, "SQLite, /srv/user@host.db"},
		{"/srv/user@host.db", Location{Path: "/srv/user@host.db"}, "SQLite, /srv/user@host.db"},
	}
	for _, c := range cases {
		got, err := Database(c.name).Locate()
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
		d, err := Database(s).Locate()
		if _, setting := errors.AsType[*Error](err); !setting || d != (Location{}) {
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
		d, err := Database(s).Locate()
		if err == nil {
			if (d.Path == "") == (d.URL == "") {
				t.Errorf("%q is %+v", s, d)
			}
			if strings.Contains(s, ":hemmelig@") && !strings.HasPrefix(s, "sqlite:") && d.Path != "" {
				t.Errorf("%q is a file", s)
			}
			return
		}
		if _, setting := errors.AsType[*Error](err); !setting {
			t.Errorf("%q: %T", s, err)
		}
		if strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("the password is told: %v", err)
		}
	})
}
