package app

import (
	"context"
	"io"
	"log/slog"

	"github.com/rs/zerolog"

	"aktivering/internal/mcp"
)

// MCP answers an assistant on the standard input and output until it hangs up. What is logged
// goes to standard error alone: the output holds messages of the protocol, and nothing else.
func (a *App) MCP(ctx context.Context) error {
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	matcher.Ready()
	server, err := mcp.New(mcp.Options{
		Knowledge: manager.Knowledge, Matcher: matcher, Bot: manager, Version: Version(), Log: slog.New(zerolog.NewSlogHandler(a.Log)),
	})
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	a.started()
	return server.Run(ctx, io.NopCloser(a.In), nopCloser{a.Out}) //nolint:wrapcheck // it says what it is about
}

// nopCloser is a writer that is not closed with what writes to it.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
