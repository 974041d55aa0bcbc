package discord

import (
	"cmp"

	lru "github.com/hashicorp/golang-lru/v2"
)

// user is the part that is read of a user.
type user struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

// member is the part that is read of a user in a server.
type member struct {
	Nick string `json:"nick"`
	User user   `json:"user"`
	// Roles are the ids of the roles; nil where Discord does not tell.
	Roles []string `json:"roles"`
}

// nameOf returns the name of a person in a server, where they may have a nickname.
func nameOf(u user, nick string) string { return cmp.Or(nick, u.GlobalName, u.Username) }

// maxNames bounds how many people's names are remembered.
const maxNames = 20_000

// names are what people are called in the servers where they did something. They are known until
// the program ends, and so is a name that is changed meanwhile until its bearer does something.
type names struct {
	known *lru.Cache[inServerID, string]
}

// inServerID is a person in a server, by their ids.
type inServerID struct{ server, person string }

func newNames() *names {
	known, _ := lru.New[inServerID, string](maxNames) // fails for sizes below one only
	return &names{known}
}

// add remembers the name of a person in a server. A nil value remembers none.
func (n *names) add(server, person, name string) {
	if n != nil && name != "" {
		n.known.Add(inServerID{server, person}, name)
	}
}

// of returns the name of a person in a server; empty where it is not known.
func (n *names) of(server, person string) string {
	name, _ := n.known.Get(inServerID{server, person})
	return name
}
