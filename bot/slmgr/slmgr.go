package slmgr

import (
	"strconv"
	"strings"
	"unicode"

	"aktivering/knowledge"
)

// maxText bounds what is read of a text, in bytes: several times what the commands print.
const maxText = 16 << 10

// Product is what a license is for.
type Product string

// The products.
const (
	Windows Product = "windows"
	Office  Product = "office"
)

// Channel is how a license was bought or is activated.
type Channel string

// The channels.
const (
	Retail    Channel = "retail"
	OEM       Channel = "oem"
	MAK       Channel = "mak"
	KMSClient Channel = "kms-client"
	KMSHost   Channel = "kms-host"
	Trial     Channel = "trial"
	Virtual   Channel = "avma"
)

// State is how far a license is activated.
type State string

// The states.
const (
	Licensed     State = "licensed"
	Unlicensed   State = "unlicensed"
	Grace        State = "grace"
	Notification State = "notification"
)

// Reading is what was printed about a license. What was not printed is empty or 0.
type Reading struct {
	Product Product
	// Edition is the name that Windows gives, such as Professional.
	Edition string
	Channel Channel
	State   State
	// Minutes are left before the license has to be activated or renewed.
	Minutes int
	// Code is the reason for a notification, or an error that was printed.
	Code knowledge.Code
	// Host is whether a KMS host is named, and Count how many clients one has seen; -1 where that
	// is not printed.
	Host  bool
	Count int
	// Event is set where the text is an event about a request to a KMS host.
	Event Event
}

// Read reads a text; false where it holds nothing that one of the commands prints, and no event.
func Read(text string) (Reading, bool) {
	text = text[:min(len(text), maxText)]
	if !strings.ContainsAny(text, ":,") {
		return Reading{}, false
	}
	r, marks := Reading{Product: Windows, Count: -1}, 0
	for line := range strings.Lines(text) {
		marks += r.readLine(strings.ToLower(strings.TrimSpace(line)), strings.TrimSpace(line))
	}
	if marks >= enough {
		return r, true
	}
	r = Reading{Product: Windows, Count: -1}
	return r, r.readEvent(text)
}

// enough is how many marks a text must have before it is taken for what a command printed.
const enough = 2

// readLine takes in one line, which is given in small letters too. It returns how many marks it
// is: one where people write such a line themselves, enough where they do not.
func (r *Reading) readLine(line, written string) int {
	name, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch strings.TrimSpace(name) {
	case "name", "license name", "navn", "namn":
		return r.readName(value, written)
	case "description", "license description", "beskrivelse":
		return r.readChannel(value)
	case "product key channel":
		r.readChannel(value)
		return enough
	case "license status":
		r.State = stateOf(value)
		return 1
	case "notification reason", "error code":
		r.readCode(value)
		return 1
	case "time remaining", "volume activation expiration", "timebased activation expiration":
		r.Minutes = number(value)
		return 1
	case "current count":
		r.Count, r.Channel = number(value), KMSHost
		return enough
	case "kms machine name from dns", "registered kms machine name", "kms machine ip address":
		r.Host = r.Host || strings.ContainsAny(value, ".:") && !strings.Contains(value, "not available")
		return enough
	case "software licensing service version", "client machine id (cmid)", "extended pid", "remaining windows rearm count", "remaining sku rearm count", "kms machine extended pid":
		return enough
	case "activation id", "application id", "installation id", "partial product key", "trusted time", "sku id":
		return 1
	}
	return r.readSentence(line, written)
}

// readSentence takes in a line that is no name and value.
func (r *Reading) readSentence(line, written string) int {
	switch {
	case strings.Contains(line, "the machine is permanently activated"), strings.Contains(line, "volume activation will expire"):
		r.State = Licensed
	case strings.Contains(line, "windows is in notification mode"):
		r.State = Notification
	case strings.Contains(line, "grace period ends"):
		r.State = Grace
	case strings.Contains(line, "key management service is enabled on this machine"):
		r.Channel = KMSHost
	case strings.Contains(line, "key management service client information"), strings.Contains(line, "most recent activation information"):
	case strings.Contains(line, "---processing---"), strings.Contains(line, "ospp.vbs"):
		r.Product = Office
	default:
		if strings.Contains(line, " edition:") { // slmgr /xpr begins so
			return r.readName(line, written)
		}
		return 0
	}
	return enough
}

// readName takes in the name of a product, such as "Windows(R), Professional edition".
func (r *Reading) readName(value, written string) int {
	if strings.HasPrefix(value, "office") {
		r.Product = Office
		return 1
	}
	_, rest, ok := strings.Cut(value, "windows")
	if !ok {
		return 0
	}
	if end := strings.Index(rest, " edition"); end > 0 {
		name := strings.TrimSpace(strings.TrimLeftFunc(strings.TrimPrefix(rest[:end], "(r)"), func(c rune) bool { return !unicode.IsLetter(c) }))
		if at := strings.Index(strings.ToLower(written), name); name != "" && at >= 0 && at+len(name) <= len(written) {
			r.Edition = written[at : at+len(name)]
		}
	}
	return 1
}

// readChannel takes in a value that names a channel: that is never translated.
func (r *Reading) readChannel(value string) int {
	for word := range strings.FieldsFuncSeq(value, func(c rune) bool { return c == ' ' || c == ',' }) {
		if c := channelOf(word); c != "" {
			r.Channel = c
			return enough
		}
	}
	return 0
}

// readCode takes in the error code in a value.
func (r *Reading) readCode(value string) {
	for word := range strings.FieldsSeq(value) {
		if code, err := knowledge.ParseCode(strings.Trim(word, ".,()")); err == nil {
			r.Code = code
			return
		}
	}
}

// number is the number that a value begins with, and 0 where it begins with none.
func number(value string) int {
	end := strings.IndexFunc(value, func(c rune) bool { return c < '0' || c > '9' })
	if end < 0 {
		end = len(value)
	}
	n, err := strconv.Atoi(value[:end])
	if err != nil {
		return 0
	}
	return n
}

func channelOf(word string) Channel {
	switch {
	case word == "volume_kmsclient", word == "volume:gvlk":
		return KMSClient
	case strings.HasPrefix(word, "volume_kms"), word == "volume:csvlk":
		return KMSHost
	case word == "volume_mak", word == "volume:mak":
		return MAK
	case word == "retail", strings.HasPrefix(word, "retail("):
		return Retail
	case strings.HasPrefix(word, "oem_"), strings.HasPrefix(word, "oem:"):
		return OEM
	case strings.HasPrefix(word, "timebased_"):
		return Trial
	case word == "virtual_machine_activation":
		return Virtual
	}
	return ""
}

// stateOf reads the value of a license's status.
func stateOf(value string) State {
	value = strings.Trim(value, "- ")
	switch {
	case strings.HasPrefix(value, "licensed"):
		return Licensed
	case strings.HasPrefix(value, "unlicensed"):
		return Unlicensed
	case strings.Contains(value, "grace"):
		return Grace
	case strings.HasPrefix(value, "notification"):
		return Notification
	}
	return ""
}
