package main

import (
	"context"
	"sync"
	"syscall"

	"aktivering/internal/bench/process"
)

// replica is one process of the program, started again whenever it has ended.
type replica struct {
	binary string
	args   []string

	mu      sync.Mutex
	running *process.Process // nil while it does not listen
}

// start starts the process and waits until it listens.
func (r *replica) start(ctx context.Context) error {
	p, err := process.Start(ctx, r.binary, r.args...)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running = p
	return nil
}

// end sends a signal and waits until the process is gone; it returns its id.
func (r *replica) end(signal syscall.Signal) (id int, err error) {
	r.mu.Lock()
	p := r.running
	r.running = nil
	r.mu.Unlock()
	if p == nil {
		return 0, nil
	}
	return p.ID(), p.End(signal)
}

// at returns where the process listens; empty when it does not.
func (r *replica) at() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running == nil {
		return ""
	}
	return r.running.URL
}
