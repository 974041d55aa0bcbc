package discord

import "cmp"

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
