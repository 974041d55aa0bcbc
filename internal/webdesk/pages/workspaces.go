package pages

// Workspaces lists the workspaces that have settings of their own.
type Workspaces struct {
	Base
	List []Workspace
	// Unset are those that are served and have none.
	Unset []Workspace
	// Platforms are those that a workspace can be on.
	Platforms []Option
}

// Workspace is one of them.
type Workspace struct {
	Name, Platform, ID, URL string
	// InFile tells that the settings stand in a file.
	InFile bool
	// About says the most important of them, By who set them, and Faults what is wrong with them.
	About  []string
	By     string
	Faults []string
}

// WorkspaceForm is the page of the settings of one workspace.
type WorkspaceForm struct {
	Base
	Platform, PlatformID, ID, URL string
	InFile                        bool
	// Before is when they were changed, as the form submits it; empty where there are none.
	Before                          string
	Name                            string
	MaxName                         int
	Spoken                          []Option
	Channels, AdministratorChannels string
	Packs                           []Option
	DeskChannel, Agents, Alert      string
	DeskLanguages                   []Option
	Hours, Timezone, Team           string
	Replies                         []Option
	// Faults say what is wrong, by the names of the fields.
	Faults map[string]string
}

func (Workspaces) page() string    { return "workspaces.html" }
func (WorkspaceForm) page() string { return "workspace.html" }
