package knowledge

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNameOf(t *testing.T) {
	for code, want := range map[Code]CodeName{
		0x4004D30F: {"SL_REMAPPING_SP_PUB_TRUSTED_TIME_OK", "slerror.h", ""}, // the first line
		0x4004F00C: {"SL_I_OOB_GRACE_PERIOD", "slerror.h", ProblemTime},
		0x80041023: {"WBEM_E_READ_ONLY", "wbemcli.h", ""},
		0x8004D102: {"SL_REMAPPING_SP_STATUS_SYSTEM_TIME_SKEWED", "slerror.h", ProblemTime},
		0x8004E026: {"SL_E_INVALID_USE_OF_ADD_ON_PKEY", "slerror.h", ProblemKeyInvalid},
		0x80070005: {"ERROR_ACCESS_DENIED", "winerror.h", ""},
		0x8007139F: {"ERROR_INVALID_STATE", "winerror.h", ""},
		0x80072EFD: {"ERROR_INTERNET_CANNOT_CONNECT", "wininet.h", ""},
		0x80072F8F: {"ERROR_WINHTTP_SECURE_FAILURE", "winhttp.h", ""},
		0x80240438: {"WU_E_PT_ENDPOINT_UNREACHABLE", "wuerror.h", ""},
		0x803FA067: {"SL_REMAPPING_MDOLLAR_PRODUCT_KEY_BLOCKED", "slerror.h", ProblemKeyBlocked},
		0x803FABB8: {"SL_REMAPPING_MDOLLAR_OSR_DONOR_HWID_NO_ENTITLEMENT", "slerror.h", ProblemEntitlement},
		0x803FABBB: {"SL_REMAPPING_MDOLLAR_OSR_NOT_ADMIN", "slerror.h", ProblemAdministrator},
		0xC004B001: {"SL_E_SRV_INVALID_PUBLISH_LICENSE", "slerror.h", ProblemLicenseFiles},
		0xC004C003: {"SL_E_CHPA_PRODUCT_KEY_BLOCKED", "slerror.h", ProblemKeyBlocked},
		0xC004C008: {"SL_E_CHPA_MAXIMUM_UNLOCK_EXCEEDED", "slerror.h", ProblemKeyLimit},
		0xC004D302: {"SL_REMAPPING_SP_PUB_TS_REARMED", "slerror.h", ProblemLicenseFiles},
		0xC004E015: {"SL_E_EUL_CONSUMPTION_FAILED", "slerror.h", ProblemLicenseFiles},
		0xC004F009: {"SL_E_GRACE_TIME_EXPIRED", "slerror.h", ProblemTime},
		0xC004F00F: {"SL_E_OUT_OF_TOLERANCE", "slerror.h", ProblemHardware},
		0xC004F025: {"SL_E_LUA_ACCESSDENIED", "slerror.h", ProblemAdministrator},
		0xC004F034: {"SL_E_EUL_NOT_AVAILABLE", "slerror.h", ProblemLicenseFiles},
		0xC004F074: {"SL_E_VL_BINDING_SERVICE_UNAVAILABLE", "slerror.h", ProblemOrganization},
		0xC004F200: {"SL_E_NOT_GENUINE", "slerror.h", ProblemGenuine},
		0xC004F213: {"SL_E_NO_PRODUCT_KEY_FOUND", "slerror.h", ProblemKeyInvalid},
		0xC004FC03: {"E_RM_UNKNOWN_ERROR", "slerror.h", ProblemServer},
		0xC0EA000A: {"STATUS_CLIP_LICENSE_DEVICE_ID_MISMATCH", "ntstatus.h", ProblemHardware}, // the last line
	} {
		if got, ok := NameOf(code); !ok || got != want {
			t.Errorf("%s: got %+v, want %+v", code, got, want)
		}
	}
	for _, code := range []Code{0, 1, 0x4004D30E, 0x80070001, 0xC004F0FF, 0xC0EA000B, 0xFFFFFFFF} {
		if got, ok := NameOf(code); ok {
			t.Errorf("%s is called %+v", code, got)
		}
	}
	if n := testing.AllocsPerRun(100, func() { NameOf(0xC004F213) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}

func TestCodeNames(t *testing.T) {
	count := make(map[string]int)
	names := make(map[string]bool)
	last, read := "", false
	for line := range strings.Lines(codeNames) {
		if strings.HasPrefix(line, "#") {
			read = read || strings.Contains(line, CodesRead)
			continue
		}
		p := strings.Fields(line)
		if len(p) < 3 || len(p) > 4 || strings.Join(p, " ")+"\n" != line {
			t.Errorf("%q is no code, name, header and problem", line)
			continue
		}
		code, err := ParseCode("0x" + p[0])
		if err != nil || code.String() != "0x"+p[0] {
			t.Errorf("%q begins with no code: %v", line, err)
		}
		if got, ok := NameOf(code); !ok || got.Name != p[1] {
			t.Errorf("%s is found as %+v", code, got)
		}
		if p[0] <= last || names[p[1]] {
			t.Errorf("%q is not sorted, or its name is there twice", line)
		}
		if len(p) == 4 && !slices.Contains(Problems(), Problem(p[3])) {
			t.Errorf("%q names no problem", line)
		}
		last, names[p[1]] = p[0], true
		count[p[2]]++
	}
	if count["slerror.h"] != 414 || count["ntstatus.h"] != 10 {
		t.Errorf("names by header: %v", count)
	}
	if _, err := time.Parse(time.DateOnly, CodesRead); err != nil || !read {
		t.Errorf("%q is not the day that the file tells (%v)", CodesRead, err)
	}
}
