package match

import "aktivering/knowledge"

// Family is the kind of code that the bits tell of.
type Family string

// The families.
const (
	FamilyLicensing Family = "licensing" // 0xC004xxxx, 0x803FAxxx, 0xC0EAxxxx and their kin: software licensing
	FamilyStore     Family = "store"     // 0x803Fxxxx: the store
	FamilyWin32     Family = "win32"     // facility 7: a Win32 error in the low 16 bits
	FamilyNTStatus  Family = "ntstatus"  // an NTSTATUS, plain or wrapped
	FamilyOther     Family = "other"     // another facility: see Reading.Facility
	FamilyUnknown   Family = "unknown"   // the bits tell nothing
)

// Reading is what a code tells by its bits and by the name that the public headers give it, as
// ids that the phrases put into words: Answered in "decode.answered.*", Problem in
// "decode.problem.*", Win32 in "decode.win32.*", Facility in "decode.facility.*".
type Reading struct {
	// Name is what Header, a header of Windows, calls the code; both are empty where none is known.
	Name, Header string
	Family       Family
	// Answered: store-backend, activation-server, clearing-house,
	// security-processor, internal-service, client or empty.
	Answered string
	// Problem is what kind of problem it is, or empty.
	Problem knowledge.Problem
	// Informational and Warning tell that the code is no error.
	Informational, Warning bool
	// Number is the low 16 bits of a Win32 error.
	Number uint16
	// Win32: dns-name-missing, dns-server-failure, dns-no-records, bad-name, not-found,
	// rpc-unavailable, name-not-resolved, timed-out, secure-channel-failed, dns-no-servers,
	// access-denied, bad-data, not-reached, connection-broken, bad-parameter, service-missing,
	// service-stopped, wrong-state, domain-not-found or empty.
	Win32 string
	// Facility: rpc, dispatch, storage, interface, security, windows-update, wmi,
	// product-key, office or empty.
	Facility string
}

// Decode reads the bits of a code, and its name.
func Decode(c knowledge.Code) Reading {
	if uint32(c)>>28 == 0xD {
		c &^= wrapped
	}
	r := readBits(uint32(c))
	if n, ok := knowledge.NameOf(c); ok {
		if n.Header == licensingHeader && r.Family != FamilyLicensing {
			r = licensing(uint32(c)) // one that shares its facility with others
			r.Warning = true
		}
		r.Name, r.Header, r.Problem = n.Name, n.Header, n.Problem
	}
	return r
}

const (
	// wrapped is the bit of an HRESULT that wraps an NTSTATUS.
	wrapped = 0x10000000
	// licensingHeader names the codes of software licensing, and no others.
	licensingHeader = "slerror.h"
)

func readBits(v uint32) Reading {
	switch hi := v >> 16; {
	case hi == 0xC004 || hi == 0x4004:
		r := licensing(v)
		r.Informational = hi == 0x4004
		return r
	case v>>8 == 0x8004E1:
		r := licensing(v)
		r.Warning = true
		return r
	case v>>12 == 0x803FA:
		// The header tells these as the server's refusals, though the facility is the store's.
		return Reading{Family: FamilyLicensing, Answered: activationServer}
	case hi == 0xC0EA || hi == 0x80EA:
		return Reading{Family: FamilyLicensing, Answered: client}
	case hi == 0x803F:
		return Reading{Family: FamilyStore}
	case hi == 0x8007:
		return Reading{Family: FamilyWin32, Number: uint16(v), Win32: win32[uint16(v)]}
	case v == 0x8004FC12:
		return Reading{Family: FamilyOther, Facility: "office"} // Microsoft tells of it as Office's
	case v>>12 == 0x80041:
		return Reading{Family: FamilyOther, Facility: "wmi"}
	case v>>28 == 0xC:
		return Reading{Family: FamilyNTStatus}
	case v&0x80000000 != 0:
		if f := facilities[v>>16&0xFFF]; f != "" {
			return Reading{Family: FamilyOther, Facility: f}
		}
	}
	return Reading{Family: FamilyUnknown}
}

const (
	activationServer = "activation-server"
	client           = "client"
)

// licensing reads the low 16 bits of a code of software licensing.
func licensing(v uint32) Reading {
	r, low := Reading{Family: FamilyLicensing}, v&0xFFFF
	switch low & 0xF000 {
	case 0xA000:
		r.Answered = "store-backend"
	case 0xB000:
		r.Answered = activationServer
	case 0xC000:
		r.Answered = "clearing-house"
	case 0xD000:
		r.Answered = "security-processor"
	case 0xE000:
		r.Answered = "internal-service"
	case 0xF000:
		r.Answered = client
	}
	// What a range is reserved for, where a code in it has no name.
	switch {
	case low >= 0xF300 && low <= 0xF3FF, low >= 0xFD00 && low <= 0xFD0F:
		r.Problem = knowledge.ProblemOrganization
	case low >= 0xE100 && low <= 0xE1FF:
		r.Problem = knowledge.ProblemLicenseFiles
	case low >= 0xFC00 && low <= 0xFC0F:
		r.Problem = knowledge.ProblemTime
	case low >= 0xC401 && low <= 0xC600:
		r.Problem = knowledge.ProblemGenuine
	}
	return r
}

var win32 = map[uint16]string{
	2:     "not-found",
	5:     "access-denied",
	13:    "bad-data",
	53:    "not-reached",
	87:    "bad-parameter",
	121:   "timed-out",
	123:   "bad-name",
	1058:  "service-stopped",
	1060:  "service-missing",
	1062:  "service-stopped",
	1068:  "service-stopped",
	1168:  "not-found",
	1231:  "not-reached",
	1355:  "domain-not-found",
	1460:  "timed-out",
	1722:  "rpc-unavailable",
	1723:  "rpc-unavailable",
	1726:  "rpc-unavailable",
	1753:  "rpc-unavailable",
	5023:  "wrong-state",
	9002:  "dns-server-failure",
	9003:  "dns-name-missing",
	9501:  "dns-no-records",
	9852:  "dns-no-servers",
	12002: "timed-out",
	12007: "name-not-resolved",
	12029: "not-reached",
	12030: "connection-broken",
	12031: "connection-broken",
	12037: "secure-channel-failed",
	12038: "secure-channel-failed",
	12045: "secure-channel-failed",
	12057: "secure-channel-failed",
	12157: "secure-channel-failed",
	12163: "not-reached",
	12175: "secure-channel-failed",
}

var facilities = map[uint32]string{
	1:     "rpc",
	2:     "dispatch",
	3:     "storage",
	4:     "interface",
	9:     "security",
	11:    "security",
	36:    "windows-update",
	0xA01: "product-key",
}
