package slack

import (
	"net/url"
	"slices"
	"strings"
)

// server is what an address has before its path.
type server struct{ scheme, host, port string }

func serverOf(u *url.URL) server {
	o := server{strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()}
	if o.port == "" {
		o.port = map[string]string{"https": httpsPort, "http": "80"}[o.scheme]
	}
	return o
}

const httpsPort = "443"

// isSlack reports Slack's own servers, also those for governments.
func (o server) isSlack() bool {
	return o.scheme == "https" && o.port == httpsPort &&
		slices.ContainsFunc([]string{"slack.com", "slack-gov.com"}, func(domain string) bool {
			return o.host == domain || strings.HasSuffix(o.host, "."+domain)
		})
}

// answerPaths are how the paths of Slack's response_urls begin: those of commands, of
// presses, and of shortcuts and forms.
func answerPaths() []string { return []string{"/commands/", "/actions/", "/app/"} }

// takesAnswers reports whether an address can be a response_url: one of Slack's, or one
// at the server where the API is if that is not Slack's.
func (a *Adapter) takesAnswers(u *url.URL) bool {
	o := serverOf(u)
	switch {
	case u.User != nil || u.Opaque != "":
		return false
	case o.isSlack():
		return strings.HasPrefix(o.host, "hooks.") && u.RawQuery == "" &&
			slices.ContainsFunc(answerPaths(), func(begins string) bool { return strings.HasPrefix(u.Path, begins) }) &&
			!slices.Contains(strings.Split(u.Path, "/"), "..")
	}
	return o == a.server
}
