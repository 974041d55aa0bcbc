package webdesk

import (
	"fmt"
	"net/url"
	"strings"

	"aktivering/internal/workspaces"
)

func caseURL(number int) string { return fmt.Sprintf("/desk/cases/%d", number) }

func articleURL(id string) string { return "/desk/knowledge/articles/" + url.PathEscape(id) }

// ownPath is where the files of own folders are.
const ownPath = "/desk/knowledge/own/"

func ownURL(pack, file string) string { return ownPath + url.PathEscape(pack) + "/" + file }

// workspacesPath is where the settings of single workspaces are.
const workspacesPath = "/desk/workspaces"

func workspaceURL(k workspaces.Key) string {
	return workspacesPath + "/" + escaped(string(k.Platform)) + "/" + escaped(k.ID)
}

func escaped(s string) string { return url.QueryEscape(s) }

// local is an address within the desk, or the queue: no other site is led to.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(next, "/desk/") ||
		strings.ContainsAny(next, "\\\r\n\t") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") {
		return "/desk/"
	}
	return next
}
