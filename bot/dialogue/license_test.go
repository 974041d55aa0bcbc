package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

// What slmgr prints is said back in one line, and its code answered.
func TestLicenseIsRead(t *testing.T) {
	const printed = "Name: Windows(R), Professional edition\nDescription: Windows(R) Operating System, VOLUME_KMSCLIENT channel\n" +
		"License Status: Notification\nNotification Reason: 0xC004C020.\nTime remaining: 5760 minute(s) (4 day(s))\n"
	c, list := bottest.Say(bottest.Manager(t), bot.Conversation{}, "hei, dette får jeg:\n"+printed)
	said := bottest.Render(lastOf(t, list))
	for _, want := range []string{"Jeg leser dette: Windows Professional, volumlisens, KMS-klient, ikke aktivert, med varsler, 4 dager igjen, ingen KMS-vert er nevnt, 0xC004C020."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if c.Now.Code != 0xC004C020 {
		t.Errorf("the code is %s", c.Now.Code)
	}
}

// Office's own command is told apart.
func TestLicenseOfOffice(t *testing.T) {
	c, list := bottest.Say(bottest.Manager(t), bot.Conversation{}, "---Processing---\nLICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition\nLICENSE STATUS:  ---NOTIFICATIONS---\nERROR CODE: 0xC004F074")
	if said := bottest.Render(lastOf(t, list)); c.Now.Article != "" || !strings.Contains(said, "Office") {
		t.Errorf("%q\n%s", c.Now.Article, said)
	}
}

// A code that somebody has from Office is none of Windows.
func TestCodeOfOffice(t *testing.T) {
	for _, text := range []string{"Office sier 0xC004F074", "Excel gives me 0xC004C003"} {
		c, list := bottest.Say(bottest.Manager(t), bot.Conversation{}, text)
		if said := bottest.Render(lastOf(t, list)); c.Now.Article != "" || !strings.Contains(said, "Office") {
			t.Errorf("%q: %q\n%s", text, c.Now.Article, said)
		}
	}
}
