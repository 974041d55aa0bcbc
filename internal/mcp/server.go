package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// maxMessage bounds a message of the protocol, in bytes: the longest text, each character escaped,
// and what is around it.
const maxMessage = 256 << 10

// Answerer answers a question as the bot does.
type Answerer interface {
	Answer(question string, o dialogue.AnswerOptions) (bot.Reply, match.Result)
}

// Matcher understands a text.
type Matcher interface {
	Match(text string, in match.Scope) match.Result
}

// Server answers assistants.
type Server struct {
	kb      *knowledge.Base
	matcher Matcher
	bot     Answerer
	server  *sdk.Server
}

// Options are what a Server works with.
type Options struct {
	Knowledge *knowledge.Base
	Matcher   Matcher
	Bot       Answerer
	Version   string
	Log       *slog.Logger
}

// instructions tell an assistant what the tools are for.
const instructions = "Documented answers about the activation of Windows, offline, in Norwegian (nb, nn) and English (en). " +
	"Call look_up for an error code, match for a problem or question in words, and article for everything that an article says. " +
	"Say where an answer was read and when, as its sources tell. " +
	"Where documented is false, no remedy is known: say so, and do not make one up."

// New returns a server.
func New(o Options) (*Server, error) {
	s := &Server{kb: o.Knowledge, matcher: o.Matcher, bot: o.Bot}
	s.server = sdk.NewServer(
		&sdk.Implementation{Name: "aktivering", Title: "Aktivering", Version: o.Version},
		&sdk.ServerOptions{Instructions: instructions, Logger: o.Log, Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}}},
	)
	return s, errors.Join(
		add(s, "look_up", "Look up an error code",
			"What an error code of Windows means: the articles with its documented remedies, or else its name, who answered with it and what kind of problem it is.", s.lookUp),
		add(s, "match", "Understand a text",
			"What a problem or a question in words is about: the articles that answer it, the codes in it, and what the bot replies to it.", s.match),
		add(s, "article", "Read an article",
			"Everything that an article says: what has happened, every remedy with its steps and when it applies, and the sources.", s.article),
	)
}

// add adds a tool that only reads.
func add[In, Out any](s *Server, name, title, description string, call func(In) (Out, error)) error {
	input, err := jsonschema.For[In](nil)
	if err != nil {
		return fmt.Errorf("the arguments of %s: %w", name, err)
	}
	s.choices(input)
	no := false
	tool := &sdk.Tool{
		Name: name, Title: title, Description: description, InputSchema: input,
		Annotations: &sdk.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no},
	}
	sdk.AddTool(s.server, tool, func(_ context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, Out, error) {
		out, err := call(in)
		return nil, out, err
	})
	return nil
}

// choices writes into a schema what an argument may be; the SDK rejects all else. How long others
// may be is for the tools to check, as the SDK repeats what it rejects.
func (s *Server) choices(input *jsonschema.Schema) {
	var languages []any
	for _, l := range s.kb.Languages().IDs() {
		languages = append(languages, string(l))
	}
	input.Properties["language"].Enum = languages
	input.Properties["windows"].Enum = []any{windows11, windows10}
}

// Run answers one assistant until it hangs up or ctx ends.
func (s *Server) Run(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	session, err := s.server.Connect(ctx, &sdk.IOTransport{Reader: in, Writer: out, MaxLineLength: maxMessage}, nil)
	if err != nil {
		return fmt.Errorf("mcp: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = session.Close() })()
	if err := session.Wait(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("mcp: %w", err)
	}
	return nil
}
