package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// started is how long whole processes took for one question.
type started struct {
	question string
	times    []time.Duration
}

// startUp builds the program whose module is at root, and runs `ask` with each
// question, some rounds over.
func startUp(ctx context.Context, root string, rounds int) (_ []started, err error) {
	dir, err := os.MkdirTemp("", "aktivering")
	if err != nil {
		return nil, fmt.Errorf("start-up: %w", err)
	}
	defer func() {
		if removed := os.RemoveAll(dir); err == nil && removed != nil {
			err = fmt.Errorf("start-up: %w", removed)
		}
	}()
	program, err := buildProgram(ctx, root, dir)
	if err != nil {
		return nil, err
	}
	results := []started{{question: "0xC004F213"}, {question: "hovedkort byttet"}}
	for range rounds {
		for i := range results {
			took, err := ask(ctx, program, results[i].question)
			if err != nil {
				return nil, err
			}
			results[i].times = append(results[i].times, took)
		}
	}
	return results, nil
}

// buildProgram builds the module at root into a folder.
func buildProgram(ctx context.Context, root, dir string) (string, error) {
	program := filepath.Join(dir, "aktivering.exe")                                   // Windows wants an ending, others do not mind
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, ".") //nolint:gosec // a path that we chose
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("start-up: build: %w\n%s", err, out)
	}
	return program, nil
}

// ask runs one process, and tells how long it took.
func ask(ctx context.Context, program, question string) (time.Duration, error) {
	start := time.Now()
	out, err := exec.CommandContext(ctx, program, "ask", question).CombinedOutput() //nolint:gosec // the program that we built
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("start-up: ask %q: %w\n%s", question, err, out)
	}
	return took, nil
}
