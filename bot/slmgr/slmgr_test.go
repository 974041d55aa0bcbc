package slmgr_test

import (
	"testing"

	"aktivering/bot/slmgr"
)

const dlv = `Software licensing service version: 10.0.22621.1

Name: Windows(R), Enterprise edition
Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel
Activation ID: 73111121-5638-40f6-bc11-f1d7b0d64300
Extended PID: 03612-03280-000-000000-00-1044-22621.0000-3302026
Product Key Channel: Volume:GVLK
Installation ID: 000000000000000000000000000000000000000000000000000000000000000
Partial Product Key: 2YT43
License Status: Notification
Notification Reason: 0xC004F056.
Remaining Windows rearm count: 1001
Trusted time: 26.11.2026 10:12:13
Please use slmgr.vbs /ato to activate and update KMS client information in order to update values.
`

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want slmgr.Reading
	}{
		"dlv of a KMS client": {dlv, slmgr.Reading{Product: slmgr.Windows, Edition: "Enterprise", Channel: slmgr.KMSClient, State: slmgr.Notification, Code: 0xC004F056, Count: -1}},
		"dlv of a KMS client that found its host": {
			"Name: Windows(R), Professional edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\nLicense Status: Licensed\n" +
				"Volume activation expiration: 259200 minute(s) (180 day(s))\nMost recent activation information:\nKey Management Service client information\n    KMS machine name from DNS: kms.example.org:1688\n",
			slmgr.Reading{Product: slmgr.Windows, Edition: "Professional", Channel: slmgr.KMSClient, State: slmgr.Licensed, Minutes: 259200, Host: true, Count: -1},
		},
		"dli of a KMS host": {
			"Name: Windows(R), ServerStandard edition\r\nDescription: Windows(R) Operating System, VOLUME_KMS_WS19 channel\r\nLicense Status: Licensed\r\nKey Management Service is enabled on this machine\r\n    Current count: 3\r\n    Listening on Port: 1688\r\n",
			slmgr.Reading{Product: slmgr.Windows, Edition: "ServerStandard", Channel: slmgr.KMSHost, State: slmgr.Licensed, Count: 3},
		},
		"dli of a PC that was bought with Windows": {
			"Name: Windows(R), Core edition\nDescription: Windows(R) Operating System, OEM_DM channel\nPartial Product Key: 8HVX7\nLicense Status: Licensed",
			slmgr.Reading{Product: slmgr.Windows, Edition: "Core", Channel: slmgr.OEM, State: slmgr.Licensed, Count: -1},
		},
		"a grace period": {
			"Name: Windows(R), Professional edition\nDescription: Windows(R) Operating System, RETAIL channel\nLicense Status: Initial grace period\nTime remaining: 5760 minute(s) (4 day(s))",
			slmgr.Reading{Product: slmgr.Windows, Edition: "Professional", Channel: slmgr.Retail, State: slmgr.Grace, Minutes: 5760, Count: -1},
		},
		"xpr":    {"Windows(R), Professional edition:\n    The machine is permanently activated.", slmgr.Reading{Product: slmgr.Windows, Edition: "Professional", State: slmgr.Licensed, Count: -1}},
		"Office": {"---Processing--------------------------\nSKU ID: 259de5be\nLICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition\nLICENSE DESCRIPTION: Office 16, VOLUME_KMSCLIENT channel\nLICENSE STATUS:  ---LICENSED---", slmgr.Reading{Product: slmgr.Office, Channel: slmgr.KMSClient, State: slmgr.Licensed, Count: -1}},
		"event 12288": {
			"The client has sent an activation request to the key management service machine.\nInfo:\n0xC004F06C, 0x00000000, kms.example.org:1688, 36f27b39-2fd5-440b-be67-a09996d27a38, 2026/11/26 09:52, 0, 1, 4320, d188820a-cb63-4bad-a9a2-40b843ee23b7, 25",
			slmgr.Reading{Product: slmgr.Windows, Event: slmgr.Asked, Host: true, Code: 0xC004F06C, Count: -1},
		},
		"the fields of event 12288 alone": {
			"0x00000000, 0x00000000, kms.example.org:1688, 36f27b39-2fd5-440b-be67-a09996d27a38, 2026/11/26 09:52, 0, 1, 4320, d188820a-cb63-4bad-a9a2-40b843ee23b7, 25",
			slmgr.Reading{Product: slmgr.Windows, Event: slmgr.Asked, Host: true, Count: -1},
		},
		"event 12289 in Norwegian": {
			"Hendelses-ID: 12289\nInfo: 0xC004F038, 0x00000000, 0, 0, 3, 120, 10080, 2026/11/26 09:52",
			slmgr.Reading{Product: slmgr.Windows, Event: slmgr.Answered, Code: 0xC004F038, Count: -1},
		},
		"event 12290 on a host": {
			"12290\n0x0,5,PC7.example.org,f8ef09ba-6f6d-4a3b-9d7b-f4c4bd1d3d02,2026/11/26 20:21,0,1,43200,0ba9f5fb-4a4f-4a3c-8c8a-0a7f5d0a4a4f,25",
			slmgr.Reading{Product: slmgr.Windows, Event: slmgr.Served, Count: -1},
		},
		"translated lines": {
			"Navn: Windows(R), Enterprise edition\nBeskrivelse: Windows(R) Operating System, VOLUME_KMSCLIENT channel\nLisensstatus: Varsling",
			slmgr.Reading{Product: slmgr.Windows, Edition: "Enterprise", Channel: slmgr.KMSClient, Count: -1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := slmgr.Read(c.text)
			if !ok {
				t.Fatal("nothing was read")
			}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// What people write themselves is no print-out, whatever it mentions.
func TestReadLeavesMessages(t *testing.T) {
	for _, text := range []string{
		"", "0xC004F074", "slmgr /dlv sier at KMS-verten ikke finnes", "Feil: nøkkelen virker ikke\nNavn: Kari",
		"name: Kari\ndescription: Windows will not activate", "license status: ?", "Windows 11 Home edition: not activated",
	} {
		if r, ok := slmgr.Read(text); ok {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(dlv)
	f.Add("Current count: 99999999999999999999")
	f.Add("Windows(R),  edition:")
	f.Fuzz(func(t *testing.T, text string) {
		if r, ok := slmgr.Read(text); ok && (r.Minutes < 0 || r.Count < -1) {
			t.Errorf("%+v", r)
		}
	})
}
