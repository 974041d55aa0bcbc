// Package workspaces has the settings of single workspaces of a platform, such as those of one
// organisation among several that one bot serves.
//
// [Settings] are the same in a file ([Read]), in a database (as JSON) and in a form. [Checker] finds
// what is wrong with them. What belongs here: what can be set for a workspace, and which settings
// hold. What comes of it is the program's.
package workspaces
