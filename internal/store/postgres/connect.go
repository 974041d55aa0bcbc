package postgres

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"aktivering/internal/store"
)

// How many connections a process uses at most, unless the URL says otherwise, and
// at least: one listens, and one holds the lock while the schema is brought up to
// date by others.
const (
	maxConnections = 16
	minConnections = 4
)

// How soon a connection is known to be dead.
const (
	// connectTimeout is how long a new connection may take.
	connectTimeout = 5 * time.Second
	// pingTimeout is how long an idle connection may take to answer before it is used
	// again.
	pingTimeout = time.Second
	// unsentTimeout is how long sent bytes may stay unacknowledged by the network.
	unsentTimeout = 8 * time.Second
	// closeTimeout is how long the server may take to say goodbye.
	closeTimeout = time.Second
	// maxIdle is how long a connection is kept that nobody uses.
	maxIdle = 5 * time.Minute
)

// keepAlive finds a connection that is dead while it waits, within 10 seconds.
//
//nolint:gochecknoglobals // a constant
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 4 * time.Second, Interval: 2 * time.Second, Count: 3}

// sessionSettings are those of every connection, unless the URL has others.
func sessionSettings() map[string]string {
	return map[string]string{
		"application_name": "aktivering",
		// What a process locked that lost its network is free again soon.
		"idle_in_transaction_session_timeout": "10s",
		// Nothing here waits longer for a lock: who asked has given up by then.
		"lock_timeout": "10s",
		// The server gives up connections of processes that are gone.
		"tcp_keepalives_idle":     "15",
		"tcp_keepalives_interval": "5",
		"tcp_keepalives_count":    "3",
	}
}

// poolConfig reads a URL. No error of it holds the URL's password.
func poolConfig(url string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// Its text and its chain may hold the password.
		return nil, errors.New("open PostgreSQL: the URL cannot be read; it looks like postgres://user:password@host:5432/database")
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = maxConnections
	}
	config.MaxConns = max(config.MaxConns, minConnections)
	if !strings.Contains(url, "pool_max_conn_idle_time") {
		config.MaxConnIdleTime = maxIdle
	}
	config.PingTimeout = pingTimeout
	// pgx waits 15 seconds for the server to close its end, and the pool opens no
	// connection in the place of this one meanwhile.
	config.BeforeClose = func(c *pgx.Conn) {
		network := c.PgConn().Conn()
		time.AfterFunc(closeTimeout, func() { _ = network.Close() }) // it is closed already, or dead
	}
	c := config.ConnConfig
	for setting, value := range sessionSettings() {
		if _, ok := c.RuntimeParams[setting]; !ok {
			c.RuntimeParams[setting] = value
		}
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	c.DialFunc = dialer(c).DialContext
	return config, nil
}

// dialer opens connections that notice when their other end is gone.
func dialer(c *pgx.ConnConfig) *net.Dialer {
	return &net.Dialer{Timeout: c.ConnectTimeout, KeepAliveConfig: keepAlive, ControlContext: limitUnsent}
}

// misplaced tells what to do about a database that the server does not let the program use;
// other errors stay as they are.
func misplaced(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok:
	case strings.HasPrefix(e.Code, classAuthorization):
		return &store.PlaceError{What: e.Message, Fix: "correct the user or the password in DATABASE_URL, or create the user"}
	case e.Code == unknownDatabase:
		return &store.PlaceError{What: e.Message, Fix: "create it, or correct DATABASE_URL"}
	}
	return err
}

// Unreachable reports whether an error of Open means that the server could not be
// reached, or is not ready for connections yet, so that it is worth trying again.
func Unreachable(err error) bool {
	if code := codeOf(err); code != "" {
		return code == cannotConnectNow || code == tooManyConnections || strings.HasPrefix(code, classShutdown)
	}
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	return connecting || network || errors.Is(err, context.DeadlineExceeded)
}
