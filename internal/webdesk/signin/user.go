package signin

import (
	"strings"

	"aktivering/bot/name"
)

// Role tells what somebody may do at the desk. Each may do what those before it may.
type Role string

// The roles, by rising rights.
const (
	RoleAgent         Role = "agent"         // works on cases, reads articles and figures
	RoleEditor        Role = "editor"        // also reads what people asked in vain, and drafts articles
	RoleAdministrator Role = "administrator" // also lets others in
)

// Roles are all roles, by rising rights.
func Roles() []Role { return []Role{RoleAgent, RoleEditor, RoleAdministrator} }

// rank is the place of a role among all; 0 is none of them.
func (r Role) rank() int {
	for i, role := range Roles() {
		if r == role {
			return i + 1
		}
	}
	return 0
}

// Known reports one of the roles.
func (r Role) Known() bool { return r.rank() > 0 }

// May reports that the role has the rights of another one.
func (r Role) May(needed Role) bool { return r.Known() && r.rank() >= needed.rank() }

// User is somebody who is signed in.
type User struct {
	// ID is stable, and no other platform's.
	ID string
	// Name is shown to people and to other agents.
	Name string
	Role Role
}

// maxName is how long a name may be, in characters.
const maxName = 60

// cleanName is a name as it is shown; empty where nothing is left of it.
func cleanName(s string) string {
	runes := []rune(name.Clean(s))
	return strings.TrimSpace(string(runes[:min(len(runes), maxName)]))
}
