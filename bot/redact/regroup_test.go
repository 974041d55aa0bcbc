package redact_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot/bottest"
	"aktivering/bot/redact"
)

// regrouped writes 25 characters in groups of a length.
func regrouped(key string, size int, separator string) string {
	var groups []string
	for len(key) > size {
		groups, key = append(groups, key[:size]), key[size:]
	}
	return strings.Join(append(groups, key), separator)
}

// TestRedactKeyInOtherGroups holds that nothing of a whole key stays that is written in
// groups of another length than five.
func TestRedactKeyInOtherGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := bottest.DrawKey(t)
		key := strings.Join(groups, "")
		letters := make(map[rune]bool)
		n := 0
		for _, c := range key {
			if c <= '9' {
				n++
			} else if c > 'F' {
				letters[c] = true
			}
		}
		if len(letters) < 5 || n < 3 || n > 16 {
			t.Skip("hardly a key")
		}
		size := rapid.SampledFrom([]int{2, 3, 4, 6, 7, 8, 12, 13}).Draw(t, "size")
		written := regrouped(key, size, rapid.SampledFrom([]string{" ", "-", "\n", ". ", " - ", "–", ", ", "_"}).Draw(t, "separator"))
		if rapid.Bool().Draw(t, "lower") {
			written = strings.ToLower(written)
		}
		form := rapid.SampledFrom([]string{"%s", "produktnøkkel: %s", "nøkkelen er %s", "nykelen er %s", "my product key is %s", "her er den:\n%s", "prøvde %s. Da kom 0xC004C003", "«%s»", "%s virkar ikkje"}).Draw(t, "form")
		text := strings.Replace(form, "%s", written, 1)
		got, found := redact.Redact(text)
		left, around := squeeze(got), squeeze(form) // «produktnøkkel» has TNKK
		for i := 0; i+4 <= keyKept(key, got); i++ {
			if part := key[i : i+4]; strings.Contains(left, part) && !strings.Contains(around, part) {
				t.Fatalf("Redact(%q) = %q, %s; %q is left", text, got, found, part)
			}
		}
		if found == redact.SecretNone || strings.Contains(text, "0xC004C003") != strings.Contains(got, "0xC004C003") {
			t.Fatalf("Redact(%q) = %q, %s", text, got, found)
		}
		holdsStill(t, text)
	})
}

// keyKept is where the part of a key begins that may be shown.
func keyKept(key, got string) int {
	if strings.Contains(got, bottest.MaskedGroups) {
		return len(key) - 5
	}
	return len(key)
}

func TestRedactKeyMistypedWithLabel(t *testing.T) {
	for _, text := range []string{
		"VK7J-GNPH-TMC9-7JM9-MPGT-3V66-T", "VK 7J GN PH TM C9 7J M9 MP GT 3V 66 T", "VK7JGNPHTMC9\n7JM9MPGT3V66T", "VK7JGN PHTMC9 7JM9MP GT3V66 T",
		"produktnøkkel: OK7J-GNPH-TMC9-7JM9-MPGT-3V66", "nøkkelen er VK7J GNPH T0C9 7JM9 MPGT 3V66 TT", "my product key is VK7JGNP HTMC97J M9MPGT3 V66T", "Produktnøkkelen min er vk7j-gnph-tmc9-7jm9-mpgt-3v6",
		"lisenskoden: VK7JGN-PHTMC9-7JM9MP-GT3V6", "key = VK7J.GNPH.TMC9.7JM9.MPGT.3V66.T", "8GB RAM VK7J-GNPH-TMC9-7JM9-MPGT-3V66-T og PC",
	} {
		got, found := redact.Redact(text)
		if found == redact.SecretNone || strings.Contains(squeeze(got), "PH") || strings.Contains(squeeze(got), "7JM") || strings.Contains(squeeze(got), "MP") {
			t.Errorf("Redact(%q) = %q, %s", text, got, found)
		}
		holdsStill(t, text)
	}
}

// A number of a device is no beginning of a key, whatever number or words come after it.
func TestRedactKeepsWhatFollowsANumber(t *testing.T) {
	for _, text := range []string{
		"serienummer 5CD9384KLM +47 22 33 44 55", "serienummer 5CD9384KLM +4791234567", "serienummer 5CD9384KLM\n+47 22 33 44 55", "serienummer 5CD9384KLM | p | p | Y | p | Y | Y | p | UDPv4/UDPv6", "serienummer 5CD9384KLM 3221549587", "serienummer 5CD9384KLM 7C:B2:7D:F4:34:C6", "serienummer 5CD9384KLM 7C-B2-7D-F4-34-C6",
		"serienummer 5CD9384KLM trygg skyld dyrke styrt bytte", "Partial Product Key: 3V66T jump_ppc32_ppc64_sysv", "Partial Product Key: 3V66T UDPv4/UDPv6 THESE WORDS SHALL NEVER MATCH", "jeg har glemt passordet 0x C004 BDBB", "jeg har glemt passordet 0xC004-BDBB", "nøkkelen er C004BDBB | p | p | Y | p | Y | Y | p | trygg skyld", "nøkkelen er 0xC004BDBBL | p | p | Y | p | Y | Y | p | my password is not working",
	} {
		if got, found := redact.Redact(text); got != text || found != redact.SecretNone {
			t.Errorf("Redact(%q) = %q, %s; want it as it is", text, got, found)
		}
	}
}

// Groups that are alike are groups of a key all the same.
func TestRedactKeyWithGroupsAlike(t *testing.T) {
	for _, text := range []string{
		"9Y4FW-T34FW", "9Y4FW-9Y4KT", "9Y4FW-T34FW-Y36DT", "N X 7 9 C bindestrek V T R 4 Q bindestrek Q Q 4 Q Q bindestrek K O D J W bindestrek K 4 N 9 F",
		"J V P K D bindestrek D T J P 6 bindestrek 6 G R C P bindestrek D O K Y X bindestrek X J J X X", "VK7J-VK7H-TMC9-7JM9-MPGT-3V66-T", "VK7J GNPH GNPT 7JM9 MPGT 3V66 T", "nøkkelen er VK7JGN VK7JMC 97JM9M PGT3V6 6T",
	} {
		got, found := redact.Redact(text)
		if found == redact.SecretNone || strings.ContainsAny(got, "0123456789XJ") {
			t.Errorf("Redact(%q) = %q, %s", text, got, found)
		}
		holdsStill(t, text)
	}
}

func TestRedactKeepsWhatIsGroupedToo(t *testing.T) {
	for _, text := range []string{
		"HMA81GU6CJR8N-VK M471A1K43DB1-CWE KVR26N19S8/8 CT8G4DFS8266", "CMK16GX4M2B3200C16 F4-3200C16D-16GVKB", "DDR4 DDR3 PC4 PC3 GTX RTX HDMI DVI", "PCH CPU GPU RTC TPM MBR GPT VHD VPN DNS DHCP NTP TCP HTTP",
		"nøkkelen gir 0xC004F213, 0x80072EE7, 0xC004C003", "koden er 0xC004F213 0x80072EE7", "key ID 4A3B2C1D-88AB-4D0E-9A41-7C5530BE91AA", "nøkkel: 00330-80000-00000-AA123", "koden: 123456 789012 345678 901234 567890",
		"MAC 7C-B2-7D-F4-34-C6 og 7C:B2:7D:F4:34:C7", "nøkkelen er 3V66T", "kode 22631.4317 bygg 19045.5131 KB5034441", "W7 W8 W10 W11 XP", "B2B C4D R2D2 C3PO K9 T1000 X99 Z97 H97", "WPA2 WPA3 GHZ 2.4 MBPS 3.2 GB 4 TB 2",
		"lisens: Windows 11 Pro N 23H2 22631.4317 x64 no", "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-X", "C7 D4 F2 B3 7B 4D FF B9 D2 C4 F7 B6 D3", "seriell: 5CD9384KLM PF2ABCDE", "CRC32B, CRC32H, CRC32W, CRC32X", "const y, cb, cr = 0x7f, 0x7f, 0x7f\nr, g, b",
	} {
		if got, found := redact.Redact(text); got != text || found != redact.SecretNone {
			t.Errorf("Redact(%q) = %q, %s; want it as it is", text, got, found)
		}
	}
}
