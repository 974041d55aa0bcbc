package dialogue_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"aktivering/bot/bottest"
	"aktivering/knowledge"
)

// TestPhrases holds the phrases and the code together: each key that the code
// names is a phrase, and each phrase is named.
func TestPhrases(t *testing.T) {
	keys := bottest.Manager(t).Knowledge.Phrases().Keys()
	used := literals(t)
	for _, key := range keys {
		if strings.HasPrefix(key, "web.") || strings.HasPrefix(key, "slack.") {
			continue // is named by the pages of adapters, whose tests hold that
		}
		family := key[:strings.LastIndex(key, ".")+1]
		if !used[key] && (family == "" || !used[family]) {
			t.Errorf("%q is never said", key)
		}
	}
	for literal := range used {
		if looksLikeKey(literal, keys) && !slices.Contains(keys, literal) {
			t.Errorf("%q is no phrase", literal)
		}
	}
}

// looksLikeKey reports a literal that begins like the phrases with a dot.
func looksLikeKey(s string, keys []string) bool {
	family, _, dotted := strings.Cut(s, ".")
	return dotted && !strings.HasSuffix(s, ".") && slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, family+".") })
}

// literals returns every string in the core's code.
func literals(t *testing.T) map[string]bool {
	var files []string
	for _, pattern := range []string{"../*.go", "../*/*.go"} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, matches...)
	}
	found := make(map[string]bool)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					found[s] = true
				}
			}
			return true
		})
	}
	return found
}

// TestDecodedIDs holds that every id a code's bits can give is put into words.
func TestDecodedIDs(t *testing.T) {
	phrases := bottest.Manager(t).Knowledge.Phrases()
	ids := map[string][]string{
		"family":   {"licensing", "store", "win32", "ntstatus", "unknown"},
		"answered": {"store-backend", "activation-server", "clearing-house", "security-processor", "internal-service", "client"},
		"win32": {
			"dns-name-missing", "dns-server-failure", "dns-no-records", "bad-name", "not-found", "rpc-unavailable", "name-not-resolved", "timed-out",
			"secure-channel-failed", "dns-no-servers", "access-denied", "bad-data", "not-reached", "connection-broken", "bad-parameter",
			"service-missing", "service-stopped", "wrong-state", "domain-not-found",
		},
		"facility": {"rpc", "dispatch", "storage", "interface", "security", "windows-update", "wmi", "product-key", "office"},
	}
	for _, p := range knowledge.Problems() {
		ids["problem"] = append(ids["problem"], string(p))
	}
	for _, kind := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[kind] {
			key := "decode." + kind + "." + id
			for _, l := range bottest.Manager(t).Knowledge.Languages().IDs() {
				if phrases.Text(l, key) == key {
					t.Errorf("%s lacks %q", l, key)
				}
			}
		}
	}
}
