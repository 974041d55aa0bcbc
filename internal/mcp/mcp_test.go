package mcp_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"aktivering/bot/bottest"
	"aktivering/bot/match"
	"aktivering/internal/mcp"
	"aktivering/knowledge"
)

// connect returns a client of the SDK that speaks with a server through pipes.
func connect(t *testing.T) *sdk.ClientSession {
	t.Helper()
	m := bottest.Manager(t)
	server, err := mcp.New(mcp.Options{Knowledge: m.Knowledge, Matcher: m.Matcher, Bot: m, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- server.Run(t.Context(), fromClient, toClient) }()
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = session.Close()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return session
}

// call calls a tool and reads its answer into out, which may be nil; it returns what the tool
// says went wrong.
func call(t *testing.T, c *sdk.ClientSession, tool string, arguments map[string]any, out any) string {
	t.Helper()
	r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s(%v): %v", tool, arguments, err)
	}
	text, ok := r.Content[0].(*sdk.TextContent)
	if !ok || len(r.Content) != 1 {
		t.Fatalf("%s(%v): content %v", tool, arguments, r.Content)
	}
	if r.IsError {
		return text.Text
	}
	structured, err := json.Marshal(r.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	for _, answer := range []string{text.Text, string(structured)} { // older assistants read the first
		if out == nil {
			continue
		}
		if err := json.Unmarshal([]byte(answer), out); err != nil {
			t.Fatalf("%s(%v): %v", tool, arguments, err)
		}
	}
	return ""
}

// What assistants are offered is what testdata holds.
func TestTools(t *testing.T) {
	c := connect(t)
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		if a := tool.Annotations; a == nil || !a.ReadOnlyHint || *a.DestructiveHint || *a.OpenWorldHint {
			t.Errorf("%s does not say that it only reads: %+v", tool.Name, a)
		}
	}
	got, err := json.MarshalIndent(list.Tools, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	bottest.GoldenFile(t, "tools.json", string(got)+"\n")
	if s := c.InitializeResult(); s.Instructions == "" || s.ServerInfo.Name != "aktivering" {
		t.Errorf("the server says of itself %+v", s)
	}
}

func TestLookUp(t *testing.T) {
	c := connect(t)
	for _, x := range []struct {
		arguments  map[string]any
		code, name string
		articles   []string
		near       []string
		says       []string // in the answer
		sources    int
	}{
		{map[string]any{"code": "0xC004F213"}, "0xC004F213", "SL_E_NO_PRODUCT_KEY_FOUND", []string{"0xC004F213"}, nil, []string{"Innstillinger > System > Aktivering", "Har du en produktnøkkel"}, 4},
		{map[string]any{"code": "-1073417709", "language": "en", "windows": "10"}, "0xC004F213", "SL_E_NO_PRODUCT_KEY_FOUND", []string{"0xC004F213"}, nil, []string{"Settings > Update & Security > Activation", "(https://support.microsoft.com/"}, 4},
		{map[string]any{"code": "feil C004f213", "language": "nn"}, "0xC004F213", "SL_E_NO_PRODUCT_KEY_FOUND", []string{"0xC004F213"}, nil, []string{"Har du ein produktnøkkel"}, 4},
		{map[string]any{"code": "0xC004C291"}, "0xC004C291", "SL_E_INVALID_LICENSE_STATE_BREACH_GRACE", nil, nil, []string{"slerror.h"}, 1},
		{map[string]any{"code": "0xC004F214", "language": "en"}, "0xC004F214", "SL_E_DOWNLEVEL_SETUP_KEY", nil, []string{"0xC004F213", "0xC004F014", "0xC004F212", "0xC004F211"}, []string{"slerror.h"}, 1},
		{map[string]any{"code": "0x803F701"}, "0x803F701", "", nil, []string{"0x803F7001"}, nil, 2},
		{map[string]any{"code": "0x87E107F9"}, "0x87E107F9", "", nil, nil, []string{"Tegnene i koden sier ikke"}, 1},
	} {
		var a mcp.CodeAnswer
		if fault := call(t, c, "look_up", x.arguments, &a); fault != "" {
			t.Errorf("look_up(%v): %s", x.arguments, fault)
			continue
		}
		var articles, near []string
		for _, article := range a.Articles {
			articles = append(articles, article.ID)
		}
		for _, n := range a.Near {
			near = append(near, n.Code)
		}
		if a.Code != x.code || a.Name != x.name || !slices.Equal(articles, x.articles) || !slices.Equal(near, x.near) || a.Documented != (len(x.articles) > 0) {
			t.Errorf("look_up(%v): code %s, name %s, articles %v, near %v, documented %t", x.arguments, a.Code, a.Name, articles, near, a.Documented)
		}
		all, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range x.says {
			if !strings.Contains(unescaped(string(all)), part) {
				t.Errorf("look_up(%v): %q is not in\n%s", x.arguments, part, all)
			}
		}
		if len(a.Sources) != x.sources {
			t.Errorf("look_up(%v): %d sources, want %d: %+v", x.arguments, len(a.Sources), x.sources, a.Sources)
		}
		dated(t, a.Sources)
	}
}

// unescaped is JSON with the characters that encoding/json escapes for HTML.
func unescaped(s string) string {
	return strings.NewReplacer(`\u003e`, ">", `\u003c`, "<", `\u0026`, "&").Replace(s)
}

func dated(t *testing.T, sources []mcp.Source) {
	t.Helper()
	for _, s := range sources {
		if _, err := time.Parse(time.DateOnly, s.Read); err != nil || s.Title == "" || s.Publisher == "" {
			t.Errorf("a source without title, publisher or date: %+v", s)
		}
	}
}

func TestMatch(t *testing.T) {
	c := connect(t)
	for _, x := range []struct {
		arguments map[string]any
		decision  match.Decision
		article   string
		reply     []string
	}{
		{map[string]any{"text": "hovedkort byttet, og nå vil Windows ha ny lisens"}, match.Answer, "0xC004F213", []string{"Innstillinger > System > Aktivering", "lest"}},
		{map[string]any{"text": "hovedkort byttet, og nå vil Windows ha ny lisens", "language": "nn", "windows": "10"}, match.Answer, "0xC004F213", []string{"lesen"}},
		{map[string]any{"text": "new motherboard and now there is no product key", "language": "en"}, match.Answer, "0xC004F213", []string{"read"}},
		{map[string]any{"text": "det står 0xC004F214"}, match.Suggest, "0xC004F213", []string{"SL_E_DOWNLEVEL_SETUP_KEY"}},
		{map[string]any{"text": "det står 0xC004C291"}, match.UnknownCode, "andre-koder", []string{"SL_E_INVALID_LICENSE_STATE_BREACH_GRACE"}},
		{map[string]any{"text": "hvor finner jeg en crack til windows"}, match.Refuse, "", nil},
		{map[string]any{"text": "hva er klokka i Bergen"}, match.None, "", nil},
	} {
		var a mcp.TextAnswer
		if fault := call(t, c, "match", x.arguments, &a); fault != "" {
			t.Errorf("match(%v): %s", x.arguments, fault)
			continue
		}
		if a.Decision != x.decision || (x.article != "") != (len(a.Articles) > 0) || x.article != "" && a.Articles[0].ID != x.article {
			t.Errorf("match(%v): %s %v", x.arguments, a.Decision, a.Articles)
		}
		if (x.article != "") != (len(a.Sources) > 0) || a.Reply == "" {
			t.Errorf("match(%v): reply %q, sources %v", x.arguments, a.Reply, a.Sources)
		}
		for _, part := range x.reply {
			if !strings.Contains(a.Reply, part) {
				t.Errorf("match(%v): %q is not in\n%s", x.arguments, part, a.Reply)
			}
		}
		dated(t, a.Sources)
	}
}

// A product key in a text comes back in no part of the answer.
func TestMatchRepeatsNoSecret(t *testing.T) {
	c := connect(t)
	r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "match", Arguments: map[string]any{"text": "nøkkelen ABCDE-FGHJK-MNPQR-TVWXY-2346B gir 0xC004C003"}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(r)
	if err != nil || strings.Contains(string(all), "FGHJK") || !strings.Contains(string(all), "0xC004C003") {
		t.Errorf("error %v, answer\n%s", err, all)
	}
}

// Every article can be read in every language, for every version of Windows, with its sources.
func TestArticles(t *testing.T) {
	c := connect(t)
	kb := bottest.Manager(t).Knowledge
	for _, article := range kb.Articles() {
		for _, language := range kb.Languages().IDs() {
			for _, windows := range []string{"11", "10"} {
				var a mcp.Article
				if fault := call(t, c, "article", map[string]any{"id": article.ID, "language": string(language), "windows": windows}, &a); fault != "" {
					t.Fatalf("%s: %s", article.ID, fault)
				}
				if a.ID != article.ID || a.Title == "" || a.Meaning == "" || len(a.Remedies) != len(article.Remedies) || len(a.Sources) != len(article.Sources) || len(a.Sources) == 0 {
					t.Errorf("%s in %s: %+v", article.ID, language, a)
				}
				dated(t, a.Sources)
				for _, r := range a.Remedies {
					if len(r.Steps) == 0 || len(r.Sources) == 0 || strings.ContainsAny(strings.Join(r.Steps, ""), "{}") {
						t.Errorf("%s in %s: %+v", article.ID, language, r)
					}
					for _, id := range r.Sources {
						if !slices.ContainsFunc(a.Sources, func(s mcp.Source) bool { return s.ID == id }) {
							t.Errorf("%s: source %q is not told", article.ID, id)
						}
					}
				}
			}
		}
	}
}

// Arguments are bounded, and what is rejected is told without repeating a text.
func TestBounds(t *testing.T) {
	c := connect(t)
	long := strings.Repeat("FGHJK", 4000)
	for _, x := range []struct {
		tool      string
		arguments map[string]any
		want      string
	}{
		{"look_up", map[string]any{"code": "hei"}, "no error code"},
		{"look_up", map[string]any{"code": ""}, "no error code"},
		{"look_up", map[string]any{"code": "0x1234567"}, "no whole error code"},
		{"look_up", map[string]any{"code": long}, "may have 100"},
		{"look_up", map[string]any{}, "code"},
		{"match", map[string]any{"text": long}, "may have 10000"},
		{"match", map[string]any{"text": "hei", "language": "sv"}, "enum"},
		{"match", map[string]any{"text": "hei", "windows": "7"}, "enum"},
		{"match", map[string]any{"text": 7}, "type"},
		{"match", map[string]any{"text": "hei", "more": 1}, "more"},
		{"article", map[string]any{"id": "x"}, "no article"},
		{"article", map[string]any{"id": long}, "may have 100"},
	} {
		fault := call(t, c, x.tool, x.arguments, nil)
		if !strings.Contains(fault, x.want) || strings.Contains(fault, "FGHJK") {
			t.Errorf("%s: got %q, want %q", x.tool, fault, x.want)
		}
	}
	if fault := call(t, c, "match", map[string]any{"text": strings.Repeat("å ", 5000)}, nil); fault != "" {
		t.Errorf("the longest text: %s", fault)
	}
}

// The longest text fits a message however it is escaped; a longer message ends the session.
func TestMessagesAreBounded(t *testing.T) {
	m := bottest.Manager(t)
	server, err := mcp.New(mcp.Options{Knowledge: m.Knowledge, Matcher: m.Matcher, Bot: m, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- server.Run(t.Context(), fromClient, toClient); _ = toClient.Close() }()
	answers := bufio.NewReader(fromServer)
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"match","arguments":{"text":"` + strings.Repeat(`\ud83d\ude00`, 10_000) + `"}}}`,
	} {
		if _, err := io.WriteString(toServer, message+"\n"); err != nil {
			t.Fatal(err)
		}
		if answer, err := answers.ReadString('\n'); err != nil || !strings.Contains(answer, `"result"`) {
			t.Fatalf("error %v, answer %q", err, answer)
		}
	}
	go func() { _, _ = io.WriteString(toServer, strings.Repeat("x", 1<<20)); _ = toServer.Close() }()
	if rest, err := io.ReadAll(answers); err != nil || len(rest) > 0 {
		t.Errorf("after a message of a mebibyte: error %v, %q", err, rest)
	}
	if err := <-ended; err == nil {
		t.Error("a message of a mebibyte was taken in")
	}
	_ = fromClient.Close()
}

// What is said in three languages is said in the language asked for.
func TestLanguages(t *testing.T) {
	c := connect(t)
	titles := make(map[string]bool)
	for _, l := range []knowledge.Lang{knowledge.Bokmal, knowledge.Nynorsk, knowledge.English} {
		var a mcp.CodeAnswer
		if fault := call(t, c, "look_up", map[string]any{"code": "0xC0EA0006", "language": string(l)}, &a); fault != "" {
			t.Fatal(fault)
		}
		titles[a.Meaning] = true
	}
	if len(titles) != 3 {
		t.Errorf("said in the languages: %v", titles)
	}
}
