package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is a PostgreSQL server of the run's own.
type cluster struct {
	bin, folder string
	port        int
	admin       *sql.DB
}

// newCluster makes a server and starts it, until the run ends.
func (b *bench) newCluster(ctx context.Context) (*cluster, error) {
	c := &cluster{}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if err != nil {
		return nil, err
	}
	if path, err := exec.LookPath("pg_ctl"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return nil, skip("PostgreSQL's own programs are not here")
	}
	c.bin = filepath.Dir(found[len(found)-1])
	// PostgreSQL wants no root, and its user must be able to come here.
	if c.folder, err = os.MkdirTemp("", "faults-postgres"); err != nil {
		return nil, err
	}
	b.cleanup(func() error { return os.RemoveAll(c.folder) })
	if os.Getuid() == 0 {
		owner, err := user.Lookup("postgres")
		if err != nil {
			return nil, skip("there is no user postgres")
		}
		id, err := strconv.Atoi(owner.Uid)
		if err != nil {
			return nil, err
		}
		if err := os.Chown(c.folder, id, -1); err != nil {
			return nil, err
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is there at once
	if err != nil {
		return nil, err
	}
	address, _ := listener.Addr().(*net.TCPAddr)
	c.port = address.Port
	if err := listener.Close(); err != nil {
		return nil, err
	}
	if err := c.run(ctx, "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D", c.data()); err != nil {
		return nil, err
	}
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	b.cleanup(func() error { return c.stop(context.WithoutCancel(ctx), "immediate") })
	if c.admin, err = sql.Open("pgx", c.url(c.port, "postgres")); err != nil {
		return nil, err
	}
	b.cleanup(c.admin.Close)
	return c, c.do(ctx, "CREATE ROLE bot LOGIN", "CREATE DATABASE bot OWNER bot")
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

// url is the address of the bot's database, at the server or at what is before it.
func (c *cluster) url(port int, role string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Path: role}
	return u.String()
}

// do carries out what an administrator says.
func (c *cluster) do(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := c.admin.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

func (c *cluster) start(ctx context.Context) error {
	return c.run(ctx, "pg_ctl", "-D", c.data(), "-w", "-t", "30", "-l", filepath.Join(c.folder, "log"),
		"-o", fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories=%s -c max_connections=60", c.port, c.folder), "start")
}

// stop stops the server as pg_ctl's modes have it.
func (c *cluster) stop(ctx context.Context, mode string) error {
	return c.run(ctx, "pg_ctl", "-D", c.data(), "-w", "-t", "30", "-m", mode, "stop")
}

// run runs one of PostgreSQL's programs as its user.
func (c *cluster) run(ctx context.Context, name string, args ...string) error {
	args = append([]string{filepath.Join(c.bin, name)}, args...)
	if os.Getuid() == 0 {
		args = slices.Concat([]string{"runuser", "-u", "postgres", "--"}, args)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // programs that we chose
	command.Dir = c.folder
	// The server that pg_ctl starts holds what it inherits: a pipe would never end.
	log, err := os.OpenFile(filepath.Join(c.folder, "pg_ctl.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // it is for the message below
	command.Stdout, command.Stderr = log, log
	if err := command.Run(); err != nil {
		told, _ := os.ReadFile(log.Name())
		return errors.Join(fmt.Errorf("%s: %w\n%s", name, err, told), ctx.Err())
	}
	return nil
}
