package knowledge

import "time"

// Pack is a folder of articles, and what its pack.yaml says of all of them.
type Pack struct {
	// ID is the pack's name; that of the folder where pack.yaml gives none.
	ID    string
	Title Text
	// Audience is whom the articles are for.
	Audience Audience
	// Languages are those that every text of the pack is in; none means those that people are
	// answered in.
	Languages []Lang
	// Read is the day on which the documents were last read that do not give one of their
	// own; zero where all of them do.
	Read time.Time
	// Fallback is the id of the article for codes that no article answers, and FindKey of the
	// one that tells where a product key is found; empty where the pack has none.
	Fallback, FindKey string
	// Example is a code that shows how codes look; 0 where the pack names none.
	Example Code
	// Anchors are words, of which one must be said for the articles to be meant, of a pack whose
	// subject is another one than Windows activation; else there are none.
	Anchors []string
	// Common are the most common problems, to choose from where nothing is known yet.
	Common []CommonProblem
	// Licenses tell where what Windows prints about a license leads to; the first that fits counts.
	Licenses []License
}

// License is what may be printed about a license, and the article that says more of it.
type License struct {
	// Channels and States are those that it is for, as bot/slmgr calls them; none means all.
	Channels, States []string
	// Host tells that it is for a client to which a KMS host is known ("yes"), or for one to
	// which none is ("no"); empty means both.
	Host string
	// Events are the events about requests to a KMS host that it is for; where there are none, it is
	// for what the commands print.
	Events  []string
	Article string
}

// CommonProblem is a problem that many have: an article, and what people would call it, short
// enough for a button.
type CommonProblem struct {
	Article string
	Label   Text
}

// Audience is whom articles are written for.
type Audience string

// The audiences.
const (
	ForEverybody      Audience = ""
	ForConsumers      Audience = "consumer"      // who activate their own PC
	ForAdministrators Audience = "administrator" // who activate the PCs of an organisation
)
