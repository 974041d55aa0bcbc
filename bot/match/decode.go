package match

import "aktivering/knowledge"

// Family is the kind of code that the bits tell of.
type Family string

// The families.
const (
	FamilyLicensing Family = "licensing" // 0xC004xxxx and its kin: software licensing
	FamilyStore     Family = "store"     // 0x803Fxxxx: the store
	FamilyWin32     Family = "win32"     // facility 7: a Win32 error in the low 16 bits
	FamilyNTStatus  Family = "ntstatus"  // an NTSTATUS, plain or wrapped
	FamilyOther     Family = "other"     // another facility: see Reading.Facility
	FamilyUnknown   Family = "unknown"   // the bits tell nothing
)

// Reading is what the bits of a code tell, as ids that the phrases put into
// words: Answered in "decode.answered.*", Topic in "decode.topic.*", Win32 in
// "decode.win32.*", Facility in "decode.facility.*".
type Reading struct {
	Family Family
	// Answered: store-backend, activation-server, clearing-house,
	// security-processor, internal-service, client or empty.
	Answered string
	// Topic: tokens, token-store, time-limit, virtual-machine, non-genuine or empty.
	Topic string
	// Informational and Warning tell that the code is no error.
	Informational, Warning bool
	// Number is the low 16 bits of a Win32 error.
	Number uint16
	// Win32: dns-name-missing, dns-server-failure, dns-no-records, bad-name,
	// not-found, rpc-unavailable, name-not-resolved, timed-out,
	// secure-channel-failed, dns-no-servers, access-denied, bad-data or empty.
	Win32 string
	// Facility: rpc, dispatch, storage, interface, security or empty.
	Facility string
}

// Decode reads the bits of a code.
func Decode(c knowledge.Code) Reading {
	v := uint32(c)
	switch hi := v >> 16; {
	case hi == 0xC004 || hi == 0x4004:
		r := licensing(v & 0xFFFF)
		r.Informational = hi == 0x4004
		return r
	case v>>8 == 0x8004E1:
		return Reading{Family: FamilyLicensing, Answered: "internal-service", Topic: "token-store", Warning: true}
	case hi == 0x803F:
		return Reading{Family: FamilyStore}
	case hi == 0x8007:
		return Reading{Family: FamilyWin32, Number: uint16(v), Win32: win32[uint16(v)]}
	case v&0xF0000000 == 0xC0000000 || v&0xF0000000 == 0xD0000000:
		// Severity error, and the bit that wraps an NTSTATUS set or not.
		return Reading{Family: FamilyNTStatus}
	case v&0x80000000 != 0:
		if f := facilities[v>>16&0x7FF]; f != "" {
			return Reading{Family: FamilyOther, Facility: f}
		}
	}
	return Reading{Family: FamilyUnknown}
}

func licensing(low uint32) Reading {
	r := Reading{Family: FamilyLicensing}
	switch low & 0xF000 {
	case 0xA000:
		r.Answered = "store-backend"
	case 0xB000:
		r.Answered = "activation-server"
	case 0xC000:
		r.Answered = "clearing-house"
	case 0xD000:
		r.Answered = "security-processor"
	case 0xE000:
		r.Answered = "internal-service"
	case 0xF000:
		r.Answered = "client"
	}
	switch {
	case low >= 0xF300 && low <= 0xF3FF:
		r.Topic = "tokens"
	case low >= 0xF400 && low <= 0xF4FF:
		r.Topic = "token-store"
	case low >= 0xFC00 && low <= 0xFC0F:
		r.Topic = "time-limit"
	case low >= 0xFD00 && low <= 0xFD0F:
		r.Topic = "virtual-machine"
	case low >= 0xC401 && low <= 0xC600:
		r.Topic = "non-genuine"
	}
	return r
}

var win32 = map[uint16]string{
	5:      "access-denied",
	0xD:    "bad-data",
	0x7B:   "bad-name",
	0x490:  "not-found",
	0x5B4:  "timed-out",
	0x6BA:  "rpc-unavailable",
	0x232A: "dns-server-failure",
	0x232B: "dns-name-missing",
	0x251D: "dns-no-records",
	0x267C: "dns-no-servers",
	0x2EE2: "timed-out",
	0x2EE7: "name-not-resolved",
	0x2F8F: "secure-channel-failed",
}

var facilities = map[uint32]string{
	1: "rpc",
	2: "dispatch",
	3: "storage",
	4: "interface",
	9: "security",
}
