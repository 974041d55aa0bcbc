package knowledge

import (
	_ "embed" // the names of codes
	"fmt"
	"strings"
)

// codeNames are lines of a code, its name, its header and its problem, sorted by code. They are
// searched as they stand, so that a start reads none of them and they take no memory of their own.
//
//go:embed codes/names.txt
var codeNames string

// CodesRead is the day on which the headers were read that codes have their names from, as
// YYYY-MM-DD.
const CodesRead = "2026-11-26"

// CodeName is what the public headers of Windows tell of an error code.
type CodeName struct {
	// Name is the constant's name, such as SL_E_NOT_GENUINE.
	Name string
	// Header is the file that gives it, such as slerror.h.
	Header string
	// Problem is what kind of problem the name tells of, or empty.
	Problem Problem
}

// Problem is what kind of problem a code tells of, as an id that the phrases put into words.
type Problem string

// The problems.
const (
	ProblemKeyBlocked    Problem = "key-blocked"   // the product key is blocked
	ProblemKeyInvalid    Problem = "key-invalid"   // a key or confirmation ID is missing or not accepted
	ProblemKeyLimit      Problem = "key-limit"     // the key was used as often as it may
	ProblemHardware      Problem = "hardware"      // the license belongs to other hardware
	ProblemTime          Problem = "time"          // a time limit, or a clock that is wrong
	ProblemServer        Problem = "server"        // a service failed, is busy or asks to wait
	ProblemAdministrator Problem = "administrator" // it needs an administrator
	ProblemOrganization  Problem = "organization"  // KMS, Active Directory, certificates, host machines
	ProblemLicenseFiles  Problem = "license-files" // what Windows keeps of licenses is missing or damaged
	ProblemGenuine       Problem = "genuine"       // Windows is not taken for genuine, or was tampered with
	ProblemEdition       Problem = "edition"       // the key or license is for another edition or version
	ProblemEntitlement   Problem = "entitlement"   // the account or the PC has no right to it
)

// Problems returns every problem.
func Problems() []Problem {
	return []Problem{
		ProblemKeyBlocked, ProblemKeyInvalid, ProblemKeyLimit, ProblemHardware, ProblemTime, ProblemServer,
		ProblemAdministrator, ProblemOrganization, ProblemLicenseFiles, ProblemGenuine, ProblemEdition, ProblemEntitlement,
	}
}

// NameOf returns what the headers call a code.
func NameOf(c Code) (CodeName, bool) {
	want := fmt.Sprintf("%08X", uint32(c))
	for lines := codeNames; lines != ""; {
		from := strings.LastIndexByte(lines[:len(lines)/2], '\n') + 1 // of the line in the middle
		line, after, _ := strings.Cut(lines[from:], "\n")
		code, rest, _ := strings.Cut(line, " ")
		switch strings.Compare(code, want) { // what a comment begins with is less than any digit
		case -1:
			lines = after
		case 1:
			lines = lines[:from]
		default:
			name, rest, _ := strings.Cut(rest, " ")
			header, problem, _ := strings.Cut(rest, " ")
			return CodeName{Name: name, Header: header, Problem: Problem(problem)}, true
		}
	}
	return CodeName{}, false
}
