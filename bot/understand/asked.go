package understand

// Asked is what the bot has asked, or offered, before a message. Beside these, it is the id
// of the fact that was asked about.
type Asked string

// What can have been asked beside facts.
const (
	AskedNothing Asked = "nothing" // the conversation begins
	AskedHelped  Asked = "helped"  // whether a remedy helped
	AskedWhich   Asked = "which"   // which of several problems it is
	AskedNear    Asked = "near"    // which documented code was meant
	AskedCodes   Asked = "codes"   // which of two codes is on the screen now
	AskedCode    Asked = "code"    // for a code, or what the screen says
	AskedRefused Asked = "refused" // whether a legal way will do
	AskedPerson  Asked = "person"  // whether to get a person, as no remedy is left
	AskedSolved  Asked = "solved"  // nothing: the problem is solved
)

// kindFact stands for every fact.
const kindFact = "fact"

// IsFact reports that a fact was asked about.
func (a Asked) IsFact() bool {
	switch a {
	case "", AskedNothing, AskedHelped, AskedWhich, AskedNear, AskedCodes, AskedCode, AskedRefused, AskedPerson, AskedSolved:
		return false
	}
	return true
}

// kind is what was asked, the same for all facts.
func (a Asked) kind() string {
	switch {
	case a == "":
		return string(AskedNothing)
	case a.IsFact():
		return kindFact
	}
	return string(a)
}
