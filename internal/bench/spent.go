package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times of processors in /proc.
const tick = 10 * time.Millisecond

// spent returns the time of processors that a process has taken, by its number or as "self"; 0
// where the system does not tell.
func spent(process string) time.Duration {
	stat, err := os.ReadFile("/proc/" + process + "/stat")
	if err != nil {
		return 0
	}
	// The program's name, in parentheses, may hold spaces; the 14th and 15th fields are counted
	// from the beginning.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const user, system = 11, 12
	if len(fields) <= system {
		return 0
	}
	total := 0
	for _, field := range fields[user : system+1] {
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0
		}
		total += n
	}
	return time.Duration(total) * tick
}

// served returns the time of processors of a PostgreSQL server's processes on this machine that
// serve the program in this database; 0 of SQLite.
func (d database) served(ctx context.Context) (total time.Duration, err error) {
	if d.driver != "pgx" {
		return 0, nil
	}
	db, err := sql.Open(d.driver, d.source)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND host(client_addr) IN ('127.0.0.1', '::1')`, d.application)
	if err != nil {
		return 0, fmt.Errorf("look for the server's processes: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var pid string
		if err := rows.Scan(&pid); err != nil {
			return 0, fmt.Errorf("look for the server's processes: %w", err)
		}
		total += spent(pid)
	}
	return total, rows.Err()
}
