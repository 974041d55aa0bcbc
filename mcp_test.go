package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// An assistant starts the program as it is built, and speaks with it over pipes. Whatever is
// logged, the pipes hold nothing but the protocol.
func TestMCP(t *testing.T) {
	program := filepath.Join(t.TempDir(), "aktivering")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	command := exec.CommandContext(t.Context(), program, "--log-level", "trace", "mcp")
	var logged bytes.Buffer
	command.Stderr = &logged
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &sdk.CommandTransport{Command: command}, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, &logged)
	}
	for tool, arguments := range map[string]map[string]any{
		"look_up": {"code": "0xC004F213"},
		"match":   {"text": "new motherboard, no product key", "language": "en"},
		"article": {"id": "0xC004F213", "language": "nn"},
	} {
		r, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
		if err != nil {
			t.Fatalf("%s: %v\n%s", tool, err, &logged)
		}
		answer, err := json.Marshal(r.StructuredContent)
		if err != nil || r.IsError || !strings.Contains(string(answer), `"read":"20`) || !strings.Contains(string(answer), "0xC004F213") {
			t.Errorf("%s: error %v, answer\n%s", tool, err, answer)
		}
	}
	if err := session.Close(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, &logged)
	}
	if !strings.Contains(logged.String(), "knowledge loaded") {
		t.Errorf("nothing was logged:\n%s", &logged)
	}
}

// An assistant that hangs up is no fault; what is no message of the protocol is one.
func TestMCPEnds(t *testing.T) {
	if r := start(t, "", "mcp"); r.code != exitOK || r.out+r.err != "" {
		t.Errorf("exit code %d, output %q, standard error %q", r.code, r.out, r.err)
	}
	if r := start(t, "hva er klokka?\n", "mcp"); r.code != exitFailure || r.out != "" || strings.Contains(r.err, "klokka") {
		t.Errorf("exit code %d, output %q, standard error %q", r.code, r.out, r.err)
	}
}
