package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// No secret that either side writes, or puts into a file's name, is shown to the other, kept
// in the database or logged.
func TestHandoffKeepsNoSecrets(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.persons.attach("VK7JG-NPHTM-C97JM-9MPGT-3V66T.png")
		h.persons.says("Kari", "0xC004F213")
		h.sees(h.persons, "Windows fant ingen")
		card := h.claimed()
		h.persons.attach("nokkel-QW7RT-2MXCV-9HJKP-4PBND-T83GX.png")
		h.persons.says("Kari", "ser1 det ut")
		h.sees(h.desk, "ser1 det ut")
		h.persons.says("Kari", "1. W269N 2. WFGWX 3. YVC9B 4. 4J6C9 5. T83GX er ord1")
		h.persons.says("Kari", "passordet mitt er k4tt3pus, ord2")
		h.persons.says("Kari", "ord3 TX9XD-98N7V-6WMQ6")
		h.persons.says("Kari", "BX7FG-8Q99X ord4")
		h.sees(h.desk, "ord4")
		h.desk.writes("Bente", card.id, "notat1 token: ghp_16C7e42F292c6912E7710c838347Ae178B4a")
		h.desk.writes("Bente", card.id, "svar: prøv1 B4NKS-H3LT9-BRG7K-MW2CV-DF8XJ")
		h.sees(h.persons, "prøv1")
		h.desk.writes("Bente", card.id, "samtale:")
		h.desk.writes("Bente", card.id, "lukk: løst, slutt1")
		h.sees(h.persons, "slutt1")
		h.p.end()

		secrets := []string{"NPHTM", "2MXCV", "WFGWX", "k4tt3pus", "98N7V", "8Q99X", "ghp_16", "H3LT9", "BRG7K"}
		places := map[string]string{"the log": h.p.out.String(), "the desk's pictures": fmt.Sprint(h.desk.pictures())}
		for _, m := range append(h.persons.shown(), h.desk.shown()...) {
			places["a message"] += fmt.Sprint(m.first, m.now, m.body) + "\n"
		}
		files, err := filepath.Glob(string(h.serving.Database) + "*")
		if err != nil || len(files) == 0 {
			h.Fatalf("no database: %v", err)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				h.Fatal(err)
			}
			places[filepath.Base(name)] = string(bytes.ToUpper(content)) + string(content)
		}
		for place, content := range places {
			for _, secret := range secrets {
				if strings.Contains(content, secret) {
					h.Errorf("%s holds %s", place, secret)
				}
			}
		}
	})
}
